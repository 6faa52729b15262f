import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import type { Task } from "@shuke/contract";
import { readTask } from "./screens.ts";

/** Somebody says that it is done. A claim until evidence shows it; where nothing could show it, the word counts (C). */
export async function claimTask(ctx: Ctx, input: { id: string; note: string }): Promise<Task> {
  const task = await readTask(ctx, input.id);
  if (task.state === "done" || task.state === "cancelled") throw new Problem("taskClosed", {}, 409);
  await withUnit(ctx, async (unit) => {
    unit.fact({
      type: "task.claimed",
      subject: `task:${input.id}`,
      occurredAt: unit.now,
      sourceKey: `claim:${input.id}`,
      data: { taskId: input.id, by: byOf(ctx), note: input.note },
    });
    await unit.audit("tasks.claim", `task:${input.id}`, { note: input.note });
  });
  return { ...task, state: task.state === "open" ? "claimed" : task.state };
}

function byOf({ actor }: Ctx): string {
  if (actor.kind === "staff") return `staff:${actor.userId}`;
  return "id" in actor ? `${actor.kind}:${actor.id}` : actor.kind;
}
