import { sql } from "kysely";
import type { TestDatabase } from "./database.ts";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { append, type EventMap, type EventType, type Handler, type NewEvent, replay, runHandlers } from "#log";
import { handlers as customers } from "#modules/customers";
import { handlers as groups } from "#modules/groups";
import { handlers as org, importStores } from "#modules/org";
import { handlers as tags } from "#modules/tags";
import { handlers as liveCodes } from "#modules/live-codes";

const handlers: readonly Handler[] = [...org, ...tags, ...customers, ...groups, ...liveCodes];

/** A corp of its own in the test database, whose facts are told by hand. */
export type TestCorp = Awaited<ReturnType<typeof createTestCorp>>;

let corps = 0;
export async function createTestCorp(database: TestDatabase) {
  corps += 1;
  const corpId = `corp${corps}`;
  let now = new Date("2025-03-01T02:00:00Z");
  const ctx = (): Ctx => ({ db: database.db, corpId, actor: system("test"), now });
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${now})`.execute(database.db);
  const sec = () => Math.floor(now.getTime() / 1000);
  const drain = async () => {
    while ((await runHandlers(database.db, corpId, handlers, now)) > 0);
  };
  /** Also lets handlers of modules above read. */
  const drainWith = async (more: readonly Handler[]) => {
    while ((await runHandlers(database.db, corpId, [...handlers, ...more], now)) > 0);
  };
  const tell = async <T extends EventType>(type: T, data: EventMap[T], more: Partial<NewEvent> = {}) => {
    const event = { type, subject: "test", data, occurredAt: now, ...more } as NewEvent;
    await database.db.transaction().execute((tx) => append(tx, corpId, [event], { actor: system("test"), now }));
  };
  const actions = async (kind: string) =>
    (
      await sql<{ id: string; payload: Record<string, unknown>; runUntil: Date | null }>`
        select id, payload, run_until as "runUntil" from planned_action where corp_id = ${corpId} and kind = ${kind} order by cause_seq nulls first, dedupe_key`.execute(
        database.db,
      )
    ).rows;
  const facts = async (type: string) =>
    (
      await sql<{
        data: Record<string, unknown>;
      }>`select data from event where corp_id = ${corpId} and type = ${type} order by seq`.execute(database.db)
    ).rows.map((row) => row.data);

  return {
    corpId,
    ctx,
    sec,
    drain,
    drainWith,
    /** Deletes what was projected and reads the log again. */
    rebuild: () => replay(database.db, corpId, handlers, now),
    tell,
    actions,
    facts,
    handlers,
    advance: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    staff: async (userId: string) =>
      tell("staff.detailed", { userId, name: userId, departments: [1], position: "", status: 1, follows: true }),
    group: async (chatId: string, name = chatId) =>
      tell("group.detailed", { chatId, name, owner: "owner", notice: "", createdSec: sec(), admins: [], memberVersion: "" }),
    join: async (chatId: string, memberId: string, state = "") =>
      tell("group.member-joined", {
        chatId,
        memberId,
        memberType: 2,
        joinedSec: sec(),
        joinScene: 3,
        state,
        invitor: "",
        name: "",
        unionid: "",
      }),
    befriend: async (externalUserId: string, userId: string, state: string, welcomeCode?: string, more: Partial<NewEvent> = {}) =>
      tell("relation.added", { externalUserId, userId, state, createdSec: sec(), ...(welcomeCode ? { welcomeCode } : {}) }, more),
    stores: (csv: string) => importStores(ctx(), { csv: `code,name,city,district,lng,lat,state\n${csv}`, datum: "wgs84", dryRun: false }),
    storeId: async (code: string) =>
      (await sql<{ id: string }>`select id from store where corp_id = ${corpId} and code = ${code}`.execute(database.db)).rows[0]?.id ?? "",
    visitor: (externalUserId: string) => ({ key: externalUserId, externalUserId, userId: null }),
  };
}
