import { type RawBuilder, sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, Send, SendItem, SendSender } from "@shuke/contract";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { customerId, groupId } from "#kit/ids";
import { customerNames } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { staffNames } from "#modules/org";
import { peopleOfTask } from "./people.ts";
import { SEND, readSend } from "./rows.ts";
import { isOwn } from "./rules.ts";
import type { SendRow } from "./types.ts";

/** The newest first; the cursor is the last row's hour and id. */
export async function listSends(ctx: Ctx, input: ParsedInputOf<typeof api.sends.list>): Promise<OutputOf<typeof api.sends.list>> {
  const [at = "", last] = (input.cursor ?? "").split("|");
  const isPlace = last !== undefined && !Number.isNaN(Date.parse(at));
  const { rows } = await sql<SendRow>`select ${SEND} from send s where s.corp_id = ${ctx.corpId}
      ${input.state === undefined ? sql`` : sql`and s.state = ${input.state}`} ${input.to === undefined ? sql`` : sql`and s.target = ${input.to}`}
      ${isPlace ? sql`and (s.created_at, s.id) < (${new Date(at)}, ${last})` : sql``}
    order by s.created_at desc, s.id desc limit ${input.limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const end = shown.at(-1);
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > input.limit && end ? `${end.createdAt.toISOString()}|${end.id}` : null,
  };
}

const itemOf = (row: SendRow): SendItem => {
  const { recipients, delivered, failed, unsent, refused, heldOut, tasks, confirmed } = row;
  return {
    id: row.id,
    name: row.name,
    to: row.target,
    kind: row.kind,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    createdBy: actorName(row.createdBy),
    from: row.plan.from,
    until: row.plan.until,
    counts: {
      recipients,
      delivered,
      failed,
      unsent,
      refused,
      heldOut,
      tasks,
      confirmed,
      planned: Math.max(0, recipients - delivered - failed - unsent - refused - heldOut),
    },
  };
};

export async function getSend(ctx: Ctx, { id }: { id: string }): Promise<Send> {
  const row = await readSend(ctx, id);
  const { rows: reasons } = await sql<Send["reasons"][number]>`select reason, sum(n)::int as count from (
      select r.key as reason, r.value::int as n from send_task t cross join lateral jsonb_each_text(t.reasons) r
        where t.corp_id = ${ctx.corpId} and t.send_id = ${id}
      union all select reason, count(*)::int from send_aside where corp_id = ${ctx.corpId} and send_id = ${id} group by 1) x
    group by 1 order by 2 desc, 1`.execute(ctx.db);
  const { rows: children } = await sql<Send["children"][number]>`select id, name, kind, state from send
    where corp_id = ${ctx.corpId} and of_send = ${id} order by created_at`.execute(ctx.db);
  const of = row.ofSend === null ? null : await readSend(ctx, row.ofSend);
  return {
    ...itemOf(row),
    plan: row.plan,
    revision: row.revision,
    of: of && { id: of.id, name: of.name },
    submittedAt: row.submittedAt?.toISOString() ?? null,
    submittedBy: row.submittedBy && actorName(row.submittedBy),
    approvedBy: row.approvedBy && actorName(row.approvedBy),
    refusal: row.refusal,
    mayApprove: row.state === "waiting" && !isOwn(ctx.actor, row),
    cancelReason: row.cancelReason,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    forecast: row.forecast,
    actual: await actualOf(ctx, row),
    reasons,
    children,
  };
}

/** Recipients whose tasks were confirmed, up to the end of each hour that was foreseen, as far as it is over. */
async function actualOf(ctx: Ctx, { id, forecast }: SendRow): Promise<Send["actual"]> {
  const hours = (forecast?.byHour ?? []).filter(({ at }) => new Date(at).getTime() - 3_600_000 <= ctx.now.getTime());
  if (hours.length === 0) return [];
  const { rows } = await sql<{ at: string; confirmed: number }>`select h.at, coalesce(sum(t.accepted), 0)::int as confirmed
    from unnest(${hours.map(({ at }) => at)}::text[]) as h(at)
    left join send_task t on t.corp_id = ${ctx.corpId} and t.send_id = ${id} and t.confirmed_at < h.at::timestamptz
    group by 1 order by 1`.execute(ctx.db);
  return rows;
}

/**
 * In the order of their tasks; those aside, whom no task carries, first. Tasks in which nobody can be whom one looks for are passed over by what is
 * counted on them, so a page costs what it shows, however large the send.
 */
export async function listRecipients(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sends.recipients>,
): Promise<OutputOf<typeof api.sends.recipients>> {
  const send = await readSend(ctx, input.id);
  const [no, recipient] = splitOnce(input.cursor ?? "");
  const from = input.cursor === undefined ? sql`true` : sql`(p.no, p.recipient) > (${Number(no)}, ${recipient})`;
  const like = sql`${from} ${input.state === undefined ? sql`` : sql`and p.state = ${input.state}`}
    ${input.reason === undefined ? sql`` : sql`and p.reason = ${input.reason}`}`;
  const { rows } = await sql<{
    recipient: string;
    state: OutputOf<typeof api.sends.recipients>["items"][number]["state"];
    reason: OutputOf<typeof api.sends.recipients>["items"][number]["reason"];
    at: Date | null;
    no: number;
    sender: string | null;
  }>`select * from (
      (select p.*, (select t.sender from send_task t where t.corp_id = ${ctx.corpId} and t.send_id = ${input.id} and t.no = p.task_no) as sender
        from (select a.recipient, 0 as no, a.task_no, a.state, a.reason, a.at from send_aside a
          where a.corp_id = ${ctx.corpId} and a.send_id = ${input.id} offset 0) p
        where ${like} order by p.recipient limit ${input.limit + 1})
      union all (select p.recipient, p.no, p.no, p.state, p.reason, p.at, t.sender from send_task t
        cross join lateral (select * from (${peopleOfTask()}) p where ${like} order by p.recipient) p
        where t.corp_id = ${ctx.corpId} and t.send_id = ${input.id} and t.no >= ${Number(no)} and ${mayHold(input)}
        order by p.no, p.recipient limit ${input.limit + 1})) x
    order by x.no, x.recipient limit ${input.limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const isGroup = send.target === "groups";
  const people = isGroup
    ? null
    : await customerNames(
        ctx,
        shown.map(({ recipient: who }) => customerId(ctx.corpId, who)),
      );
  const chats = isGroup
    ? await chatInfo(
        ctx,
        shown.map(({ recipient: chat }) => chat),
      )
    : null;
  const staff = await staffNames(
    ctx,
    shown.flatMap(({ sender }) => sender ?? []),
  );
  const end = shown.at(-1);
  return {
    items: shown.map(({ recipient: who, sender, at, state, reason }) => ({
      id: isGroup ? groupId(ctx.corpId, who) : customerId(ctx.corpId, who),
      name: (isGroup ? chats?.get(who)?.name : people?.get(customerId(ctx.corpId, who))) ?? "",
      staff: sender === null ? null : (staff.get(sender) ?? sender),
      state,
      reason,
      at: at?.toISOString() ?? null,
    })),
    nextCursor: rows.length > input.limit && end ? `${end.no}|${end.recipient}` : null,
  };
}

/** Whether somebody like that can be in the task `t`, by its counts. */
function mayHold({ state, reason }: Pick<ParsedInputOf<typeof api.sends.recipients>, "state" | "reason">): RawBuilder<boolean> {
  if (reason !== undefined) return sql`t.reasons ? ${reason}`;
  switch (state) {
    case "delivered":
    case "failed":
    case "unsent":
      return sql`${sql.ref(`t.${state}`)} > 0`;
    case "refused":
      return sql`(t.left_out > 0 or t.accepted < t.size)`;
    case "planned":
      return sql`(t.state = 'open' or t.accepted > t.delivered + t.failed + t.unsent + t.left_out)`;
    case "held-out":
      return sql`false`;
    default:
      return sql`true`;
  }
}

const splitOnce = (cursor: string): [string, string] => {
  const place = cursor.indexOf("|");
  return place < 0 ? ["", ""] : [cursor.slice(0, place), cursor.slice(place + 1)];
};

type TaskRow = {
  no: number;
  sender: string;
  cell: number;
  state: Exclude<SendSender["state"], "confirmed">;
  reason: SendSender["reason"];
  size: number;
  accepted: number;
  delivered: number;
  failed: number;
  unsent: number;
  run_after: Date | null;
  confirmed_at: Date | null;
};

export async function listSenders(ctx: Ctx, input: ParsedInputOf<typeof api.sends.senders>): Promise<OutputOf<typeof api.sends.senders>> {
  await readSend(ctx, input.id);
  const state =
    input.state === undefined
      ? sql``
      : input.state === "confirmed"
        ? sql`and t.state = 'created' and t.confirmed_at is not null`
        : sql`and t.state = ${input.state} ${input.state === "created" ? sql`and t.confirmed_at is null` : sql``}`;
  const { rows } = await sql<TaskRow>`select t.no, t.sender, t.cell, t.state, t.reason, t.size, t.accepted, t.delivered, t.failed, t.unsent,
      t.run_after, t.confirmed_at from send_task t
    where t.corp_id = ${ctx.corpId} and t.send_id = ${input.id} and t.no > ${Number(input.cursor ?? 0)} ${state}
    order by t.no limit ${input.limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, input.limit);
  const names = await staffNames(
    ctx,
    shown.map(({ sender }) => sender),
  );
  return {
    items: shown.map((row) => ({
      no: row.no,
      staff: { userId: row.sender, name: names.get(row.sender) ?? row.sender },
      cell: row.cell,
      state: row.state === "created" && row.confirmed_at !== null ? "confirmed" : row.state,
      reason: row.reason,
      recipients: row.accepted > 0 ? row.accepted : row.size,
      delivered: row.delivered,
      failed: row.failed,
      unsent: row.unsent,
      at: row.run_after?.toISOString() ?? null,
      confirmedAt: row.confirmed_at?.toISOString() ?? null,
    })),
    nextCursor: rows.length > input.limit ? String(shown.at(-1)?.no ?? "") : null,
  };
}
