import type { api, OutputOf, ParsedInputOf, SidebarPerson } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { lastBetween, waitsSince } from "#modules/archive";
import { wishesOf } from "#modules/customers";
import { allFields } from "#modules/fields";
import { orderStatsOf, ordersOf } from "#modules/orders";
import { getCustomer } from "#modules/profile";
import { told } from "#kit/problem";
import { refusalOf, tagNames } from "#modules/tags";
import { contentsFor, shownContent, sopViews } from "./contents.ts";
import { hersAmong, personInSight, whoLooks } from "./in-sight.ts";
import { nextStepOf } from "./next-step.ts";
import { notesOf } from "./notes.ts";
import { tasksHere } from "./tasks-here.ts";
import { lastReached, roomFor } from "./touches.ts";
import type { SidebarDeps } from "./types.ts";
import { stockBeside } from "./wants.ts";

const ORDERS = 5;
const LINES = 12;

/** Who is in the chat, in one answer. Somebody who is neither her friend nor in a group with her is unknown, like a stranger. */
export const personBeside =
  ({ publicUrl }: SidebarDeps) =>
  async (ctx: Ctx, input: ParsedInputOf<typeof api.sidebar.person>): Promise<OutputOf<typeof api.sidebar.person>> => {
    const { userId } = await whoLooks(ctx);
    const person = await personInSight(ctx, userId, input.externalUserId);
    if (!person) return { known: false };
    const { customerId, externalUserId } = person;
    const [profile, tasks, contents, touches, reached, notes] = await Promise.all([
      getCustomer(ctx, { id: customerId }),
      tasksHere(ctx, userId, publicUrl(), { externalUserId }),
      contentsFor(ctx, externalUserId, publicUrl()),
      roomFor(ctx, externalUserId),
      lastReached(ctx, person),
      notesOf(ctx, customerId, userId),
    ]);
    const [said, question, tags, common, orders, fields, stock] = await Promise.all([
      lastBetween(ctx, externalUserId, userId),
      waitsSince(ctx, externalUserId, userId),
      tagsOf(ctx, person, profile.tags),
      hersAmong(
        ctx,
        userId,
        profile.groups.flatMap(({ chatId, leftAt }) => (leftAt === null ? [chatId] : [])),
      ),
      ordersBeside(ctx, customerId),
      fieldsOf(ctx, profile.fields),
      stockBeside(ctx, externalUserId),
    ]);
    const lastContactAt = newest(reached, said?.at ?? null);
    const mine = profile.relations.find((relation) => relation.userId === userId && relation.state !== "ended");
    const next = nextStepOf({
      now: ctx.now,
      tasks,
      steps: contents.filter(({ waits, key }) => waits && key.endsWith("/0")),
      question,
      stage: profile.profile.stage,
      lastContactAt,
      contentKey: contents.find(({ fits }) => fits)?.key ?? null,
      closed: touches.closed,
      opensAt: touches.opensAt === null ? null : new Date(touches.opensAt),
    });
    return {
      known: true,
      customerId,
      externalUserId,
      name: profile.profile.name,
      avatar: profile.profile.avatar,
      by: person.by,
      remark: mine?.remark ?? "",
      description: mine?.description ?? "",
      addedAt: mine?.addedAt ?? null,
      stage: profile.profile.stage,
      stageSince: profile.stageSince,
      channel: profile.profile.channel,
      storeName: profile.profile.storeName,
      lastContactAt: lastContactAt?.toISOString() ?? null,
      touches,
      ...tags,
      fields,
      orders,
      groups: profile.groups.flatMap(({ chatId, name, joinedAt, leftAt }) =>
        leftAt === null ? [{ chatId, name, joinedAt, common: common.has(chatId) }] : [],
      ),
      sops: await sopViews(ctx, profile.sops),
      next,
      tasks,
      contents: contents.map(shownContent),
      notes,
      stock,
      timeline: profile.timeline.items.slice(0, LINES),
    };
  };

const newest = (a: Date | null, b: Date | null) => (a === null ? b : b === null || a > b ? a : b);

/** Her tags as WeCom has them, and what it was asked for by anybody and has not set. */
async function tagsOf(
  ctx: Ctx,
  person: { customerId: string },
  carried: ReadonlyArray<{ id: string; name: string; group: string }>,
): Promise<Pick<SidebarPerson, "tags" | "refusedTags">> {
  const wishes = await wishesOf(ctx, person.customerId);
  const isOver = (status: string) => ["failed", "cancelled", "expired"].includes(status);
  const waiting = wishes.filter(({ status }) => !isOver(status));
  const added = waiting.flatMap(({ add }) => add).filter((id) => !carried.some((tag) => tag.id === id));
  const removed = new Set(waiting.flatMap(({ remove }) => remove));
  const names = await tagNames(ctx, [...new Set(wishes.flatMap(({ add, remove }) => [...add, ...remove]))]);
  const nameOf = (id: string) => names.get(id)?.name ?? id;
  return {
    tags: [
      ...carried.map((tag) => ({ ...tag, waits: removed.has(tag.id) ? ("remove" as const) : null })),
      ...[...new Set(added)].map((id) => ({ id, name: nameOf(id), group: names.get(id)?.group ?? "", waits: "add" as const })),
    ],
    refusedTags: wishes
      .filter(({ status }) => isOver(status))
      .slice(0, 3)
      .map(({ add, remove, error, status }) => ({
        tags: [...add, ...remove].map(nameOf).join("、"),
        message: told(refusalOf(error ?? status), ctx.language).message,
      })),
  };
}

async function ordersBeside(ctx: Ctx, customerId: string): Promise<SidebarPerson["orders"]> {
  const [stats, { items }] = await Promise.all([orderStatsOf(ctx, customerId), ordersOf(ctx, customerId, { limit: ORDERS })]);
  return {
    count: stats?.orders ?? 0,
    amountFen: stats?.amountFen ?? 0,
    lastAt: stats?.lastAt.toISOString() ?? null,
    items: items.map(({ orderNo, amountFen, refundedFen, paidAt, storeName, channel }) => ({
      orderNo,
      amountFen,
      refundedFen,
      paidAt,
      storeName,
      channel,
    })),
  };
}

/** All fields in use with her values, those without one too: they are there to be filled. */
async function fieldsOf(ctx: Ctx, held: ReadonlyArray<{ key: string; value: SidebarPerson["fields"][number]["value"] }>) {
  const values = new Map(held.map(({ key, value }) => [key, value]));
  return (await allFields(ctx))
    .filter(({ archivedAt }) => archivedAt === null)
    .map(({ key, name, kind, options }) => ({ key, name, kind, options, value: values.get(key) ?? null }));
}
