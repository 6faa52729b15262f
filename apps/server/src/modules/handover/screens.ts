import { sql } from "kysely";
import type { api, HandoverItem, Leaver, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId, groupId } from "#kit/ids";
import { namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { notServing, searchStaff, staffNames, workloads } from "#modules/org";
import { underWayWith } from "#modules/sops";
import { readHandover, readHandovers, readItems } from "./read.ts";
import { headOf } from "./status.ts";
import type { Item } from "./types.ts";

/** Who left, or may not serve any more, and still holds something; with a query anybody by name. */
export async function listLeavers(
  ctx: Ctx,
  { query }: ParsedInputOf<typeof api.handover.leavers>,
): Promise<OutputOf<typeof api.handover.leavers>> {
  const staff = query ? await searchStaff(ctx, query, 20) : await notServing(ctx);
  const ids = staff.map(({ userId }) => userId);
  const loadOf = await workloads(ctx, ids);
  const underWay = await underWayWith(ctx, ids);
  const plans = await readHandovers(ctx, sql`h.user_id = any(${ids}) and h.state <> 'cancelled' and h.undo_of is null`);
  const newest = new Map(plans.toReversed().map((plan) => [plan.userId, plan]));
  const items = staff.map(({ userId, name, removed, follows, status }): Leaver => {
    const { customers, groups, openTasks } = loadOf(userId);
    const plan = newest.get(userId);
    return {
      userId,
      name,
      standing: removed ? "left" : follows && status === 1 ? "active" : "inactive",
      customers,
      groups,
      tasks: openTasks,
      underWay: underWay.get(userId) ?? 0,
      handoverId: plan?.id ?? null,
      handoverState: plan?.state ?? null,
    };
  });
  const holds = (one: Leaver) =>
    one.customers + one.groups + one.tasks > 0 || one.handoverState === "running" || one.handoverState === "planned";
  const shown = query ? items : items.filter(holds);
  return { items: shown.sort((a, b) => b.customers + b.groups - a.customers - a.groups || (a.userId < b.userId ? -1 : 1)).slice(0, 500) };
}

export async function listHandovers(
  ctx: Ctx,
  { state, limit }: ParsedInputOf<typeof api.handover.list>,
): Promise<OutputOf<typeof api.handover.list>> {
  const plans = await readHandovers(ctx, sql`(${state ?? null}::text is null or h.state = ${state ?? null})`, limit);
  const names = await staffNames(
    ctx,
    plans.map(({ userId }) => userId),
  );
  const { rows } = await sql<{ id: string; customers: number; groups: number }>`select handover_id as id,
      count(*) filter (where kind = 'customer')::int as customers, count(*) filter (where kind = 'group')::int as groups
    from handover_item where corp_id = ${ctx.corpId} and handover_id = any(${plans.map(({ id }) => id)}) group by 1`.execute(ctx.db);
  const totals = new Map(rows.map((row) => [row.id, row]));
  return {
    items: plans.map((plan) => {
      const { id, userId, name, reason, state: is, plannedAt, complete } = headOf(plan, names.get(plan.userId) ?? plan.userId);
      const { customers = 0, groups = 0 } = totals.get(id) ?? {};
      return { id, userId, name, reason, state: is, plannedAt, complete, holds: { customers, groups } };
    }),
  };
}

/** Each thing of a plan. Keyset by kind and key. */
export async function listItems(ctx: Ctx, input: ParsedInputOf<typeof api.handover.items>): Promise<OutputOf<typeof api.handover.items>> {
  await readHandover(ctx, input.handoverId);
  const [kind = "", key = ""] = input.cursor?.split(" ") ?? [];
  const rows = await readItems(
    ctx,
    sql`i.handover_id = ${input.handoverId} and (i.kind, i.key) > (${kind}, ${key})
      and (${input.kind ?? null}::text is null or i.kind = ${input.kind ?? null})
      and (${input.state ?? null}::text is null or i.state = ${input.state ?? null})
      and (${input.to ?? null}::text is null or i.to_user = ${input.to ?? null})`,
    input.limit + 1,
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return { items: await toItems(ctx, page), nextCursor: rows.length > input.limit && last ? `${last.kind} ${last.key}` : null };
}

export async function toItems(ctx: Ctx, rows: readonly Item[]): Promise<HandoverItem[]> {
  const keys = (kind: Item["kind"]) => rows.flatMap((row) => (row.kind === kind ? [row.key] : []));
  const [people, chats, staff] = [
    await namesOf(ctx, keys("customer")),
    await chatInfo(ctx, keys("group")),
    await staffNames(ctx, [...new Set(rows.map(({ to }) => to))]),
  ];
  return rows.map((row) => ({
    kind: row.kind,
    key: row.key,
    id: row.kind === "customer" ? customerId(ctx.corpId, row.key) : groupId(ctx.corpId, row.key),
    name: (row.kind === "customer" ? people.get(row.key) : chats.get(row.key)?.name) ?? "",
    to: row.to,
    toName: row.to === "" ? "" : (staff.get(row.to) ?? row.to),
    why: row.why,
    state: row.state,
    reason: row.reason,
    runAt: row.runAt?.toISOString() ?? null,
    waitUntil: row.waitUntil?.toISOString() ?? null,
    doneAt: row.doneAt?.toISOString() ?? null,
    tries: row.tries,
  }));
}
