import type { api, OutputOf, ParsedInputOf, SidebarTarget } from "@shuke/contract";
import { sql } from "kysely";
import { arrived, giveBack, RECALLED, reserve, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId, newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { taskPage } from "#modules/tasks";
import { contentsFor, type Content } from "./contents.ts";
import { contentName, fromLibrary } from "./library.ts";
import { groupInSight, personInSight, whoLooks } from "./in-sight.ts";
import type { SidebarDeps } from "./types.ts";

type Sends = OutputOf<typeof api.sidebar.send>;

/** As long as this a press may be on its way to the chat; after it the budget goes back. */
const PENDING_MS = 10 * 60_000;

/**
 * What goes into the chat. A task was promised and passes; a wording of an SOP that nobody has planned asks the one gate first,
 * under the same key as the engine would: whichever comes first, she hears it once.
 */
export const prepareSend =
  ({ publicUrl }: SidebarDeps) =>
  async (ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.send>): Promise<Sends> => {
    const { userId, name } = await whoLooks(ctx);
    await needSight(ctx, userId, input.to);
    await giveBackForgotten(ctx);
    if (input.contentId !== undefined) return forLibrary(ctx, { userId, name }, input.to, input.contentId, input.answer, publicUrl());
    if (input.taskId !== undefined) return forTask(ctx, userId, input.to, input.taskId, publicUrl());
    const key = input.contentKey ?? "";
    const content = (await contentsFor(ctx, recipientOf(input.to), publicUrl())).find((one) => one.key === key);
    if (!content) throw notFound("content", key);
    return forContent(ctx, userId, input.to, content);
  };

const recipientOf = (to: SidebarTarget) => ("externalUserId" in to ? to.externalUserId : to.chatId);

async function needSight(ctx: Ctx, userId: string, to: SidebarTarget): Promise<void> {
  const seen = "externalUserId" in to ? await personInSight(ctx, userId, to.externalUserId) : await groupInSight(ctx, userId, to.chatId);
  if (!seen) throw new Problem("sidebarNotYours", {}, 404);
}

async function forTask(ctx: Ctx, userId: string, to: SidebarTarget, taskId: string, publicUrl: string): Promise<Sends> {
  const task = await taskPage(ctx, taskId, publicUrl);
  if (!task || task.assignee !== userId || !task.to || recipientOf(task.to) !== recipientOf(to)) throw notFound("task", taskId);
  if (!["open", "claimed"].includes(task.state)) throw new Problem("taskClosed", {}, 409);
  if (task.messages.length === 0) throw new Problem("sidebarByHand", {}, 409);
  const sendId = newId("snd", ctx.now);
  await note(ctx, { sendId, userId, to, taskId });
  return { sendId, messages: task.messages };
}

async function forContent(ctx: Ctx, userId: string, to: SidebarTarget, content: Content): Promise<Sends> {
  const sendId = newId("snd", ctx.now);
  const own = content.waits && content.until > ctx.now;
  const key = own ? `${content.enrolmentId}/${content.stepKey}` : `sidebar:${sendId}`;
  // A refusal leaves nothing behind: the engine may still ask for the same step when its hour comes.
  await ctx.db.transaction().execute(async (tx) => {
    const inside = { ...ctx, db: tx };
    await askGate(inside, to, {
      sendId,
      key,
      step: `${content.sopId}/${content.stepKey}`,
      plannedBy: `sop:${content.sopId}/${content.stepKey}`,
      weight: 1,
    });
    await note(inside, { sendId, userId, to, contentKey: content.key, touchKey: key });
  });
  return { sendId, messages: content.messages };
}

/** A content of the library. Whether she asked is the member's word: then it is an answer, which passes at any hour (law 5). */
async function forLibrary(
  ctx: Ctx,
  by: { userId: string; name: string },
  to: SidebarTarget,
  contentId: string,
  answer: boolean,
  publicUrl: string,
): Promise<Sends> {
  const messages = await fromLibrary(ctx, by, to, contentId, publicUrl);
  const sendId = newId("snd", ctx.now);
  const key = `sidebar:${sendId}`;
  await ctx.db.transaction().execute(async (tx) => {
    const inside = { ...ctx, db: tx };
    await askGate(inside, to, { sendId, key, step: contentId, plannedBy: `content:${contentId}`, weight: answer ? 0 : 1 });
    await note(inside, { sendId, userId: by.userId, to, contentKey: contentId, touchKey: key });
  });
  return { sendId, messages };
}

type Asking = { sendId: string; key: string; step: string; plannedBy: string; weight: number };

async function askGate(ctx: Ctx, to: SidebarTarget, { sendId, key, step, plannedBy, weight }: Asking): Promise<void> {
  const budget = "externalUserId" in to ? "person" : "group";
  const recipient = recipientOf(to);
  const request = { budget, recipient, actionId: sendId, kind: "sidebar", key, step, weight, at: ctx.now, plannedBy } as const;
  const decision = (await reserve(ctx, [request])).get(key);
  if (!decision?.accepted) throw new Problem(WORDS[decision?.reason ?? "duplicate"], {}, 409);
}

const WORDS = {
  "person-budget": "sidebarBudgetPerson",
  "group-budget": "sidebarBudgetGroup",
  "staff-budget": "sidebarBudgetPerson",
  "quiet-hours": "sidebarQuiet",
  duplicate: "sidebarPlanned",
  "group-selling": "sidebarBudgetSelling",
  "wecom-cap": "sidebarWecomCap",
  preference: "sidebarPreference",
} as const;

type Noted = { sendId: string; userId: string; to: SidebarTarget; taskId?: string; contentKey?: string; touchKey?: string };

async function note(ctx: Ctx, { sendId, userId, to, taskId, contentKey, touchKey }: Noted): Promise<void> {
  await sql`insert into sidebar_send (corp_id, id, user_id, recipient, chat_id, task_id, content_key, touch_key, state, at)
    values (${ctx.corpId}, ${sendId}, ${userId}, ${recipientOf(to)}, ${"chatId" in to ? to.chatId : null}, ${taskId ?? null},
      ${contentKey ?? null}, ${touchKey ?? null}, 'asked', ${ctx.now})`.execute(ctx.db);
}

type Row = { recipient: string; chatId: string | null; taskId: string | null; contentKey: string | null; touchKey: string | null };

/** What the client says became of it; said twice it is said once. */
export async function settleSend(ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.sent>): Promise<{ ok: true }> {
  const { userId } = await whoLooks(ctx);
  await withUnit(ctx, async (unit) => {
    const { rows } = await sql<Row>`update sidebar_send set state = ${input.ok ? "sent" : "failed"}, settled_at = ${ctx.now},
        error = ${input.ok ? null : input.error}
      where corp_id = ${ctx.corpId} and id = ${input.sendId} and user_id = ${userId} and state = 'asked'
      returning recipient, chat_id as "chatId", task_id as "taskId", content_key as "contentKey", touch_key as "touchKey"`.execute(unit.db);
    const [row] = rows;
    if (!row) return;
    if (row.touchKey !== null) await (input.ok ? arrived(unit, row.touchKey) : giveBack(unit, row.touchKey, RECALLED));
    if (!input.ok) return;
    const isLibrary = row.contentKey?.startsWith("cnt_") === true;
    const [enrolmentId = null, step = null] = isLibrary
      ? [null, await contentName(unit, row.contentKey ?? "")]
      : (row.contentKey?.split("/") ?? []);
    unit.fact({
      type: "sidebar.sent",
      subject: row.chatId === null ? `customer:${customerId(unit.corpId, row.recipient)}` : `chat:${row.chatId}`,
      occurredAt: unit.now,
      sourceKey: `sidebar-sent:${input.sendId}`,
      data: {
        sendId: input.sendId,
        userId,
        recipient: row.recipient,
        chatId: row.chatId,
        taskId: row.taskId,
        sopId: enrolmentId === null ? null : await sopOf(unit, enrolmentId),
        enrolmentId,
        step,
      },
    });
  });
  return { ok: true };
}

async function sopOf(ctx: Ctx, enrolmentId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`select sop_id as id from enrolment
    where corp_id = ${ctx.corpId} and id = ${enrolmentId}`.execute(ctx.db);
  return rows[0]?.id ?? null;
}

/** A phone that was put away between asking and telling: what it had reserved goes back, and nothing is said to have been sent. */
async function giveBackForgotten(ctx: Ctx): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ key: string | null }>`update sidebar_send set state = 'failed', settled_at = ${ctx.now}, error = 'no-word'
      where corp_id = ${ctx.corpId} and state = 'asked' and at < ${new Date(ctx.now.getTime() - PENDING_MS)}
      returning touch_key as key`.execute(tx);
    for (const { key } of rows) if (key !== null) await giveBack({ ...ctx, db: tx }, key, RECALLED);
  });
}
