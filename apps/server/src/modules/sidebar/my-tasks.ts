import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { searchStaff } from "#modules/org";
import { claimTask, giveTasks, taskPage } from "#modules/tasks";
import { whoLooks } from "./in-sight.ts";

const COLLEAGUES = 20;

/** Only the one whose task it is may give their word. */
export async function claimMine(ctx: Ctx, { taskId, note }: ParsedInputOf<typeof api.sidebar.claim>): Promise<{ ok: true }> {
  await needMine(ctx, taskId);
  await claimTask(ctx, { id: taskId, note });
  return { ok: true };
}

export async function giveMine(ctx: Ctx, { taskId, to, why }: ParsedInputOf<typeof api.sidebar.give>): Promise<{ ok: true }> {
  await needMine(ctx, taskId);
  await giveTasks(ctx, { ids: [taskId], to, why });
  return { ok: true };
}

async function needMine(ctx: Ctx, taskId: string): Promise<void> {
  const { userId } = await whoLooks(ctx);
  const task = await taskPage(ctx, taskId, "");
  if (task?.assignee !== userId) throw notFound("task", taskId);
}

/** Who could take a task over: those who may serve customers now. */
export async function colleagues(
  ctx: Ctx,
  { query }: ParsedInputOf<typeof api.sidebar.colleagues>,
): Promise<OutputOf<typeof api.sidebar.colleagues>> {
  const { userId } = await whoLooks(ctx);
  const found = await searchStaff(ctx, query.trim(), 3 * COLLEAGUES);
  return {
    items: found
      .filter((one) => one.userId !== userId && !one.removed && one.follows && one.status === 1)
      .slice(0, COLLEAGUES)
      .map(({ userId: id, name, position }) => ({ userId: id, name, position })),
  };
}
