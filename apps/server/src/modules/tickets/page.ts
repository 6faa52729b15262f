import { sql } from "kysely";
import type { TicketKind, TicketState } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { groupsOf, isMember } from "#modules/groups";
import { staffNames } from "#modules/org";
import { noteIn } from "./note-ticket.ts";
import { readRows } from "./project.ts";
import { isLive } from "./rules.ts";
import { replyPath } from "./task-id.ts";

export type MyTicket = {
  id: string;
  kind: TicketKind;
  state: TicketState;
  text: string;
  dueAt: Date;
  answer: string | null;
  replyPath: string;
};

/** Of one person no phone shows more. */
const MOST = 20;
/** Who has so many questions waiting is asked to wait for an answer first. */
const MOST_WAITING = 5;
const LONGEST = 500;

/** What she asked, the newest first; what has been closed for another reason than an answer is still hers to see. */
export async function myTickets(ctx: Ctx, externalUserId: string): Promise<MyTicket[]> {
  const { rows } = await sql<
    Omit<MyTicket, "replyPath"> & { round: number }
  >`select id, kind, state, text, due_at as "dueAt", answer, round from ticket
    where corp_id = ${ctx.corpId} and external_user_id = ${externalUserId} order by opened_at desc, id limit ${MOST}`.execute(ctx.db);
  return rows.map(({ round, ...mine }) => ({ ...mine, replyPath: replyPath(ctx.corpId, { id: mine.id, round }) }));
}

/** She asks on our page: noted with whoever owns her group, and a time by which she hears. Null: too many wait already, or no words. */
export async function askOnPage(
  ctx: Ctx,
  externalUserId: string,
  { kind, text }: { kind: TicketKind; text: string },
): Promise<{ id: string } | null> {
  const said = text.trim().slice(0, LONGEST);
  if (said === "") return null;
  const waiting = (await myTickets(ctx, externalUserId)).filter(({ state }) => isLive(state));
  const again = waiting.find((one) => one.text === said);
  // A form that was sent twice is one question.
  if (again) return { id: again.id };
  if (waiting.length >= MOST_WAITING) return null;
  const [group] = await groupsOf(ctx, externalUserId);
  const ticketId = newId("tkt", ctx.now);
  await withUnit(ctx, (unit) =>
    noteIn(unit, { ticketId, kind, source: "page", text: said, externalUserId, chatId: group?.chatId ?? null }),
  );
  return { id: ticketId };
}

export type TicketPage = {
  id: string;
  text: string;
  state: TicketState;
  dueAt: Date;
  answer: string | null;
  /** Whose turn it is, by name. */
  owner: string | null;
  /** What this reader may do: answer it, read it, or nothing but read what everybody of the group may. */
  role: "owner" | "staff" | "asker" | "member";
  /** The way to the answer that shows who opened it; null where nobody is known who could. */
  replyPath: string | null;
};

type Reader = { externalUserId: string | null; userId: string | null };

/** One case on a phone: for the colleague whose it is, for who asked, and for members of the group that asked as a whole. */
export async function pageOfTicket(ctx: Ctx, id: string, reader: Reader): Promise<TicketPage | null> {
  const [row] = await readRows(ctx.db, ctx.corpId, [id]);
  if (!row) return null;
  const role = await roleOf(ctx, row, reader);
  if (role === null) return null;
  const owner = row.owner === null ? null : ((await staffNames(ctx, [row.owner])).get(row.owner) ?? null);
  const { text, state, due_at: dueAt, answer } = row;
  return {
    id,
    text,
    state,
    dueAt,
    answer,
    owner,
    role,
    replyPath: row.external_user_id === null && row.chat_id === null ? null : replyPath(ctx.corpId, row),
  };
}

async function roleOf(
  ctx: Ctx,
  row: { owner: string | null; external_user_id: string | null; chat_id: string | null },
  reader: Reader,
): Promise<TicketPage["role"] | null> {
  if (reader.userId !== null) return reader.userId === row.owner ? "owner" : "staff";
  if (reader.externalUserId === null) return null;
  if (reader.externalUserId === row.external_user_id) return "asker";
  // Of one person's question nobody else reads anything.
  if (row.external_user_id !== null || row.chat_id === null) return null;
  return (await isMember(ctx, row.chat_id, reader.externalUserId)) ? "member" : null;
}
