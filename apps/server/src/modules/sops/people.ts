import { type RawBuilder, sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, SopStepState } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import type { Scope as Part } from "#kit/scope";
import { atLocal } from "#kit/tz";
import { customerId, groupId } from "#kit/ids";
import { customersInScope } from "#modules/customers";
import { isOwnStep, ownEnrolments } from "./count-own.ts";
import { namesFor } from "./names.ts";

type Row = {
  enrolment_id: string;
  recipient: string;
  subject: "customer" | "group" | "staff";
  state: SopStepState;
  due_at: Date;
  done_at: Date | null;
  grade: string | null;
  reason: string | null;
};

/** Of so many at most all are read and put in order; of more, pages are found by walking. */
const FEW = 3000;

/**
 * Who is behind a cell of the board. What is done has its grade; a reason why it was once put off is no reason any more. Keyset by
 * enrolment id.
 */
export async function sopPeople(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sops.people>,
  few = FEW,
): Promise<OutputOf<typeof api.sops.people>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const { from, to, chatId, sender, metric } = input;
  // Few are overdue, or in a rare state, and an index knows them: in the order of pages all steps would be walked through to find them.
  const some = await fewOf(ctx, input, few);
  const steps = some === null ? sql`enrolment_step` : sql`(select * from few)`;
  const { rows } = await sql<Row>`
    ${some === null ? sql`` : sql`with few as materialized (${some})`}
    select s.enrolment_id, s.recipient, e.subject, s.state, s.due_at, s.done_at, s.grade,
      case when s.state <> 'done' and not (s.state = 'planned' and s.reason in ('content-gone', 'content-back')) then s.reason end as reason
    from ${steps} s join enrolment e on e.corp_id = s.corp_id and e.id = s.enrolment_id
    where s.corp_id = ${ctx.corpId} and s.sop_id = ${input.sopId} and s.step = ${input.step} ${ctx.scope ? sql`and ${isOwnStep(ctx.scope)}` : sql``}
      ${input.state === undefined ? sql`` : sql`and s.state = ${input.state}`}
      ${input.storeId === undefined ? sql`` : sql`and e.store_id = ${input.storeId}`}
      ${chatId === undefined ? sql`` : chatId === "" ? sql`and e.chat_id is null` : sql`and e.chat_id = ${chatId}`}
      ${sender === undefined ? sql`` : sql`and s.sender = ${sender}`}
      ${metric === undefined ? sql`` : sql`and s.state = 'done' and (s.metric_at is not null) = ${metric === "met"}`}
      ${from === undefined ? sql`` : sql`and e.started_at >= ${atLocal(from, "00:00", timeZone)}`}
      ${to === undefined ? sql`` : sql`and e.started_at < ${atLocal(to, "00:00", timeZone, 1)}`}
      and s.enrolment_id > ${input.cursor ?? ""}
    order by s.enrolment_id limit ${input.limit + 1}`.execute(ctx.db);
  const page = rows.slice(0, input.limit);
  // All of one SOP, so all of one kind.
  const subject = page[0]?.subject ?? "customer";
  const recipients = page.map((row) => row.recipient);
  const names = await namesFor(ctx, subject, subject === "customer" ? await seenAmong(ctx, recipients) : recipients);
  return {
    items: page.map((row) => ({
      enrolmentId: row.enrolment_id,
      recipient: row.recipient,
      customerId: row.subject === "customer" && (!ctx.scope || names.has(row.recipient)) ? customerId(ctx.corpId, row.recipient) : null,
      groupId: row.subject === "group" ? groupId(ctx.corpId, row.recipient) : null,
      name: names.get(row.recipient) ?? "",
      state: row.state,
      dueAt: row.due_at.toISOString(),
      doneAt: row.done_at?.toISOString() ?? null,
      grade: row.grade,
      reason: row.reason,
    })),
    nextCursor: rows.length > input.limit ? (page.at(-1)?.enrolment_id ?? null) : null,
  };
}

/** The steps of this cell, where they are few; null: they are many, or all states are asked for. */
async function fewOf(ctx: Ctx, input: ParsedInputOf<typeof api.sops.people>, few: number): Promise<RawBuilder<unknown> | null> {
  if (ctx.scope) return ownFew(ctx, ctx.scope, input);
  const of = sql`select * from enrolment_step where corp_id = ${ctx.corpId} and sop_id = ${input.sopId} and step = ${input.step}`;
  if (input.overdue === true) return sql`${of} and state in ('waiting', 'planned') and until < ${ctx.now}`;
  if (input.state === undefined) return null;
  const inState = sql`${of} and state = ${input.state}`;
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${inState} limit ${few + 1}) s`.execute(ctx.db);
  return (rows[0]?.n ?? 0) <= few ? inState : null;
}

/** A narrow role's part of a cell, found by her enrolments: she has some thousands, and the step may have a million. */
function ownFew(ctx: Ctx, scope: Part, input: ParsedInputOf<typeof api.sops.people>): RawBuilder<unknown> {
  const late = input.overdue === true ? sql`and s.state in ('waiting', 'planned') and s.until < ${ctx.now}` : sql``;
  return sql`select s.* from (${ownEnrolments(ctx.corpId, scope, [input.sopId])}) e
    join enrolment_step s on s.corp_id = ${ctx.corpId} and s.enrolment_id = e.id and s.step = ${input.step} ${late}`;
}

/** Whom she may still see: who left her group and has no friend among her staff keeps the step, and is not named. */
async function seenAmong(ctx: Ctx, externalIds: readonly string[]): Promise<readonly string[]> {
  const own = customersInScope(ctx);
  if (own === null || externalIds.length === 0) return externalIds;
  const { rows } = await sql<{ id: string }>`select external_user_id as id from customer
    where corp_id = ${ctx.corpId} and external_user_id = any(${[...externalIds]}::text[]) and id = any(${own})`.execute(ctx.db);
  return rows.map(({ id }) => id);
}
