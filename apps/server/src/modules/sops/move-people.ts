import { graphOf, type SopWritten } from "@shuke/contract";
import { sql } from "kysely";
import { gateSettings, type Unit } from "#actions";
import { AT_ONCE, type Duty } from "#kit/duty";
import { countMovable, moveOf, readMovable } from "./movable.ts";
import { asPlanner } from "./planner.ts";

/** Moves in one fact and in one transaction, so that nobody waits for a hundred thousand. */
const PAGE = 1_000;

/**
 * Everybody under way is to follow this version. The first page goes at once, so that of a few nobody has to wait; the others follow
 * by the duty. `mayPlan`: the planner is held (`asHeldPlanner`), and decides on rows that are up to date; otherwise the duty begins.
 * Answers how many they are.
 */
export async function moveAll(unit: Unit, sopId: string, version: number, { mayPlan, page = PAGE }: { mayPlan: boolean; page?: number }) {
  const total = await countMovable(unit.db, unit.corpId, sopId, version);
  if (total === 0) return 0;
  await sql`update sop set move_to = ${version}, move_after = '', move_done = 0, move_total = ${total}
    where corp_id = ${unit.corpId} and id = ${sopId}`.execute(unit.db);
  if (mayPlan) await movePage(unit, { id: sopId, version, after: "" }, page);
  return total;
}

/** Goes on where it was cut off: the place in the list is written with the moves themselves. */
export const createMoves = (page = PAGE): Duty => ({
  name: "sops.moves",
  run: (db, corpId, now) =>
    asPlanner(db, corpId, "sops.moves", now, async (tx, run) => {
      const { rows } = await sql<{ id: string; version: number; after: string }>`select id, move_to as version, move_after as after
        from sop where corp_id = ${corpId} and move_to is not null order by id limit 1 for update`.execute(tx);
      const [sop] = rows;
      if (!sop) return 0;
      await run((unit) => movePage(unit, sop, page));
      return 1;
    }),
  dueAt: (corp) => sql`(select ${AT_ONCE}::timestamptz from sop where corp_id = ${corp} and move_to is not null limit 1)`,
});

async function movePage(unit: Unit, sop: { id: string; version: number; after: string }, page: number): Promise<void> {
  const settings = await gateSettings(unit.db, unit.corpId);
  const { rows } = await sql<{ definition: SopWritten }>`select definition from sop_version
    where corp_id = ${unit.corpId} and sop_id = ${sop.id} and version = ${sop.version}`.execute(unit.db);
  const [found] = rows;
  if (!found) throw new Error(`${sop.id} has no version ${sop.version}`);
  const graph = graphOf(found.definition);
  const people = await readMovable(unit.db, unit.corpId, { sopId: sop.id, to: sop.version, after: sop.after, limit: page });
  const moves = people.map((one) => ({ enrolmentId: one.enrolmentId, ...moveOf(graph, sop.id, one, settings, unit.now) }));
  if (moves.length > 0) {
    unit.fact({
      type: "sop.version-moved",
      subject: `sop:${sop.id}`,
      occurredAt: unit.now,
      data: { sopId: sop.id, version: sop.version, moves },
    });
  }
  const last = people.length === page ? people.at(-1)?.enrolmentId : undefined;
  await sql`update sop set move_to = ${last === undefined ? null : sop.version}, move_after = ${last ?? ""},
    move_done = move_done + ${moves.length} where corp_id = ${unit.corpId} and id = ${sop.id}`.execute(unit.db);
}
