import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { api, auditKeep, type Endpoint, isChange } from "@shuke/contract";
import { files } from "@shuke/phrases";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withUnit, writeAudit } from "#actions";
import { runOnRecord } from "#http/serve";
import { type App, createApp } from "../../app.ts";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { testConfig } from "../../../test/world.ts";
import { forgetRecords } from "./audit-retention.ts";
import { newApiKey, putApiKey } from "./api-keys.ts";
import { auditSql, listAudit } from "./list-audit.ts";
import { createTrail } from "./trail.ts";

const corpId = "ww_audit";
const now = new Date("2026-03-02T00:00:00.000Z");
const home = mkdtempSync(path.join(tmpdir(), "shuke-audit-"));
const key = newApiKey();
const mei = customerId(corpId, "wm_mei");
const endpoints: Endpoint[] = Object.values(api).flatMap((noun) => Object.values(noun));
let database: TestDatabase;
let app: App;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await createApp({ ...testConfig(database.url, home, undefined), roles: new Set(["api"]), logLevel: "silent" });
  const { db } = app.core;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, '测试', ${now})`.execute(db);
  await putApiKey(db, { corpId, now }, { key, name: "测试钥匙", role: "owner" });
  await sql`insert into customer (corp_id, id, external_user_id, name, state, added_sec)
    values (${corpId}, ${mei}, 'wm_mei', '小美', 'friend', 1700000000)`.execute(db);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => sql`delete from audit`.execute(app.core.db));

const ctx = (more: Partial<Ctx> = {}): Ctx => ({ db: app.core.db, corpId, actor: { kind: "user", id: "u1", name: "陈群" }, now, ...more });
const list = (input: object = {}) => listAudit(ctx(), api.audit.list.input.parse(input));
const verbs = async (input: object = {}) => (await list(input)).items.map(({ verb }) => verb);
const call = (name: string, payload: object) =>
  app.server.inject({ method: "POST", url: `/api/${name}`, headers: { authorization: `Bearer ${key}` }, payload });
const record = (verb: string, subject: string, more: Partial<Parameters<typeof writeAudit>[1][number]> = {}) =>
  writeAudit(app.core.db, [
    { corpId, actor: { kind: "user", id: "u1", name: "陈群" }, verb, subject, data: {}, at: now, kind: "change", ...more },
  ]);

describe("what is recorded", () => {
  test("each verb that changes something, each endpoint that opens somebody's data, and nothing else: asked of all of them", async () => {
    const trail = createTrail(app.core.db);
    for (const endpoint of endpoints.filter(({ permission }) => permission !== "public")) {
      const input = endpoint.shows ? { [endpoint.shows.by]: `x_${endpoint.name}` } : {};
      // A verb that says nothing of its own: what is on record came from the door.
      await runOnRecord(endpoint, () => Promise.resolve({}), ctx(), input, trail);
    }
    await trail.flush();
    const { rows } = await sql<{ verb: string; kind: string }>`select verb, kind from audit`.execute(app.core.db);
    const recorded = (kind: string) =>
      rows
        .filter((row) => row.kind === kind)
        .map(({ verb }) => verb)
        .toSorted();
    expect(recorded("change")).toEqual(
      endpoints
        .filter(isChange)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(recorded("view")).toEqual(
      endpoints
        .filter(({ shows }) => shows)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(recorded("change").length).toBeGreaterThan(80);
  });

  test("whatever shows one person by her id says so in the contract, or is named here", () => {
    // Lists that may be narrowed to one person, on whose page they stand: opening that page is what is recorded.
    const lists = ["tickets.list", "orders.list", "orders.totals", "gate.refusals"];
    const one = /^(customerId|personId|externalUserId|orderNo)$/;
    const byPerson = endpoints.filter(({ name, permission, input }) => {
      const fields = Object.keys("shape" in input && typeof input.shape === "object" ? { ...input.shape } : {});
      return !isChange({ permission }) && fields.some((field) => one.test(field) || (field === "id" && name.startsWith("customers.")));
    });
    expect(byPerson.flatMap(({ name, shows }) => (shows ? [] : [name]))).toEqual(expect.arrayContaining(lists));
    expect(byPerson.flatMap(({ name, shows }) => (shows || lists.includes(name) ? [] : [name]))).toEqual([]);
    expect(byPerson.length).toBeGreaterThan(lists.length + 4);
  });

  test("each deed has words in both languages", () => {
    const wanted = [...endpoints.filter(isChange), ...endpoints.filter(({ shows }) => shows)].map(({ name }) => name.split("."));
    for (const language of ["zh-CN", "en"] as const) {
      const deeds: Record<string, Record<string, string> | undefined> = files[language].audit.deeds;
      expect(wanted.filter(([noun = "", verb = ""]) => deeds[noun]?.[verb] === undefined)).toEqual([]);
    }
  });

  test("a verb with a record of its own leaves that one only; one without leaves its input, without secrets and files", async () => {
    const trail = { saw: () => undefined };
    const own = (unit: Ctx) => withUnit(unit, (inner) => inner.audit("sops.publish", "sop:1", { version: 2 }));
    await runOnRecord(api.sops.publish, own, ctx(), { id: "1" }, trail);
    const silent = (unit: Ctx) => withUnit(unit, () => Promise.resolve({}));
    await runOnRecord(api.fields.set, silent, ctx(), { id: "f1", password: "hidden", text: "x".repeat(900) }, trail);
    expect((await list()).items.map(({ verb, subject, data }) => [verb, subject.kind, data])).toEqual(
      expect.arrayContaining([
        ["sops.publish", "sop", { version: 2 }],
        ["fields.set", "fields", { id: "f1", password: "…", text: `${"x".repeat(200)}… (900)` }],
      ]),
    );
    expect((await list()).items).toHaveLength(2);
  });

  test("what fails leaves nothing; what fails and is tried again leaves one", async () => {
    const failing = (unit: Ctx) => withUnit(unit, () => Promise.reject(new Error("no")));
    await expect(runOnRecord(api.fields.set, failing, ctx(), {}, { saw: () => undefined })).rejects.toThrow("no");
    expect(await verbs()).toEqual([]);
    const twice = async (unit: Ctx) => {
      await failing(unit).catch(() => undefined);
      return withUnit(unit, () => Promise.resolve({}));
    };
    await runOnRecord(api.fields.set, twice, ctx(), {}, { saw: () => undefined });
    expect(await verbs()).toEqual(["fields.set"]);
  });

  test("a case is called by what was asked, and leads there", async () => {
    await sql`insert into ticket (corp_id, id, kind, state, source, text, opened_at, due_at, first_due_at, round, reopened)
      values (${corpId}, 'tkt_1', 'complaint', 'open', 'noted', '拿铁是冷的', ${now}, ${now}, ${now}, 0, 0)`.execute(app.core.db);
    await record("tickets.note", "ticket:tkt_1");
    const { items } = await list();
    expect(items[0]?.subject).toMatchObject({ name: "拿铁是冷的", to: "/tickets?ticket=tkt_1" });
  });

  test("real verbs through the door: a setting, a dry run, an opened customer, an export", async () => {
    expect((await call("settings.update", { routing: { maxDistanceM: 4000 } })).statusCode).toBe(200);
    expect((await call("customers.get", { id: mei })).statusCode).toBe(200);
    expect((await call("customers.timeline", { id: mei })).statusCode).toBe(200);
    expect((await call("customers.get", { id: "cus_none" })).statusCode).toBe(404);
    const file = await app.server.inject({ url: "/api/download/audit.export?lang=en", headers: { authorization: `Bearer ${key}` } });
    expect(file.body).toContain("Opened a customer");
    expect(file.body).toContain("小美");
    const { items } = await list();
    expect(items.map(({ kind, verb, subject, actor }) => [kind, verb, subject.name, actor.name])).toEqual(
      expect.arrayContaining([
        ["change", "settings.update", "测试", "测试钥匙"],
        // The timeline of the same person, a moment later, is the same look.
        ["view", "customers.get", "小美", "测试钥匙"],
        ["export", "audit.export", null, "测试钥匙"],
      ]),
    );
    expect(items).toHaveLength(3);
  });
});

describe("who saw what", () => {
  const view = (subject: string, at = now, id = "u1") => ({
    corpId,
    actor: { kind: "user" as const, id },
    verb: "customers.get",
    subject,
    data: {},
    at,
  });

  test("is one record in ten minutes for each person and each who looked", async () => {
    const trail = createTrail(app.core.db);
    trail.saw(view("customer:a"));
    trail.saw(view("customer:a", new Date(now.getTime() + 599_000)));
    trail.saw(view("customer:b"));
    trail.saw(view("customer:a", now, "u2"));
    trail.saw(view("customer:a", new Date(now.getTime() + 600_000)));
    await trail.flush();
    expect(await verbs({ kind: "view" })).toHaveLength(4);
  });

  test("is kept while the database is away, and written once when it is back", async () => {
    let isAway = true;
    const db = app.core.db.withPlugin({
      transformQuery: ({ node }) => {
        if (isAway) throw new Error("away");
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const trail = createTrail(db);
    trail.saw(view("customer:a"));
    await expect(trail.flush()).rejects.toThrow("away");
    trail.saw(view("customer:b"));
    isAway = false;
    await trail.flush();
    await trail.flush();
    expect(await verbs({ kind: "view" })).toHaveLength(2);
  });
});

describe("the list", () => {
  test("is filtered by person, as account and as member of staff, by kind, area, subject and time", async () => {
    await sql`insert into member (corp_id, user_id, role, staff_user_id, created_at) values (${corpId}, 'u1', 'owner', 'mei', ${now})`.execute(
      app.core.db,
    );
    await record("sops.publish", "sop:1");
    await record("tasks.claim", "task:1", { actor: { kind: "staff", userId: "mei" } });
    await record("customers.get", "customer:c1", { kind: "view", actor: { kind: "user", id: "u2" } });
    await record("tags.create", "tag-group:x", { at: new Date(now.getTime() - 86_400_000) });
    expect((await verbs({ person: "u1" })).toSorted()).toEqual(["sops.publish", "tags.create", "tasks.claim"]);
    expect(await verbs({ kind: "view" })).toEqual(["customers.get"]);
    expect(await verbs({ noun: "sops" })).toEqual(["sops.publish"]);
    expect(await verbs({ subject: "customer:c1" })).toEqual(["customers.get"]);
    expect(await verbs({ subject: " c1 " })).toEqual(["customers.get"]);
    await record("sidebar.person", "external:wm_mei", { kind: "view", actor: { kind: "staff", userId: "lan" } });
    expect(await verbs({ subject: `customer:${mei}` })).toEqual(["sidebar.person"]);
    // In Shanghai it is eight in the morning of the second.
    expect(await verbs({ to: "2026-03-01" })).toEqual(["tags.create"]);
    expect(await verbs({ from: "2026-03-02", to: "2026-03-02" })).toHaveLength(4);
    expect(await verbs({ from: "2026-03-02", noun: "tags" })).toEqual([]);
  });

  test("comes page by page, each record once, also those of one instant", async () => {
    for (const n of [1, 2, 3, 4, 5]) await record("tags.create", `tag:${n}`);
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test("reads along the index of its filter, among many", async () => {
    const { db, pool } = app.core;
    await sql`insert into audit (corp_id, id, actor, verb, subject, data, at, kind)
      select ${corpId}, 'aud_' || n, jsonb_build_object('kind', 'user', 'id', 'u' || n % 500),
        case when n % 1000 = 0 then 'goals.update' else 'tags.create' end, 'customer:c' || n, '{}', ${now}::timestamptz - n * interval '1 minute',
        case when n % 1000 = 0 then 'view' else 'change' end
      from generate_series(1, 30000) n`.execute(db);
    await sql`analyze audit`.execute(db);
    for (const [filter, index] of [
      [{}, "audit_at"],
      [{ kind: "view" }, "audit_kind"],
      [{ noun: "goals" }, "audit_noun"],
      [{ subject: "customer:c7" }, "audit_subject"],
      [{ person: "u7" }, "audit_actor"],
    ] as const) {
      const plan = auditSql(corpId, filter, { after: null, limit: 51 }).compile(db);
      const { rows } = await pool.query<{ "QUERY PLAN": string }>(`explain ${plan.sql}`, [...plan.parameters]);
      const text = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect([index, text.includes(index), text.includes("Seq Scan on audit")]).toEqual([index, true, false]);
    }
  });
});

test("records go when they are older than the corp keeps them, and never before the law lets them", async () => {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  await sql`update corp set settings = jsonb_build_object('audit', jsonb_build_object('viewDays', 200, 'changeDays', 10)) where corp_id = ${corpId}`.execute(
    app.core.db,
  );
  await record("customers.get", "customer:old", { kind: "view", at: daysAgo(201) });
  await record("customers.get", "customer:young", { kind: "view", at: daysAgo(199) });
  await record("sops.update", "sop:old", { at: daysAgo(auditKeep.least + 1) });
  await record("sops.update", "sop:young", { at: daysAgo(auditKeep.least - 1) });
  await record("orders.export", "orders", { kind: "export", at: daysAgo(auditKeep.least + 1) });
  expect(await forgetRecords(app.core.db, corpId, now)).toBe(3);
  expect((await list()).items.map(({ subject }) => subject.id).toSorted()).toEqual(["young", "young"]);
  expect(await forgetRecords(app.core.db, corpId, now)).toBe(0);
});
