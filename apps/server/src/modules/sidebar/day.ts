import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { dayFigures } from "#modules/tasks";
import { whoLooks } from "./in-sight.ts";
import { tasksHere } from "./tasks-here.ts";
import type { SidebarDeps } from "./types.ts";

/** What the one who looks has to do, and what came of what she did today. */
export const myDay =
  ({ publicUrl }: SidebarDeps) =>
  async (ctx: Ctx): Promise<OutputOf<typeof api.sidebar.day>> => {
    const { userId, name } = await whoLooks(ctx);
    const [tasks, figures] = await Promise.all([tasksHere(ctx, userId, publicUrl()), dayFigures(ctx, userId)]);
    return { name, tasks, more: Math.max(0, figures.open - tasks.length), shownToday: figures.shown, claimedToday: figures.claimed };
  };
