import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { endSessions, hashOf, writePassword } from "./account-rows.ts";
import type { Auth } from "./auth.ts";

type Found = { corpId: string; userId: string; kind: "invite" | "reset"; name: string; email: string; corp: string };

/** A link that is over, was used, or was replaced by a newer one is no link any more; which of these is nobody's business. */
async function linkOf({ db }: Pick<Ctx, "db">, token: string, nowMs: number): Promise<Found> {
  const { rows } = await sql<Found>`
    select l.corp_id as "corpId", l.user_id as "userId", l.kind, u.name, u.email, c.name as corp
    from account_link l join member m on m.corp_id = l.corp_id and m.user_id = l.user_id and m.state in ('active', 'invited')
      join auth."user" u on u.id = l.user_id join corp c on c.corp_id = l.corp_id
    where l.hash = ${hashOf(token)} and l.expires_at > ${new Date(nowMs)}`.execute(db);
  if (!rows[0]) throw new Problem("linkOver", {}, 410);
  return rows[0];
}

export async function lookAtLink(ctx: Ctx, token: string, nowMs: number): Promise<OutputOf<typeof api.welcome.look>> {
  const { kind, name, email, corp } = await linkOf(ctx, token, nowMs);
  return { kind, name, email, corp };
}

/** Sets the password and uses the link up, both or neither; of two who come with one link at once the second is too late. */
export async function setPassword(
  ctx: Ctx,
  { token, password }: ParsedInputOf<typeof api.welcome.setPassword>,
  deps: { auth: Auth; nowMs: number },
): Promise<OutputOf<typeof api.welcome.setPassword>> {
  // Before the password is hashed, which costs a tenth of a second: nobody makes us work with a link that is none.
  const { corpId, userId, name, email, kind } = await linkOf(ctx, token, deps.nowMs);
  const hash = await (await deps.auth.$context).password.hash(password);
  return withUnit({ ...ctx, corpId, actor: { kind: "user", id: userId, name } }, async (unit) => {
    const { rows } = await sql`delete from account_link where hash = ${hashOf(token)} returning user_id`.execute(unit.db);
    if (rows.length === 0) throw new Problem("linkOver", {}, 410);
    await writePassword(unit.db, userId, hash, new Date(deps.nowMs));
    await endSessions(unit.db, userId);
    await sql`update member set state = 'active' where corp_id = ${corpId} and user_id = ${userId} and state = 'invited'`.execute(unit.db);
    await unit.audit("accounts.setPassword", `account:${userId}`, { kind });
    return { email };
  });
}
