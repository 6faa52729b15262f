import { sql, type RawBuilder } from "kysely";
import type { api, OutputOf, ParsedInputOf, Ticket, TicketFilter, TicketState } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { notFound } from "#kit/problem";
import { type EventRow, toEvent } from "#log";
import { staffUserOf } from "#modules/access";
import { namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { staffNames, storesByIds } from "#modules/org";
import { subjectOf } from "./subject.ts";
import { seenRows, ticketInScope } from "./in-scope.ts";
import { ticketColumns } from "./project.ts";
import { inTime, isLive, LIVE, TICKET_FACTS } from "./rules.ts";
import { replyPath, ticketTaskId } from "./task-id.ts";
import type { TicketRow } from "./types.ts";

type Place = { rank: number; at: Date; id: string };
type Rank = { states: readonly TicketState[]; newestFirst: boolean; where: RawBuilder<unknown> };

/**
 * Mine before the others', each by agreed time, so that what is overdue stands at the top; then what is answered, then what is closed,
 * newest first. Every rank is a walk along an index; the cursor is the last row's rank, time and id.
 */
export async function listTickets(ctx: Ctx, input: ParsedInputOf<typeof api.tickets.list>): Promise<OutputOf<typeof api.tickets.list>> {
  const me = await staffUserOf(ctx);
  const live = { states: LIVE, newestFirst: false };
  const ranks: Rank[] = [
    ...(me === null ? [] : [{ ...live, where: sql`t.owner = ${me}` }]),
    { ...live, where: me === null ? sql`true` : sql`t.owner is distinct from ${me}` },
    { states: ["answered"], newestFirst: true, where: sql`true` },
    { states: ["closed"], newestFirst: true, where: sql`true` },
  ];
  const filter = filterSql(ctx, input, me);
  const start = readPlace(input.cursor);
  const rows: Array<TicketRow & { rank: number }> = [];
  for (const [rank, { states, newestFirst, where }] of ranks.entries()) {
    const wanted = states.filter((state) => (input.state ?? state) === state);
    if (rank < (start?.rank ?? 0) || rows.length > input.limit || wanted.length === 0) continue;
    const after = start?.rank === rank ? sql`and (t.due_at, t.id) ${newestFirst ? sql`<` : sql`>`} (${start.at}, ${start.id})` : sql``;
    const order = sql.raw(newestFirst ? "t.due_at desc, t.id desc" : "t.due_at, t.id");
    // The states stand as words, so that the partial indexes of the live and of the ended ones are seen to fit.
    const { rows: found } = await sql<TicketRow>`select ${ticketColumns} from ticket t
      where t.corp_id = ${ctx.corpId} and t.state in (${sql.join(wanted.map((state) => sql.lit(state)))}) and ${where} and ${filter} ${after}
      order by ${order} limit ${input.limit + 1 - rows.length}`.execute(ctx.db);
    rows.push(...found.map((row) => ({ ...row, rank })));
  }
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: await toTickets(ctx, shown),
    nextCursor: rows.length > input.limit && last ? `${last.rank}|${last.due_at.toISOString()}|${last.id}` : null,
  };
}

