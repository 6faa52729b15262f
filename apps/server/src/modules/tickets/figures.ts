import { sql, type RawBuilder } from "kysely";
import type { api, OutputOf, ParsedInputOf, TicketCount } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";
import { storesByIds } from "#modules/org";
import { ticketInScope } from "./in-scope.ts";

const MOST_DAYS = 92;
const MOST_STORES = 50;

type Counted = Omit<TicketCount, "name">;

/** What was noted in these local days: answered in time, of those that are answered or past what was agreed first; the median wait. */
export async function ticketFigures(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.tickets.figures>,
): Promise<OutputOf<typeof api.tickets.figures>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const to = input.to ?? localDay(ctx.now, timeZone);
  const earliest = addDays(to, 1 - MOST_DAYS);
  const asked = input.from ?? addDays(to, -29);
  const from = asked < earliest ? earliest : asked > to ? to : asked;
  const seen = ticketInScope(ctx);
  const span = sql`t.corp_id = ${ctx.corpId} and ${seen} and t.opened_at >= ${atLocal(from, "00:00", timeZone)}
    and t.opened_at < ${atLocal(to, "00:00", timeZone, 1)}
    and (${input.storeId === undefined} or t.store_id = ${input.storeId ?? null})`;
  const count = (key: RawBuilder<string>, limit: number) =>
    sql<Counted>`select ${key} as key, count(*)::int as opened, count(t.first_answered_at)::int as answered,
        count(*) filter (where t.first_answered_at <= t.first_due_at)::int as "inTime",
        count(*) filter (where t.first_answered_at is not null or t.first_due_at < ${ctx.now} and t.state <> 'closed')::int as judged,
        (percentile_cont(0.5) within group (order by extract(epoch from t.first_answered_at - t.opened_at)) / 60)::float8 as "medianMinutes"
      from ticket t where ${span} group by 1 order by count(*) desc, 1 limit ${limit}`.execute(ctx.db);
  const [all, kinds, stores, rest] = [
    await count(sql<string>`''`, 1),
    await count(sql<string>`t.kind`, 3),
    await count(sql<string>`coalesce(t.store_id, '')`, MOST_STORES),
    await sql<{ shown: number; open: number; overdue: number }>`select
      (select count(*)::int from ticket t where ${span} and t.shown is not null) as shown,
      count(*)::int as open, count(*) filter (where t.due_at < ${ctx.now})::int as overdue
      from ticket t where t.corp_id = ${ctx.corpId} and t.state in ('open', 'promised', 'reopened') and ${seen}
        and (${input.storeId === undefined} or t.store_id = ${input.storeId ?? null})`.execute(ctx.db),
  ];
  const names = await storesByIds(
    ctx,
    stores.rows.map(({ key }) => key),
  );
  const nothing: Counted = { key: "", opened: 0, answered: 0, inTime: 0, judged: 0, medianMinutes: null };
  const { shown = 0, open = 0, overdue = 0 } = rest.rows[0] ?? {};
  return {
    from,
    to,
    all: { ...(all.rows[0] ?? nothing), name: "" },
    shown,
    live: { open, overdue },
    kinds: kinds.rows.map((row) => ({ ...row, name: "" })),
    stores: stores.rows.map((row) => ({ ...row, name: names.get(row.key)?.name ?? "" })),
  };
}
