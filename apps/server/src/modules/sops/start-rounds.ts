import { graphOf, type SopWritten } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, type Unit } from "#actions";
import type { Duty } from "#kit/duty";
import { localDay } from "#kit/tz";
import { asPlanner } from "./planner.ts";
import { entrantsOf, PAGE } from "./round-people.ts";
import { newestRound, nextRound } from "./rounds.ts";
import { startAll } from "./start.ts";
import type { SopRow } from "./types.ts";

export type RoundSop = Pick<SopRow, "id" | "subject" | "version"> & {
  definition: ReturnType<typeof graphOf>;
  dueAt: Date;
  after: string;
  /** When it was first published. */
  since: Date;
};

/**
 * Looks for people by the calendar, by conditions, and for groups that have filled up: a page at a time. The place in the list is kept
 * with the SOP, so that a round that was cut off goes on.
 */
export const startRounds: Duty = {
  name: "sops.rounds",
  run: (db, corpId, now) =>
    asPlanner(db, corpId, "sops.rounds", now, async (tx, run) => {
      const { rows } = await sql<Omit<RoundSop, "definition"> & { definition: SopWritten }>`select s.id, s.subject, s.version,
          s.next_round_at as "dueAt", s.round_after as after, v.definition,
          (select min(created_at) from sop_version f where f.corp_id = s.corp_id and f.sop_id = s.id) as since
        from sop s join sop_version v on v.corp_id = s.corp_id and v.sop_id = s.id and v.version = s.version
        where s.corp_id = ${corpId} and s.state = 'active' and s.next_round_at <= ${now}
        order by s.next_round_at, s.id limit 1 for update of s`.execute(tx);
      const [sop] = rows;
      if (!sop) return 0;
      await run((unit) => oneRound(unit, { ...sop, definition: graphOf(sop.definition) }));
      return 1;
    }),
  dueAt: (corp) => sql`select min(next_round_at) from sop where corp_id = ${corp} and state = 'active'`,
};

async function oneRound(unit: Unit, sop: RoundSop): Promise<void> {
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  const at = newestRound(sop.definition, sop.dueAt, unit.now, timeZone);
  const { entrants, last, seen } = await entrantsOf(unit, sop, at);
  // By the calendar somebody goes through it again on another day; conditions and full groups start everybody once.
  const again = sop.definition.trigger.on === "calendar" ? { round: localDay(at, timeZone) } : {};
  await startAll(
    unit,
    sop,
    entrants.map((one) => ({ ...one, ...again })),
  );
  const goesOn = seen === PAGE && last !== null;
  const next = goesOn ? at : nextRound(sop.definition, unit.now, timeZone);
  await sql`update sop set round_after = ${goesOn ? last : ""}, next_round_at = ${next}
    where corp_id = ${unit.corpId} and id = ${sop.id}`.execute(unit.db);
}