export function filterSql(ctx: Ctx, filter: TicketFilter, me: string | null): RawBuilder<unknown> {
  const where: RawBuilder<unknown>[] = [ticketInScope(ctx)];
  if (filter.kind !== undefined) where.push(sql`t.kind = ${filter.kind}`);
  if (filter.source !== undefined) where.push(sql`t.source = ${filter.source}`);
  if (filter.owner !== undefined) where.push(sql`t.owner = ${filter.owner}`);
  if (filter.whose !== undefined) where.push(filter.whose === "mine" ? sql`t.owner = ${me ?? ""}` : sql`t.owner is null`);
  if (filter.overdue !== undefined) {
    const late = sql`(t.state in ('open', 'promised', 'reopened') and t.due_at < ${ctx.now})`;
    where.push(filter.overdue ? late : sql`not ${late}`);
  }
  if (filter.storeId !== undefined) where.push(sql`t.store_id = ${filter.storeId}`);
  if (filter.customerId !== undefined)
    where.push(
      sql`t.external_user_id = (select c.external_user_id from customer c where c.corp_id = ${ctx.corpId} and c.id = ${filter.customerId})`,
    );
  if (filter.query !== undefined && filter.query !== "") {
    const like = `%${filter.query.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
    // By its letters first: an index knows which cases have them all.
    where.push(sql`(string_to_array(lower(t.text || coalesce(t.answer, '')), null) @> string_to_array(lower(${filter.query}), null)
      and (t.text ilike ${like} or t.answer ilike ${like}))`);
  }
  return sql.join(where, sql` and `);
}

/** Null for a missing or broken cursor: the reader starts again at the top. */
function readPlace(cursor: string | undefined): Place | null {
  const [, rank, at = "", id] = /^([0-3])\|([^|]+)\|(.+)$/.exec(cursor ?? "") ?? [];
  return rank === undefined || id === undefined || Number.isNaN(Date.parse(at)) ? null : { rank: Number(rank), at: new Date(at), id };
}

/** One case and its story, oldest first. */
export async function getTicket(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.tickets.get>> {
  const rows = await seenRows(ctx, [id]);
  const [ticket] = await toTickets(ctx, rows);
  const [row] = rows;
  if (!ticket || !row) throw notFound("ticket", id);
  const { rows: events } =
    await sql<EventRow>`select corp_id, seq, type, subject, actor, data, occurred_at, recorded_at, cause_seq from event
    where corp_id = ${ctx.corpId} and subject = ${subjectOf(ctx.corpId, id, row.external_user_id)} and type = any(${[...TICKET_FACTS]})
      and data->>'ticketId' = ${id} order by seq limit 200`.execute(ctx.db);
  const facts = events.map(toEvent);
  const names = await staffNames(
    ctx,
    facts.flatMap(({ actor, data }) => [
      ...(actor.kind === "staff" ? [actor.userId] : []),
      ...("owner" in data && data.owner ? [String(data.owner)] : []),
    ]),
  );
  const story = facts.map(({ type, data, actor, occurredAt }) => {
    const owner = "owner" in data && data.owner ? String(data.owner) : "";
    const words =
      "answer" in data ? data.answer : "note" in data && typeof data.note === "string" ? data.note : "why" in data ? data.why : "";
    return {
      at: occurredAt.toISOString(),
      what: type.slice("ticket.".length),
      by: actor.kind === "user" ? (actor.name ?? "") : actor.kind === "staff" ? (names.get(actor.userId) ?? actor.userId) : "",
      note: type === "ticket.noted" || type === "ticket.assigned" ? (names.get(owner) ?? owner) : String(words),
      dueAt: "dueAt" in data && typeof data.dueAt === "string" ? data.dueAt : null,
    };
  });
  return { ticket, story };
}

export async function toTickets(ctx: Ctx, rows: readonly TicketRow[]): Promise<Ticket[]> {
  const [names, chats, stores, staff] = await Promise.all([
    namesOf(
      ctx,
      rows.flatMap((row) => row.external_user_id ?? []),
    ),
    chatInfo(
      ctx,
      rows.flatMap((row) => row.chat_id ?? []),
    ),
    storesByIds(
      ctx,
      rows.flatMap((row) => row.store_id ?? []),
    ),
    staffNames(
      ctx,
      rows.flatMap((row) => row.owner ?? []),
    ),
  ]);
  return rows.map((row) => {
    const chat = chats.get(row.chat_id ?? "");
    const store = stores.get(row.store_id ?? "");
    const who = row.external_user_id;
    return {
      id: row.id,
      kind: row.kind,
      state: row.state,
      source: row.source,
      text: row.text,
      customer: who === null ? null : { id: customerId(ctx.corpId, who), name: names.get(who) ?? "" },
      group: chat ? { id: chat.groupId, name: chat.name } : null,
      store: store ? { id: row.store_id ?? "", name: store.name } : null,
      owner: row.owner === null ? null : { userId: row.owner, name: staff.get(row.owner) ?? row.owner },
      openedAt: row.opened_at.toISOString(),
      dueAt: row.due_at.toISOString(),
      firstDueAt: row.first_due_at.toISOString(),
      overdue: isLive(row.state) && row.due_at < ctx.now,
      answeredAt: row.answered_at?.toISOString() ?? null,
      answer: row.answer,
      inTime: inTime(row),
      shown: row.shown,
      note: row.note,
      reopened: row.reopened,
      taskId: row.owner === null ? null : ticketTaskId(ctx.corpId, row.id, row.round),
      replyPath: row.owner === null || (who === null && row.chat_id === null) ? null : replyPath(ctx.corpId, row),
    };
  });
}
