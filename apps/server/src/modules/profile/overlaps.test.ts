import { api } from "@shuke/contract";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NewEvent } from "#log";
import * as customers from "#modules/customers";
import * as groups from "#modules/groups";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createCorp, ctxOf } from "../../../test/middle/corp.ts";
import { eventOf } from "../../../test/events.arbitrary.ts";
import { live } from "../../../test/middle/replay.ts";
import { handlers } from "./index.ts";
import { countOverlaps, listOverlaps } from "./overlaps.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const all = [...groups.handlers, ...customers.handlers, ...handlers];

/** Counted from all memberships. */
const counted = sql<{ member_id: string; groups: number }>`select m.member_id, count(distinct m.group_id)::int as groups
  from group_member m join group_chat g on g.corp_id = m.corp_id and g.id = m.group_id and g.state = 'open'
  join customer c on c.corp_id = m.corp_id and c.external_user_id = m.member_id
  where m.left_at is null and m.member_type = 2`;

test("whatever happens in groups, the rows are what counting all memberships gives", async () => {
  const types = [
    "group.created",
    "group.member-joined",
    "group.member-joined",
    "group.member-left",
    "group.dismissed",
    "members.told",
  ] as const;
  const stream = fc.array(fc.constantFrom(...types).chain(eventOf), { minLength: 10, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(stream, fc.integer({ min: 1, max: 9 }), async (events, size) => {
      const corpId = await createCorp(database.db);
      const portions: NewEvent[][] = [];
      for (let at = 0; at < events.length; at += size) portions.push(events.slice(at, at + size));
      await live(database.db, corpId, all, portions);
      const kept = await sql`select member_id, groups from group_overlap where corp_id = ${corpId} order by 1`.execute(database.db);
      const anew = await sql`${counted} and m.corp_id = ${corpId} group by 1 having count(distinct m.group_id) > 1 order by 1`.execute(
        database.db,
      );
      expect(kept.rows).toEqual(anew.rows);
    }),
    { numRuns: 12 },
  );
});

test("the page names groups, leaves marked people out, and says what it costs in seats", async () => {
  const corpId = await createCorp(database.db);
  const joined = (memberId: string, chatId: string, joinedSec: number): NewEvent => ({
    type: "group.member-joined",
    subject: `group:${chatId}`,
    occurredAt: new Date(joinedSec * 1000),
    data: { chatId, memberId, memberType: 2, joinedSec, joinScene: 3, state: "", invitor: "", name: memberId, unionid: "" },
  });
  const ctx = ctxOf(database.db, corpId);
  const chats = ["wr1", "wr2", "wr3"];
  const made = chats.map((chatId): NewEvent => ({
    type: "group.created",
    subject: `group:${chatId}`,
    occurredAt: ctx.now,
    data: { chatId },
  }));
  const facts = [
    ...made,
    ...chats.map((chatId, n) => joined("wmA", chatId, 1000 + n)),
    joined("wmB", "wr1", 9),
    joined("wmB", "wr2", 5),
    joined("wmC", "wr1", 7),
  ];
  await live(database.db, corpId, all, [facts]);
  const input = api.overlaps.list.input.parse({ limit: 1 });
  const first = await listOverlaps(ctx, input);
  expect(first.items).toMatchObject([{ externalUserId: "wmA", groups: [{}, {}, {}] }]);
  const rest = await listOverlaps(ctx, { ...input, cursor: first.nextCursor ?? "" });
  expect(rest).toMatchObject({ items: [{ externalUserId: "wmB" }], nextCursor: null });
  expect(rest.items[0]?.groups.map(({ joinedAt }) => joinedAt)).toEqual(["1970-01-01T00:00:05.000Z", "1970-01-01T00:00:09.000Z"]);
  expect(await countOverlaps(ctx, input)).toEqual({ people: 2, seats: 3, most: 3 });
  const marked: NewEvent = {
    type: "customer.marked",
    subject: "customer:a",
    occurredAt: ctx.now,
    data: { customerId: first.items[0]?.customerId ?? "", mark: "staff", on: true, why: "", jobId: null },
  };
  await live(database.db, corpId, all, [[marked]]);
  expect(await countOverlaps(ctx, input)).toEqual({ people: 1, seats: 1, most: 2 });
  expect(await countOverlaps(ctx, { ...input, withMarked: true, atLeast: 3 })).toEqual({ people: 1, seats: 2, most: 3 });
});
