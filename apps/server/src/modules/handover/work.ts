import { sql } from "kysely";
import { gateSettings, runUnit, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import { AT_ONCE, type Duty } from "#kit/duty";
import { handoverProjection } from "./project.ts";
import { readHandovers, readItems } from "./read.ts";
import type { Handover, Item } from "./types.ts";
import { askWecom } from "./work-ask.ts";
import { aside, workOff } from "./work-back.ts";
import { checkWecom, finish } from "./work-check.ts";

const BATCH = 5000;

/**
 * Drives running plans: what came back is worked off, what is due is asked for, what waited its day is asked about, and a plan in
 * which nothing moves any more is compared with WeCom's own list. One transaction reads the rows and records what was decided; the
 * next waits until the projection has read that, so nothing is asked for twice, whoever is killed in between.
 */
export const handoverDuty: Duty = {
  name: "handover.work",
  async run(db, corpId, now) {
    return db.transaction().execute(async (tx) => {
      await sql`select from handler_cursor where corp_id = ${corpId} and handler = ${handoverProjection.name} for update`.execute(tx);
      if (await behind(tx, corpId)) return 0;
      return runUnit({ db: tx, corpId, actor: system("handover"), now }, step);
    });
  },
  dueAt: (corp) => sql`select min(at) from (
    (select next_at as at from handover_item where corp_id = ${corp} and next_at is not null order by next_at limit 1)
    union all
    (select coalesce(h.list_at, ${AT_ONCE}::timestamptz) as at from handover h where h.corp_id = ${corp} and h.state = 'running' and h.quiet
      and h.list_action is null and (not h.listed or not exists (select from handover_item i where i.corp_id = h.corp_id
        and i.handover_id = h.id and i.state = 'person')))) due`,
};

/** Whether facts of a plan wait to be read: its rows would be stale. */
async function behind(tx: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`select exists (select from event e, handler_cursor c
    where e.corp_id = ${corpId} and c.corp_id = e.corp_id and c.handler = ${handoverProjection.name} and e.seq > c.seq
      and e.type = any(${[...handoverProjection.on]})) as behind`.execute(tx);
  return rows[0]?.behind ?? true;
}

async function step(unit: Unit): Promise<number> {
  const settings = await gateSettings(unit.db, unit.corpId);
  const due = await readItems(unit, sql`i.next_at <= ${unit.now}`, BATCH);
  if (due.length === 0) return finish(unit, settings);
  const plans = new Map(
    (await readHandovers(unit, sql`h.id = any(${[...new Set(due.map((item) => item.handoverId))]})`)).map((h) => [h.id, h]),
  );
  for (const [id, items] of Map.groupBy(due, (item) => item.handoverId)) {
    const plan = plans.get(id);
    if (plan) await stepOf(unit, plan, items, settings);
  }
  return due.length;
}

async function stepOf(unit: Unit, plan: Handover, items: readonly Item[], settings: Awaited<ReturnType<typeof gateSettings>>) {
  const of = (state: Item["state"]) => items.filter((item) => item.state === state);
  // What WeCom was asked for goes its way also when the plan was stopped; what comes back then stays.
  if (plan.state !== "running") {
    aside(
      unit,
      plan,
      [...of("back"), ...of("planned")].map((item) => ({ item, state: "kept", reason: "cancelled" })),
    );
    return checkWecom(unit, plan, of("waiting"));
  }
  await workOff(unit, plan, of("back"), settings);
  await askWecom(unit, plan, of("planned"), settings);
  checkWecom(unit, plan, of("waiting"));
}
