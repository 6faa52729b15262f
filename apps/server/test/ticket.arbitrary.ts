import fc from "fast-check";
import type { EventMap } from "#log";

type Parts = Record<"userId" | "externalUserId" | "chatId" | "storeId" | "iso" | "text", fc.Arbitrary<string>>;
type TicketType = Extract<keyof EventMap, `ticket.${string}`>;

const ticketId = fc.constantFrom("tkt_1", "tkt_2", "tkt_3");
const round = fc.integer({ min: 1, max: 4 });

/** Facts of the queue of questions, in any order. */
export const ticketFacts = ({
  userId,
  externalUserId,
  chatId,
  storeId,
  iso,
  text,
}: Parts): { [K in TicketType]: fc.Arbitrary<EventMap[K]> } => ({
  "ticket.noted": fc.record({
    ticketId,
    kind: fc.constantFrom("question", "complaint", "suggestion"),
    source: fc.constantFrom("staff", "page", "archive", "talk", "kf"),
    text,
    externalUserId: fc.option(externalUserId),
    chatId: fc.option(chatId),
    storeId: fc.option(storeId),
    owner: fc.option(userId),
    dueAt: iso,
    ref: fc.constant(null),
  }),
  "ticket.assigned": fc.record({ ticketId, owner: userId, why: text }),
  "ticket.moved": fc.record({ ticketId, dueAt: iso, round, why: text }),
  "ticket.answered": fc.record({ ticketId, answer: text, by: userId }),
  "ticket.shown": fc.record({ ticketId, grade: fc.constantFrom("A", "B"), evidence: text }),
  "ticket.closed": fc.record({ ticketId, why: fc.constantFrom("answered", "duplicate", "withdrawn"), note: text }),
  "ticket.reopened": fc.record({ ticketId, dueAt: iso, round, why: text }),
});

type TalkType = Extract<keyof EventMap, `talk.${string}`>;
const ofTalk = { talkId: fc.constantFrom("tlk_1", "tlk_2"), questionId: fc.constantFrom("tlq_1", "tlq_2") };

/** Facts of sessions, in any order. */
export const talkFacts = ({
  externalUserId,
  text,
}: Pick<Parts, "externalUserId" | "text">): { [K in TalkType]: fc.Arbitrary<EventMap[K]> } => ({
  "talk.changed": fc.record({ talkId: ofTalk.talkId, from: fc.constant("draft"), to: fc.constant("announced") }),
  "talk.asked": fc.record({ ...ofTalk, externalUserId, text }),
  "talk.voted": fc.record({ ...ofTalk, externalUserId, on: fc.boolean() }),
  "talk.answered": fc.record({ ...ofTalk, answer: text }),
  "talk.followed": fc.record({ ...ofTalk, ticketId }),
});

/** Facts of posts by hand, in any order. */
export const calendarFacts = ({
  chatId,
  text,
}: Pick<Parts, "chatId" | "text">): {
  "calendar.shown": fc.Arbitrary<EventMap["calendar.shown"]>;
} => ({
  "calendar.shown": fc.record({
    slotId: fc.constantFrom("cal_1", "cal_2"),
    taskId: fc.constantFrom("tsk_1", "tsk_2"),
    chatId,
    grade: fc.constantFrom("A", "B"),
    evidence: text,
  }),
});

const momentId = fc.constantFrom("mmt_1", "mmt_2");

/** Facts of moments, in any order. */
export const momentFacts = ({
  userId,
  externalUserId,
}: Pick<Parts, "userId" | "externalUserId">): { [K in Extract<keyof EventMap, `moment.${string}`>]: fc.Arbitrary<EventMap[K]> } => ({
  "moment.created": fc.record({ momentId, wecomId: fc.constantFrom("mom_a", "mom_b"), invalid: fc.array(userId, { maxLength: 1 }) }),
  "moment.published": fc.record({ momentId, userId, visible: fc.nat({ max: 300 }) }),
  "moment.reacted": fc.record({ momentId, userId, externalUserId, kind: fc.constantFrom("like", "comment") }),
  "moment.closed": fc.record({
    momentId,
    why: fc.constantFrom("complete", "time-over", "cancelled", "unknown"),
    unpublished: fc.nat({ max: 9 }),
  }),
});

type TaskEnds = Exclude<Extract<keyof EventMap, `task.${string}`>, "task.opened" | "task.handed-over">;

/** What becomes of tasks, in any order. */
export const taskFacts = ({
  taskId,
  userId,
  text,
}: Pick<Parts, "userId" | "text"> & { taskId: fc.Arbitrary<string> }): { [K in TaskEnds]: fc.Arbitrary<EventMap[K]> } => ({
  "task.claimed": fc.record({ taskId, by: userId, note: text }),
  "task.done": fc.record({ taskId, grade: fc.constantFrom("A", "B", "C"), evidence: text }),
  "task.unproven": fc.record({ taskId, reason: fc.constantFrom("word-only", "window-over") }),
  "task.cancelled": fc.record({ taskId, reason: text }),
  "task.escalated": fc.record({ taskId, assignee: userId, to: fc.option(userId) }),
  "task.reminded": fc.record({ taskId, assignee: userId }),
});
