import type { api, ParsedInputOf, Ticket, TicketKind, TicketSource } from "@shuke/contract";
import { type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { activeRelations, findCustomer } from "#modules/customers";
import { chatInfo, readGroup } from "#modules/groups";
import { homeOfChats } from "#modules/live-codes";
import { servingStaff, storesByIds } from "#modules/org";
import { mustBeHers } from "./in-scope.ts";
import { applyFact, type TicketFact } from "./rules.ts";
import { toTickets } from "./screens.ts";
import { dueFor } from "./settings.ts";
import { subjectOf } from "./subject.ts";

export type NewTicket = {
  ticketId: string;
  kind: TicketKind;
  source: TicketSource;
  text: string;
  externalUserId: string | null;
  chatId: string | null;
  storeId?: string | null;
  /** Undefined: found by the group, else by the friendship. Null: nobody yet. */
  owner?: string | null;
  ref?: string | null;
};

/** One tap: a colleague notes what somebody asked. */
export async function noteTicket(ctx: Ctx, input: ParsedInputOf<typeof api.tickets.note>): Promise<Ticket> {
  const customer = input.customerId === undefined ? null : await findCustomer(ctx, { id: input.customerId });
  if (input.customerId !== undefined && !customer) throw notFound("customer", input.customerId);
  const chatId = input.groupId === undefined ? null : await chatOf(ctx, input.groupId);
  await mustBeHers(ctx, input, chatId);
  if (input.storeId !== undefined && !(await storesByIds(ctx, [input.storeId])).has(input.storeId))
    throw new Problem("storeUnknown", { storeId: input.storeId }, 404);
  if (input.owner !== undefined) await mustServe(ctx, input.owner);
  const ticketId = newId("tkt", ctx.now);
  const fact = await withUnit(ctx, async (unit) => {
    await unit.audit("tickets.note", `ticket:${ticketId}`, { kind: input.kind });
    return noteIn(unit, {
      ticketId,
      kind: input.kind,
      source: "staff",
      text: input.text,
      externalUserId: customer?.externalUserId ?? null,
      chatId,
      ...(input.storeId === undefined ? {} : { storeId: input.storeId }),
      ...(input.owner === undefined ? {} : { owner: input.owner }),
    });
  });
  return rowToTicket(ctx, fact);
}

/** Notes a case in a unit of work that is open already: whoever has it, and by when, is decided here and carried by the fact. */
export async function noteIn(unit: Unit, ticket: NewTicket): Promise<Noted> {
  const storeId =
    ticket.storeId === undefined
      ? ticket.chatId === null
        ? null
        : ((await homeOfChats(unit, [ticket.chatId])).get(ticket.chatId)?.storeId ?? null)
      : ticket.storeId;
  const owner = ticket.owner === undefined ? await ownerFor(unit, ticket) : ticket.owner;
  const dueAt = (await dueFor(unit, ticket.kind, storeId)).toISOString();
  const { ticketId, kind, source, text, externalUserId, chatId, ref = null } = ticket;
  const data = { ticketId, kind, source, text, externalUserId, chatId, storeId, owner, dueAt, ref };
  unit.fact({
    type: "ticket.noted",
    subject: subjectOf(unit.corpId, ticketId, externalUserId),
    occurredAt: unit.now,
    sourceKey: `ticket:${ref ?? ticketId}`,
    data,
  });
  return { type: "ticket.noted", occurredAt: unit.now, data };
}

type Noted = Extract<TicketFact, { type: "ticket.noted" }>;

type Asked = { chatId: string | null; externalUserId: string | null };

async function ownerFor(ctx: Ctx, asked: Asked): Promise<string | null> {
  const [owner = null] = await ownersFor(ctx, [asked]);
  return owner;
}

/** Who answers each: the group's owner, else the oldest of her friends among the staff; null where neither serves any more. */
export async function ownersFor(ctx: Ctx, asked: readonly Asked[]): Promise<Array<string | null>> {
  const chats = await chatInfo(ctx, [...new Set(asked.flatMap(({ chatId }) => chatId ?? []))]);
  const friends = await activeRelations(ctx, [...new Set(asked.flatMap(({ externalUserId }) => externalUserId ?? []))]);
  const wanted = asked.map(({ chatId, externalUserId }) => [
    chats.get(chatId ?? "")?.owner ?? "",
    ...(friends.get(externalUserId ?? "") ?? []).map(({ userId }) => userId),
  ]);
  const ids = [...new Set(wanted.flat().filter((id) => id !== ""))];
  const serving = new Set((await servingStaff(ctx, ids)).map(({ userId }) => userId));
  return wanted.map((some) => some.find((id) => serving.has(id)) ?? null);
}

export async function mustServe(ctx: Ctx, userId: string): Promise<void> {
  if ((await servingStaff(ctx, [userId])).length === 0) throw new Problem("takerUnknown", { name: userId }, 409);
}

async function chatOf(ctx: Ctx, id: string): Promise<string> {
  const group = await readGroup(ctx, id);
  if (!group) throw notFound("group", id);
  return group.chatId;
}

/** What was just noted, before the table has it. */
async function rowToTicket(ctx: Ctx, fact: Noted): Promise<Ticket> {
  const row = applyFact(null, fact);
  const [ticket] = row === null ? [] : await toTickets(ctx, [row]);
  if (!ticket) throw notFound("ticket", fact.data.ticketId);
  return ticket;
}
