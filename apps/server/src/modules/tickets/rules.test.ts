import fc from "fast-check";
import { expect, test } from "vitest";
import type { TicketKind } from "@shuke/contract";
import { agreedTime } from "./agreed-time.ts";
import { alike } from "./alike.ts";
import { looksLike } from "./looks-like.ts";
import { applyFact, inTime, isLive, may, type TicketFact } from "./rules.ts";
import type { TicketRow } from "./types.ts";

const T0 = Date.UTC(2025, 2, 3, 2);
const at = (n: number) => new Date(T0 + n * 60_000);
const ticketId = "tkt_1";
const first: TicketFact = {
  type: "ticket.noted",
  occurredAt: at(0),
  data: {
    ticketId,
    kind: "question",
    source: "staff",
    text: "几点关门",
    externalUserId: "wm1",
    chatId: null,
    storeId: null,
    owner: null,
    dueAt: at(60).toISOString(),
    ref: null,
  },
};

type Step = { n: number; act: Exclude<TicketFact["type"], "ticket.noted">; round: number };
const step: fc.Arbitrary<Step> = fc.record({
  n: fc.integer({ min: 0, max: 500 }),
  act: fc.constantFrom("ticket.assigned", "ticket.moved", "ticket.answered", "ticket.shown", "ticket.closed", "ticket.reopened"),
  round: fc.integer({ min: 0, max: 6 }),
});

function factOf({ n, act, round }: Step): TicketFact {
  const occurredAt = at(n);
  const dueAt = at(n + 60).toISOString();
  switch (act) {
    case "ticket.assigned":
      return { type: act, occurredAt, data: { ticketId, owner: "mei", why: "" } };
    case "ticket.answered":
      return { type: act, occurredAt, data: { ticketId, answer: "十点", by: "mei" } };
    case "ticket.shown":
      return { type: act, occurredAt, data: { ticketId, grade: "B", evidence: "event:1" } };
    case "ticket.closed":
      return { type: act, occurredAt, data: { ticketId, why: "answered", note: "" } };
    default:
      return { type: act, occurredAt, data: { ticketId, dueAt, round, why: "晚点" } };
  }
}

/** What a case can never be. */
const broken = (row: TicketRow): string[] => [
  ...(row.state === "answered" && row.answer === null ? ["answered without an answer"] : []),
  ...(row.state === "promised" && row.owner === null ? ["promised by nobody"] : []),
  ...(isLive(row.state) && row.closed_at !== null ? ["waiting and closed"] : []),
  ...(isLive(row.state) && row.answered_at !== null ? ["waiting and answered"] : []),
  ...(row.shown !== null && row.answer === null ? ["shown what was never said"] : []),
];

test("whatever is told in whatever order, a case stays one that can be: an answered one has its answer, the first promise never moves", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let row: TicketRow | null = applyFact(null, first);
      for (const one of steps) {
        const fact = factOf(one);
        const before = row;
        row = applyFact(row, fact);
        if (!row || !before) throw new Error("a case was lost");
        expect(row).toEqual(may(before.state, one.act) ? row : before);
        expect(applyFact(row, first)).toEqual(row);
        expect(broken(row)).toEqual([]);
        expect(row.first_due_at).toEqual(at(60));
        expect(row.round).toBeGreaterThanOrEqual(before.round);
        expect(row.first_answered_at).toEqual(before.first_answered_at ?? row.first_answered_at);
        expect(inTime(row) === null).toBe(row.first_answered_at === null);
      }
    }),
  );
});

test("a fact that is told twice changes nothing the second time", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), step, (steps, last) => {
      let row = applyFact(null, first);
      for (const one of steps) row = applyFact(row, factOf(one));
      const once = applyFact(row, factOf(last));
      expect(applyFact(once, factOf(last))).toEqual(once);
    }),
  );
});

const hours = { opens: "09:00", closes: "21:00", workdaysOnly: false };
const local = (text: string) => new Date(`${text}+08:00`);
test.each([
  ["in the middle of the day the minutes run at once", "2025-03-03T10:00", 120, hours, "2025-03-03T12:00"],
  ["what is left over in the evening goes on next morning", "2025-03-03T20:00", 120, hours, "2025-03-04T10:00"],
  ["asked at night it begins in the morning", "2025-03-03T23:30", 60, hours, "2025-03-04T10:00"],
  ["a whole day of minutes takes two days", "2025-03-03T09:00", 1440, hours, "2025-03-04T21:00"],
  ["a weekend does not count where only workdays do", "2025-03-07T20:00", 120, { ...hours, workdaysOnly: true }, "2025-03-10T10:00"],
  [
    "a bar that closes after midnight is still open",
    "2025-03-04T01:00",
    30,
    { ...hours, opens: "18:00", closes: "02:00" },
    "2025-03-04T01:30",
  ],
  ["hours that end when they begin never close", "2025-03-03T03:00", 60, { ...hours, opens: "00:00", closes: "00:00" }, "2025-03-03T04:00"],
])("%s", (_name, from, minutes, open, due) => {
  expect(agreedTime(local(from), minutes, open, "Asia/Shanghai")).toEqual(local(due));
});

test("the agreed time lies in opening hours, never before it was asked, and more minutes are never sooner", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 5, max: 5000 }), (n, minutes) => {
      const due = agreedTime(at(n), minutes, hours, "Asia/Shanghai");
      expect(due.getTime()).toBeGreaterThanOrEqual(at(n).getTime() + minutes * 60_000);
      expect(agreedTime(at(n), minutes + 1, hours, "Asia/Shanghai").getTime()).toBeGreaterThan(due.getTime());
      const minute = ((due.getTime() / 60_000 + 480) % 1440) / 60;
      expect(minute).toBeGreaterThan(9);
      expect(minute).toBeLessThanOrEqual(21);
    }),
  );
});

test.each<[string, TicketKind | null]>([
  ["周末几点关门？", "question"],
  ["这个券怎么用不了", "question"],
  ["昨天买的咖啡洒了，要退款", "complaint"],
  ["Where can I use the coupon?", "question"],
  ["早上好", null],
  ["今天的豆子很香", null],
  ["在吗", null],
])("%s", (text, kind) => {
  expect(looksLike(text)).toBe(kind);
});

test("three answers that say the same are a candidate; another number is another answer", () => {
  const answer = (id: string, text: string) => ({ id, text: "券能用多久", answer: text, at: at(1) });
  const some = [
    answer("1", "您好，券领了以后7天内有效哦"),
    answer("2", "券领了以后 7 天内有效"),
    answer("3", "券领取以后7天内有效"),
    answer("4", "券领了以后15天内有效"),
    answer("5", "门店早上八点开"),
  ];
  const found = alike(some);
  expect(found.map(({ ids }) => ids)).toEqual([["1", "2", "3"]]);
});
