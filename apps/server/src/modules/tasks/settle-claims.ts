import { sql } from "kysely";
import { withUnit } from "#actions";
import { system } from "#kit/actor";
import { hourly, tickDuty } from "#kit/tick";
import { GRACE_MS } from "./proof.ts";

/**
 * Steps and questions that somebody ticked and nothing showed: when their time and the time of grace are over they leave the list as what they are,
 * claims. A group that is to be set up stays, since its notice may come any day. Hourly.
 */
export const settleClaims = tickDuty({
  name: "tasks.settle-claims",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const { rows } = await sql<{ id: string }>`select id from task where corp_id = ${corpId} and state = 'claimed'
      and kind in ('sop-step', 'answer-ticket', 'hand-post') and due_at < ${new Date(now.getTime() - GRACE_MS)} order by due_at, id limit 5000`.execute(
      db,
    );
    if (rows.length === 0) return;
    await withUnit({ db, corpId, actor: system("tasks.settle-claims"), now }, async (unit) => {
      for (const { id } of rows) {
        unit.fact({
          type: "task.unproven",
          subject: `task:${id}`,
          occurredAt: now,
          sourceKey: `task-end:${id}`,
          data: { taskId: id, reason: "window-over" },
        });
      }
    });
  },
});
