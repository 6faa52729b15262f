import { sql } from "kysely";
import { tell } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import type { LinkRow } from "./read.ts";

/** Who asks twice within a minute has tapped twice. */
const ONCE_MS = 60_000;

/** A customer opened it: a fact, once a minute. */
export async function noteClick(ctx: Ctx, link: Pick<LinkRow, "id" | "name">, externalUserId: string, via: string | null): Promise<void> {
  await tell(ctx, {
    type: "link.clicked",
    subject: `customer:${customerId(ctx.corpId, externalUserId)}`,
    occurredAt: ctx.now,
    sourceKey: `link:${link.id}:${externalUserId}:${Math.floor(ctx.now.getTime() / ONCE_MS)}`,
    data: { linkId: link.id, link: link.name, externalUserId, via },
  });
}

/** It was opened by nobody whom we know: counted, and nothing else. */
export async function noteOther(
  ctx: Pick<Ctx, "db" | "corpId">,
  linkId: string,
  kind: "preview" | "outside" | "staff" | "stranger",
): Promise<void> {
  await sql`insert into link_other as o (corp_id, link_id, kind, n) values (${ctx.corpId}, ${linkId}, ${kind}, 1)
    on conflict (corp_id, link_id, kind) do update set n = o.n + 1`.execute(ctx.db);
}
