import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Sender, Senders } from "#actions";
import { createSenders } from "#senders";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { createCorp, MORNING } from "./corp.ts";
import { createFakeWecom, fakeSenders } from "./fake-wecom.ts";
import { payloads } from "./kinds.ts";
import { actions, plan, startWorker, type Worker } from "./workers.ts";

/** What went wrong in others' senders (docs/known-defects.md), tried out on ours. */
let database: TestDatabase;
let corpId: string;
const workers: Worker[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ max: 8 });
});
beforeEach(async () => {
  corpId = await createCorp(database.db);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await database.drop();
});

async function run(keys: readonly string[], send: Sender["send"]): Promise<void> {
  await plan(
    database,
    corpId,
    keys.map((key) => ({ key, kind: "remark.set" as const, runAfter: MORNING })),
    MORNING,
  );
  const change = (senders: Senders): Senders => ({ ...senders, "remark.set": { ...senders["remark.set"], send } });
  const hooks = { fate: () => "works" as const, die: () => new Promise<never>(() => {}) };
  const worker = await startWorker(
    database,
    () => MORNING,
    () => change(fakeSenders(createFakeWecom(), hooks)),
    { concurrency: 4 },
  );
  workers.push(worker);
  await worker.dispatcher.round(corpId);
}

test("MoChat's SendJob: while WeCom is being called no transaction is open, and what is called is on record as claimed", async () => {
  const seen: unknown[] = [];
  await run(["a"], async () => {
    const { rows } = await sql<{ open: number }>`select count(*)::int as open from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and state <> 'active'`.execute(database.db);
    const { rows: claimed } = await sql<{ status: string }>`select status from planned_action where corp_id = ${corpId}`.execute(
      database.db,
    );
    seen.push({ open: rows[0]?.open, statuses: claimed.map((row) => row.status) });
    return { status: "sent", result: {} };
  });
  expect(seen).toEqual([{ open: 0, statuses: ["claimed"] }]);
});

test("iYque's CustomerMassSender: one sender's failure is kept with its reason and told as a fact, and the others are sent", async () => {
  await run(["a", "b", "c"], async (_io, action) => {
    if (action.dedupeKey === "b") return { status: "failed", error: "not in the customer-contact scope", errcode: 84061 };
    return { status: "sent", result: {} };
  });
  const rows = await actions(database, corpId);
  expect(rows.map((row) => [row.key, row.status, row.facts])).toEqual([
    ["a", "sent", ["action.sent"]],
    ["b", "failed", ["action.failed"]],
    ["c", "sent", ["action.sent"]],
  ]);
  const { rows: why } = await sql<{ last_error: string }>`select last_error from planned_action
    where corp_id = ${corpId} and status = 'failed'`.execute(database.db);
  expect(why[0]?.last_error).toContain("customer-contact scope");
});

test("MoChat's SendWelcome: a welcome is one call to WeCom; nothing is uploaded inside its twenty seconds", async () => {
  const called: string[] = [];
  const family = new Proxy(
    {},
    {
      get: (_, name) => async () => {
        called.push(String(name));
        return {};
      },
    },
  );
  const client = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : family) });
  // Whatever the sender asks of any family of the client is noted; it cannot know that this client is none.
  const senders = createSenders({ publicUrl: "https://shuke.example", wecom: { of: async () => client } as never });
  const action = { id: "act_1", corpId, kind: "welcome.send", payload: payloads["welcome.send"], attempts: 1, dedupeKey: "w" };
  const outcome = await senders["welcome.send"].send({ corpId, now: MORNING } as never, action as never);
  expect(outcome).toMatchObject({ status: "sent", facts: [{ type: "welcome.sent" }] });
  expect(called).toEqual(["sendWelcome"]);
});
