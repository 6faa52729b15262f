import { sql } from "kysely";
import { files } from "@shuke/phrases";
import type { TicketFilter } from "@shuke/contract";
import { gateSettings, withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { localStamp } from "#kit/tz";
import { staffUserOf } from "#modules/access";
import { ticketColumns } from "./project.ts";
import { filterSql, toTickets } from "./screens.ts";
import type { TicketRow } from "./types.ts";

const PER_READ = 500;

/** The filtered queue as a file, oldest first; who took it is on record. */
export async function* exportTickets(ctx: Ctx, filter: TicketFilter): AsyncGenerator<string> {
  await withUnit(ctx, (unit) => unit.audit("tickets.export", "tickets", { filter }));
  const say = files[ctx.language ?? "zh-CN"].tickets;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const stamp = (at: string | null) => (at === null ? "" : localStamp(new Date(at), timeZone));
  const where = filterSql(ctx, filter, await staffUserOf(ctx));
  yield csvLine(Object.values(say.columns));
  let after = { at: new Date(0), id: "" };
  for (;;) {
    const { rows } = await sql<TicketRow>`select ${ticketColumns} from ticket t where t.corp_id = ${ctx.corpId}
      and (${filter.state === undefined} or t.state = ${filter.state ?? null}) and ${where}
      and (t.opened_at, t.id) > (${after.at}, ${after.id}) order by t.opened_at, t.id limit ${PER_READ}`.execute(ctx.db);
    yield (await toTickets(ctx, rows))
      .map((one) =>
        csvLine([
          one.id,
          say.kinds[one.kind],
          say.states[one.state],
          one.text,
          one.customer?.name ?? "",
          one.group?.name ?? "",
          one.store?.name ?? "",
          one.owner?.name ?? "",
          stamp(one.openedAt),
          stamp(one.firstDueAt),
          stamp(one.dueAt),
          stamp(one.answeredAt),
          one.inTime === null ? "" : say.inTime[one.inTime ? "yes" : "no"],
          one.answer ?? "",
          one.note,
        ]),
      )
      .join("");
    const last = rows.at(-1);
    if (rows.length < PER_READ || !last) return;
    after = { at: last.opened_at, id: last.id };
  }
}
