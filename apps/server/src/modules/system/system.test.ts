import { api } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withUnit } from "#actions";
import { readEvents } from "#log";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { cancelAction } from "./cancel-action.ts";
import { listActions } from "./list-actions.ts";
import { getSettings, updateSettings } from "./settings.ts";

const corpId = "ww_system";
const now = new Date("2026-03-02T02:00:00.000Z");
let database: TestDatabase;
const ctx = () => ({ db: database.db, corpId, actor: { kind: "user" as const, id: "u1" }, now });

beforeAll(async () => {
  database = await createTestDatabase();
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, ${"测试"}, ${now})`.execute(database.db);
  await withUnit(ctx(), async (unit) => {
    for (const n of [1, 2, 3]) {
      const payload = { externalUserId: `wm${n}`, userId: "officer", remark: "老客" };
      unit.plan({ kind: "remark.set", payload, dedupeKey: `remark/${n}`, plannedBy: "verb:test", runAfter: now });
    }
  });
});
afterAll(() => database.drop());

const list = (input: object) => listActions(ctx(), api.actions.list.input.parse(input));

test("planned calls are listed page by page, each once", async () => {
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, cursor: first.nextCursor ?? "" });
  const ids = [...first.items, ...second.items].map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  expect(second.nextCursor).toBeNull();
  expect(first.items[0]).toMatchObject({ kind: "remark.set", status: "planned", plannedBy: "verb:test", recipients: 1 });
  expect(first.items[0]?.why).toEqual({ kind: "verb", label: "", to: null });
  expect((await list({ status: "sent" })).items).toEqual([]);
});

test("a planned call can be cancelled once, with a fact and an audit", async () => {
  const [first] = (await list({})).items;
  const id = first?.id ?? "";
  expect(await cancelAction(ctx(), { id })).toEqual({ ok: true });
  expect((await list({ status: "cancelled" })).items.map((item) => item.id)).toEqual([id]);
  const events = await readEvents(database.db, corpId, { after: 0, upTo: 100, types: ["action.ended"], limit: 10 });
  expect(events.map(({ data }) => data)).toMatchObject([{ actionId: id, how: "cancelled" }]);
  const { rows } = await sql<{ verb: string }>`select verb from audit where corp_id = ${corpId}`.execute(database.db);
  expect(rows).toContainEqual({ verb: "actions.cancel" });
  await expect(cancelAction(ctx(), { id })).rejects.toMatchObject({ code: "actionNotCancellable", status: 409 });
  await expect(cancelAction(ctx(), { id: "act_none" })).rejects.toMatchObject({ code: "notFound" });
});

test("settings change where they are named and keep their defaults elsewhere", async () => {
  const before = await getSettings(ctx());
  expect(before.routing.maxDistanceM).toBeGreaterThan(0);
  await updateSettings(ctx(), { gate: { quiet: { from: "22:00", to: "09:00" } }, routing: { maxDistanceM: 3000 } });
  const after = await getSettings(ctx());
  expect(after.gate).toEqual({ ...before.gate, quiet: { from: "22:00", to: "09:00" } });
  expect(after.routing).toEqual({ ...before.routing, maxDistanceM: 3000 });
  await updateSettings(ctx(), { gate: { group: { perDay: 2 } } });
  expect((await getSettings(ctx())).gate).toMatchObject({ quiet: { from: "22:00" }, group: { perDay: 2 } });
});

test("staff are written to in Chinese until the corp says otherwise", async () => {
  expect((await getSettings(ctx())).language).toBe("zh-CN");
  const before = await getSettings(ctx());
  await updateSettings(ctx(), { language: "en" });
  expect(await getSettings(ctx())).toEqual({ ...before, language: "en" });
});

test("a time that no clock shows is refused", async () => {
  const wrong = { gate: { quiet: { from: "25:00", to: "09:00" } } };
  await expect(updateSettings(ctx(), wrong)).rejects.toMatchObject({ code: "settingInvalid", details: { field: "gate.quiet.from" } });
});
