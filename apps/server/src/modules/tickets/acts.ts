import type { api, OutputOf, ParsedInputOf, Ticket } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import { actorWord } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import type { EventMap } from "#log";
import { mustLead, seenRows } from "./in-scope.ts";
import { mustServe } from "./note-ticket.ts";
import { applyFact, may, type TicketFact } from "./rules.ts";
import { toTickets } from "./screens.ts";
import { dueFor } from "./settings.ts";
import { subjectOf } from "./subject.ts";
import type { TicketRow } from "./types.ts";

type Act = Exclude<TicketFact["type"], "ticket.noted">;

/** Tells a fact about one case, and what the case is then. */
function tellOf<T extends Act>(unit: Unit, row: TicketRow, type: T, data: EventMap[T], sourceKey?: string): void {
  const fact = { type, data, occurredAt: unit.now, subject: subjectOf(unit.corpId, row.id, row.external_user_id) };
  // The pair of type and data is checked by the signature; TypeScript cannot follow it through the union.
  unit.fact({ ...fact, ...(sourceKey === undefined ? {} : { sourceKey }) } as Parameters<Unit["fact"]>[0]);
}

async function caseOf(ctx: Ctx, id: string, act: Act): Promise<TicketRow> {
  const [row] = await seenRows(ctx, [id]);
  if (!row) throw notFound("ticket", id);
  if (!may(row.state, act)) throw new Problem(row.state === "closed" ? "ticketClosed" : "ticketState", {}, 409);
  return row;
}

async function one<T extends Act>(ctx: Ctx, row: TicketRow, type: T, data: EventMap[T]): Promise<Ticket> {
  const fact = { type, data, occurredAt: ctx.now } as TicketFact;
  await withUnit(ctx, async (unit) => {
    tellOf(unit, row, type, data);
    await unit.audit(`tickets.${type.slice("ticket.".length)}`, `ticket:${row.id}`, { ...data });
  });
  const [ticket] = await toTickets(ctx, [applyFact(row, fact) ?? row]);
  if (!ticket) throw notFound("ticket", row.id);
  return ticket;
}

export async function assignTickets(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.tickets.assign>,
): Promise<OutputOf<typeof api.tickets.assign>> {
  mustLead(ctx, input.owner);
  await mustServe(ctx, input.owner);
  return withUnit(ctx, async (unit) => {
    const rows = (await seenRows({ ...ctx, db: unit.db }, input.ids)).filter(
      (row) => may(row.state, "ticket.assigned") && row.owner !== input.owner,
    );
    for (const row of rows) tellOf(unit, row, "ticket.assigned", { ticketId: row.id, owner: input.owner, why: input.why });
    await unit.audit("tickets.assign", `staff:${input.owner}`, { ids: rows.map(({ id }) => id), why: input.why });
    return { given: rows.length };
  });
}

export async function moveTicket(ctx: Ctx, { id, dueAt, why }: ParsedInputOf<typeof api.tickets.move>): Promise<Ticket> {
  const at = new Date(dueAt);
  if (Number.isNaN(at.getTime()) || at <= ctx.now) throw new Problem("ticketPast", {}, 400);
  const row = await caseOf(ctx, id, "ticket.moved");
  return one(ctx, row, "ticket.moved", { ticketId: id, dueAt: at.toISOString(), round: row.round + 1, why });
}

export async function answerTicket(ctx: Ctx, { id, answer }: ParsedInputOf<typeof api.tickets.answer>): Promise<Ticket> {
  const row = await caseOf(ctx, id, "ticket.answered");
  return one(ctx, row, "ticket.answered", { ticketId: id, answer, by: actorWord(ctx.actor) });
}

export async function closeTickets(ctx: Ctx, input: ParsedInputOf<typeof api.tickets.close>): Promise<OutputOf<typeof api.tickets.close>> {
  return withUnit(ctx, async (unit) => {
    const rows = (await seenRows({ ...ctx, db: unit.db }, input.ids)).filter((row) => may(row.state, "ticket.closed"));
    for (const row of rows) tellOf(unit, row, "ticket.closed", { ticketId: row.id, why: input.reason, note: input.note });
    await unit.audit("tickets.close", "tickets", { ids: rows.map(({ id }) => id), reason: input.reason, note: input.note });
    return { closed: rows.length };
  });
}

export async function reopenTicket(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.tickets.reopen>): Promise<Ticket> {
  const row = await caseOf(ctx, id, "ticket.reopened");
  const dueAt = (await dueFor(ctx, row.kind, row.store_id)).toISOString();
  return one(ctx, row, "ticket.reopened", { ticketId: id, dueAt, round: row.round + 1, why });
}
