import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { getGroup, listMembers } from "#modules/profile";
import { enrolmentsOf } from "#modules/sops";
import { contentsFor, shownContent, sopViews } from "./contents.ts";
import { groupInSight, whoLooks } from "./in-sight.ts";
import { nextStepOf } from "./next-step.ts";
import { tasksHere } from "./tasks-here.ts";
import type { SidebarDeps } from "./types.ts";

const LATELY = 8;

/** Which group the chat is, and what it needs today. A group that she is not in is unknown. */
export const groupBeside =
  ({ publicUrl }: SidebarDeps) =>
  async (ctx: Ctx, { chatId }: ParsedInputOf<typeof api.sidebar.group>): Promise<OutputOf<typeof api.sidebar.group>> => {
    const { userId } = await whoLooks(ctx);
    if (!(await groupInSight(ctx, userId, chatId))) return { known: false };
    const [group, members, tasks, contents, sops] = await Promise.all([
      getGroup(ctx, { id: chatId }),
      listMembers(ctx, { id: chatId, left: false, limit: LATELY }),
      tasksHere(ctx, userId, publicUrl(), { chatId }),
      contentsFor(ctx, chatId, publicUrl()),
      enrolmentsOf(ctx, chatId),
    ]);
    return {
      known: true,
      chatId,
      name: group.name,
      ownerName: group.ownerName,
      mine: group.ownerUserId === userId,
      storeName: group.storeName,
      members: group.members,
      customers: group.customers,
      seatLimit: group.seatLimit,
      notice: group.notice,
      createdAt: group.createdAt,
      joined7d: group.joined7d,
      left7d: group.left7d,
      lately: members.items.map(({ name, memberId, kind, joinedAt }) => ({
        name,
        externalUserId: kind === "customer" ? memberId : null,
        at: joinedAt,
      })),
      sops: await sopViews(ctx, sops),
      next: nextStepOf({
        now: ctx.now,
        tasks,
        steps: contents.filter(({ waits, key }) => waits && key.endsWith("/0")),
        question: null,
        stage: null,
        lastContactAt: null,
        contentKey: null,
        closed: null,
        opensAt: null,
      }),
      tasks,
      contents: contents.map(shownContent),
    };
  };
