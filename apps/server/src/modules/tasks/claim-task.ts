import { withUnit } from "#actions";
import { actorWord } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import type { Task } from "@shuke/contract";
import { readTask } from "./screens.ts";

/** Somebody says that it is done: a claim, until something shows it. */
export async function claimTask(ctx: Ctx, input: { id: string; note: string }): Promise<Task> {
  const task = await readTask(ctx, input.id);
  if (task.state !== "open" && task.state !== "claimed") throw new Problem("taskClosed", {}, 409);
  // A tick would keep her manager from hearing that nobody answered.
  if (task.kind === "answer-ticket") throw new Problem("taskAnswer", {}, 409);
  await withUnit(ctx, async (unit) => {
    unit.fact({
      type: "task.claimed",
      subject: `task:${input.id}`,
      occurredAt: unit.now,
      sourceKey: `claim:${input.id}`,
      data: { taskId: input.id, by: actorWord(ctx.actor), note: input.note },
    });
    await unit.audit("tasks.claim", `task:${input.id}`, { note: input.note });
  });
  return { ...task, state: task.state === "open" ? "claimed" : task.state };
}
