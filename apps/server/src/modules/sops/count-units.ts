import { sql } from "kysely";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { atLocal } from "#kit/tz";
import { isNoneOf, outOfRates } from "#modules/customers";
import type { Scope } from "./count-steps.ts";
import type { UnitCount } from "./units.ts";

const keep = createKeep();
/** A step that is looked for by its enrolment costs as much as so many rows of a table that is read through. */
const LOOKED_UP = 4;

/**
 * Steps per group, or per member of staff who was to do them: counted themselves, since these have no rows of their own (migration
 * 0125). Whoever asks sees to it that the scope is not a million people; what reads much is kept for a while.
 */
export async function countUnits(ctx: Ctx, sopId: string, by: "group" | "staff", scope: Scope): Promise<UnitCount[]> {
  const { from, to, storeId } = scope;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  return keep<UnitCount[]>(ctx, JSON.stringify([ctx.corpId, sopId, by, from, to, storeId]), async () => {
    const marked = await outOfRates(ctx);
    // Steps know who was to do them; whatever else is asked their enrolments know, which are looked up one by one.
    const isOfSteps = by === "staff" && storeId === undefined && from === undefined && to === undefined;
    const wordOnly = sql`(s.state = 'claimed' and s.until < ${ctx.now})`;
    const { rows } = await sql<UnitCount & { read: number }>`
      select ${by === "staff" ? sql`s.sender` : sql`coalesce(e.chat_id, '')`} as key, s.step, count(*)::int as read,
        count(*) filter (where s.state = 'done')::int as done, count(*) filter (where s.state = 'missed')::int as missed,
        count(*) filter (where s.state = 'refused')::int as refused, count(*) filter (where ${wordOnly})::int as word_only
      from ${isOfSteps ? sql`enrolment_step s` : sql`enrolment e join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id`}
      where ${isOfSteps ? sql`s.corp_id = ${ctx.corpId} and s.sop_id = ${sopId}` : sql`e.corp_id = ${ctx.corpId} and e.sop_id = ${sopId}`}
        ${storeId === undefined ? sql`` : sql`and e.store_id = ${storeId}`}
        ${from === undefined ? sql`` : sql`and e.started_at >= ${atLocal(from, "00:00", timeZone)}`}
        ${to === undefined ? sql`` : sql`and e.started_at < ${atLocal(to, "00:00", timeZone, 1)}`}
        and ${isNoneOf(sql.ref("s.recipient"), marked)}
      group by 1, 2`.execute(ctx.db);
    return { value: rows, rows: LOOKED_UP * rows.reduce((all, { read }) => all + read, 0) };
  });
}

/** How many people began in this scope: days added up. */
export async function countBegun(ctx: Ctx, sopId: string, { from, to, storeId }: Scope): Promise<number> {
  const { rows } = await sql<{ n: number }>`select coalesce(sum(waiting + exited), 0)::int as n from sop_count
    where corp_id = ${ctx.corpId} and sop_id = ${sopId} and kind = ${storeId === undefined ? "all" : "store"} and step = ''
      and since > '-infinity' ${storeId === undefined ? sql`` : sql`and key = ${storeId}`}
      ${from === undefined ? sql`` : sql`and since >= ${from}::date`} ${to === undefined ? sql`` : sql`and since <= ${to}::date`}`.execute(
    ctx.db,
  );
  return rows[0]?.n ?? 0;
}
