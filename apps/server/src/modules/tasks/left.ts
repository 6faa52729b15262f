import { sql } from "kysely";
import { reaction } from "#actions";
import { only } from "#log";
import { handOverTasks } from "./hand-over.ts";
import { type Answerable, managersFor } from "./managers.ts";

/**
 * Whoever has left does nothing any more: what she had open goes to whoever answers for it. A plan of handover finds what is left and
 * gives it to the takers.
 */
export const tasksOfLeavers = reaction({
  name: "tasks.left",
  on: ["staff.removed"],
  after: ["tasks", "staff"],
  async react(unit, batch) {
    const gone = only(batch, "staff.removed").map(({ data }) => data.userId);
    const { rows } = await sql<Answerable>`select id, assignee, params from task where corp_id = ${unit.corpId}
      and assignee = any(${gone}) and state in ('open', 'claimed') order by id limit 5000`.execute(unit.db);
    const managers = await managersFor(unit, rows);
    for (const [from, theirs] of Map.groupBy(rows, (row) => row.assignee)) {
      const moves = theirs.flatMap(({ id }) => (managers.has(id) ? [{ taskId: id, to: managers.get(id) ?? "" }] : []));
      handOverTasks(unit, from, moves, "left");
    }
  },
});
