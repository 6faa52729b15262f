import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  answerDownloads,
  api,
  customerDownloads,
  handoverDownloads,
  invitationDownloads,
  orderDownloads,
  type Permission,
  type Role,
  role,
  sopDownloads,
  ticketDownloads,
} from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type App, createApp } from "../app.ts";
import { customerId, groupId } from "#kit/ids";
import { may, putUser, roleWithout } from "#modules/access";
import { closedToNarrow } from "../../test/closed-to-narrow.ts";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { testConfig } from "../../test/world.ts";

/**
 * Role × endpoint × somebody else's object. The table says for each endpoint that a narrow role may reach which objects are asked for;
 * one that is not in it must refuse her, and one whose contract says otherwise fails the first test.
 */
const corpId = "ww_scope";
const now = new Date("2026-03-02T00:00:00.000Z");
const password = "a long enough password";
const home = mkdtempSync(path.join(tmpdir(), "shuke-scope-"));
const person = (n: string) => customerId(corpId, `wm${n}`);
const group = (n: string) => groupId(corpId, `chat${n}`);

type Owner = "guide" | "groupOwner" | "storeManager" | "other";
const owners: readonly Owner[] = ["guide", "groupOwner", "storeManager", "other"];
/** What an endpoint is asked for; null: it shows a list, or nothing that belongs to anybody. */
const table: Record<string, { scope: "own" | "any"; of: ((whose: string) => object) | null }> = {
  "session.current": { scope: "any", of: null },
  "org.departments": { scope: "any", of: null },
  "org.staff": { scope: "own", of: null },
  "analytics.today": { scope: "own", of: null },
  "customers.list": { scope: "own", of: null },
  "customers.count": { scope: "own", of: null },
  "customers.export": { scope: "own", of: null },
  "customers.get": { scope: "own", of: (whose) => ({ id: person(whose) }) },
  "customers.timeline": { scope: "own", of: (whose) => ({ id: person(whose) }) },
  "gate.explain": { scope: "own", of: (whose) => ({ customerId: person(whose) }) },
  "preferences.get": { scope: "own", of: (whose) => ({ customerId: person(whose) }) },
  "preferences.set": { scope: "own", of: (whose) => ({ customerId: person(whose), level: "fewer" }) },
  "groups.list": { scope: "own", of: null },
  "groups.get": { scope: "own", of: (whose) => ({ id: group(whose) }) },
  "groups.members": { scope: "own", of: (whose) => ({ id: group(whose) }) },
  // An SOP is nobody's; what is counted, and who is behind it, is hers (modules/sops/board.test.ts).
  "sops.overview": { scope: "own", of: null },
  "sops.board": { scope: "own", of: null },
  "sops.breakdown": { scope: "own", of: null },
  "sops.people": { scope: "own", of: null },
  "tasks.list": { scope: "own", of: null },
  "tasks.get": { scope: "own", of: (whose) => ({ id: `tsk_${whose}` }) },
  "tasks.claim": { scope: "own", of: (whose) => ({ id: `tsk_${whose}` }) },
  // Those that are not hers are left out, as those that are over; the taker must be hers too.
  "tasks.give": { scope: "own", of: null },
  "tickets.list": { scope: "own", of: null },
  "tickets.figures": { scope: "own", of: null },
  "tickets.settings": { scope: "any", of: null },
  "tickets.get": { scope: "own", of: (whose) => ({ id: `tkt_${whose}` }) },
  // Those that are not hers are left out; what she names in a new one is hers.
  "tickets.note": { scope: "own", of: (whose) => ({ kind: "question", text: "?", customerId: person(whose) }) },
  "tickets.assign": { scope: "own", of: null },
  "tickets.close": { scope: "own", of: null },
  "tickets.move": { scope: "own", of: (whose) => ({ id: `tkt_${whose}`, dueAt: "2999-03-09T00:00:00.000Z", why: "later" }) },
  "tickets.answer": { scope: "own", of: (whose) => ({ id: `tkt_${whose}`, answer: "yes" }) },
  "tickets.reopen": { scope: "own", of: (whose) => ({ id: `tkt_${whose}`, why: "again" }) },
  tickets: { scope: "own", of: null },
  // What the whole corp answers; nobody's customer is in it.
  "answers.match": { scope: "any", of: null },
  "answers.list": { scope: "any", of: null },
  "answers.get": { scope: "any", of: null },
  "kf.list": { scope: "any", of: null },
  "answers.used": { scope: "any", of: null },
  answers: { scope: "any", of: null },
  "answers.paste": { scope: "any", of: null },
  "tags.list": { scope: "any", of: null },
  "fields.list": { scope: "any", of: null },
  "fields.set": { scope: "own", of: (whose) => ({ customerId: person(whose), values: [{ key: "taste", value: "hot" }] }) },
  "segments.ofCustomer": { scope: "own", of: (whose) => ({ customerId: person(whose) }) },
  "lifeCycle.explain": { scope: "own", of: (whose) => ({ customerId: person(whose) }) },
  "people.identity": { scope: "own", of: (whose) => ({ personId: person(whose) }) },
  "stores.list": { scope: "own", of: null },
  // Only who manages stores has one.
  "stores.get": { scope: "own", of: null },
  "stores.cities": { scope: "any", of: null },
  "stores.nearest": { scope: "any", of: null },
  "orders.list": { scope: "own", of: null },
  "orders.totals": { scope: "own", of: null },
  "orders.channels": { scope: "any", of: null },
  "orders.get": { scope: "own", of: (whose) => ({ orderNo: `NO-${whose}` }) },
  orders: { scope: "own", of: null },
};
const narrow = ["guide", "groupOwner", "storeManager"] as const;
const endpoints = Object.values(api).flatMap((noun) => Object.values(noun));
const downloads = [
  answerDownloads,
  customerDownloads,
  handoverDownloads,
  invitationDownloads,
  orderDownloads,
  sopDownloads,
  ticketDownloads,
].flatMap((noun) => Object.values(noun));

const permissionOf = (name: string) => [...endpoints, ...downloads].find((one) => one.name === name)?.permission ?? "public";

let database: TestDatabase;
let app: App;
const cookies = new Map<Role | "region" | "nobody" | "left", string>();

beforeAll(async () => {
  database = await createTestDatabase();
  app = await createApp({ ...testConfig(database.url, home, undefined), roles: new Set(["api"]), logLevel: "silent" });
  const { db, auth } = app.core;
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${now})`.execute(db);
  await sql`insert into department (corp_id, department_id, name, parent_id, removed, seen_at) values
    (${corpId}, 1, '总部', 0, false, ${now}), (${corpId}, 2, '华东', 1, false, ${now}), (${corpId}, 3, '上海', 2, false, ${now})`.execute(
    db,
  );
  for (const whose of owners) {
    const at = whose === "storeManager" ? [3] : [1];
    await sql`insert into staff (corp_id, id, user_id, name, departments, status, follows, seen_at)
      values (${corpId}, ${`s_${whose}`}, ${whose}, ${whose}, ${JSON.stringify(at)}, 1, true, ${now})`.execute(db);
    await sql`insert into customer (corp_id, id, external_user_id, name, state, added_sec)
      values (${corpId}, ${person(whose)}, ${`wm${whose}`}, ${`客户 ${whose}`}, 'friend', 1700000000)`.execute(db);
    await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec, remark)
      values (${corpId}, ${person(whose)}, ${whose}, ${`wm${whose}`}, 'active', 1700000000, ${`remark of ${whose}`})`.execute(db);
    // The store's group is owned by somebody who is not below its manager.
    const owner = whose === "storeManager" ? "other" : whose;
    await sql`insert into group_chat (corp_id, id, chat_id, name, owner, created_sec, members)
      values (${corpId}, ${group(whose)}, ${`chat${whose}`}, ${whose}, ${owner}, 1700000000, 190)`.execute(db);
    await sql`insert into task (corp_id, id, kind, assignee, subject, state, due_at, opened_at, params, planned_by, why)
      values (${corpId}, ${`tsk_${whose}`}, 'group-post', ${owner}, ${`group:${group(whose)}`}, 'open', ${now}, ${now},
        ${JSON.stringify({ chatId: `chat${whose}` })}, 'test', 'test')`.execute(db);
    await sql`insert into ticket (corp_id, id, kind, state, source, text, external_user_id, chat_id, owner, opened_at, due_at, first_due_at, note, round, reopened)
      values (${corpId}, ${`tkt_${whose}`}, 'question', 'promised', 'staff', ${`asked of ${whose}`}, ${`wm${whose}`}, ${`chat${whose}`},
        ${owner}, ${now}, ${now}, ${now}, '', 1, 0)`.execute(db);
    await sql`insert into customer_order (corp_id, order_no, person_id, keys, amount_fen, paid_at, day, source, changed_at, recorded_at)
      values (${corpId}, ${`NO-${whose}`}, ${person(whose)}, '{}', 1000, ${now}, '2026-03-02', 'file', ${now}, ${now})`.execute(db);
  }
  // The common customer asked a colleague something, too.
  await sql`insert into ticket (corp_id, id, kind, state, source, text, external_user_id, owner, opened_at, due_at, first_due_at, note, round, reopened)
    values (${corpId}, 'tkt_common', 'question', 'promised', 'staff', 'asked a colleague', 'wmguide', 'other', ${now}, ${now}, ${now}, '', 1, 0)`.execute(
    db,
  );
  await sql`insert into custom_field (corp_id, key, name, kind, created_at) values (${corpId}, 'taste', '口味', 'text', ${now})`.execute(
    db,
  );
  // The guide's customer is the other's friend too, and sits in the other's group: neither is the guide's business.
  await sql`insert into relation (corp_id, customer_id, user_id, external_user_id, state, created_sec, remark)
    values (${corpId}, ${person("guide")}, 'other', 'wmguide', 'active', 1700000001, 'a colleague wrote this')`.execute(db);
  await sql`insert into group_member (corp_id, group_id, member_id, joined_sec, chat_id, member_type)
    values (${corpId}, ${group("other")}, 'wmguide', 1700000002, 'chatother', 2)`.execute(db);
  await sql`insert into store (corp_id, id, code, name, lng, lat, manager_user_id, created_at, updated_at)
    values (${corpId}, 'st_1', 'S1', '人民广场店', 121, 31, 'storeManager', ${now}, ${now})`.execute(db);
  await sql`insert into live_code (corp_id, id, kind, name, store_id, created_at, updated_at)
    values (${corpId}, 'lc_1', 'group', '店码', 'st_1', ${now}, ${now})`.execute(db);
  await sql`insert into live_code_group (corp_id, chat_id, live_code_id, place, added_by, added_at)
    values (${corpId}, 'chatstoreManager', 'lc_1', 0, 'operator', ${now})`.execute(db);
  await sql`insert into staff (corp_id, id, user_id, name, removed, seen_at) values (${corpId}, 's_left', 'left', 'left', true, ${now})`.execute(
    db,
  );
  const user = (name: string, as: Role, more: { staffUserId?: string; departmentIds?: number[] }) =>
    putUser(auth, db, { corpId, now }, { email: `${name}@example.com`, name, password, role: as, ...more });
  for (const one of role.options) await user(one, one, { staffUserId: one });
  await user("region", "admin", { departmentIds: [2] });
  await user("nobody", "guide", {});
  await user("left", "guide", { staffUserId: "left" });
  for (const name of [...role.options, "region", "nobody", "left"] as const) cookies.set(name, await login(name));
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

async function login(name: string): Promise<string> {
  const payload = { email: `${name}@example.com`, password };
  const answer = await app.server.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { origin: app.core.publicUrl },
    payload,
  });
  const cookie = answer.cookies.find((one) => one.name === "shuke.session_token");
  return `shuke.session_token=${encodeURIComponent(cookie?.value ?? "")}`;
}

const headers = (who: Role | "region" | "nobody" | "left") => ({ cookie: cookies.get(who) ?? "", origin: app.core.publicUrl });
const call = (who: Parameters<typeof headers>[0], name: string, payload: object = {}) =>
  app.server.inject({ method: "POST", url: `/api/${name}`, headers: headers(who), payload });
const load = (who: Parameters<typeof headers>[0], name: string) =>
  app.server.inject({ method: "GET", url: `/api/download/${name}`, headers: headers(who) });
const items = z.object({ items: z.array(z.object({ id: z.string() })) });
const idsOf = async (who: Parameters<typeof headers>[0], name: string, input: object = {}) =>
  items
    .parse((await call(who, name, input)).json())
    .items.map(({ id }) => id)
    .toSorted();

test("each endpoint that a narrow role reaches stands in the table as the contract declares it", () => {
  const declared = [...endpoints, ...downloads].flatMap(({ name, scope }) => (scope === undefined ? [] : [[name, scope] as const]));
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(Object.entries(table).map(([name, { scope }]) => [name, scope])));
});

test("what her permissions name and the contract keeps closed is closed for a reason", () => {
  const named = (permission: Permission) => (["guide", "groupOwner", "storeManager", "admin"] as const).some((who) => may(who, permission));
  const closed = [...endpoints, ...downloads].filter(
    ({ scope, permission }) => scope === undefined && permission !== "public" && named(permission),
  );
  expect(new Set(closedToNarrow.keys())).toEqual(new Set(closed.map(({ name }) => name)));
});

test.each(narrow)("%s is refused by whatever declares nothing", async (who) => {
  for (const { name, permission, scope } of endpoints) {
    // The page beside the chat has a door of its own, which no session opens.
    if (scope !== undefined || permission === "public" || permission.startsWith("sidebar.")) continue;
    const answer = await call(who, name);
    expect([name, answer.statusCode, answer.json().code]).toEqual([name, 403, may(who, permission) ? "beyondScope" : "forbidden"]);
  }
  for (const { name, permission } of downloads.filter(({ scope }) => scope === undefined)) {
    const { code } = (await load(who, name)).json();
    expect([name, code]).toEqual([name, may(who, permission) ? "beyondScope" : "forbidden"]);
  }
});

test.each(narrow)("%s reads her own, and another's is not found, just like what never was", async (who) => {
  for (const [name, { of }] of Object.entries(table)) {
    if (of === null) continue;
    const { statusCode } = await call(who, name, of(who));
    const allowed = may(who, permissionOf(name));
    // 409: hers, and not in the state for it.
    expect([name, statusCode === 409 ? 200 : statusCode]).toEqual([name, allowed ? 200 : 403]);
    for (const whose of owners) {
      if (whose === who) continue;
      const foreign = await call(who, name, of(whose));
      const missing = await call(who, name, of("never-was"));
      const said = (answer: typeof foreign) => ({ ...answer.json(), message: "", details: { what: answer.json().details?.what } });
      expect([name, whose, foreign.statusCode]).toEqual([name, whose, allowed ? 404 : 403]);
      expect(said(foreign)).toEqual(said(missing));
    }
  }
});

test.each(narrow)("%s finds in lists, counts and the first page what is hers alone", async (who) => {
  expect(await idsOf(who, "customers.list")).toEqual([person(who)]);
  expect(await idsOf(who, "customers.list", { query: "客户" })).toEqual([person(who)]);
  expect(await idsOf(who, "customers.list", { userId: "other" })).toEqual([]);
  expect((await call(who, "customers.count")).json()).toEqual({ count: 1, exact: true });
  expect(await idsOf(who, "groups.list")).toEqual([group(who)]);
  expect(await idsOf(who, "tasks.list")).toEqual([`tsk_${who}`]);
  expect(await idsOf(who, "tasks.list", { assignee: "other", state: "open" })).toEqual(who === "storeManager" ? [`tsk_${who}`] : []);
  expect(await idsOf(who, "tickets.list")).toEqual([`tkt_${who}`]);
  expect(await idsOf(who, "tickets.list", { owner: "other", state: "promised" })).toEqual(who === "storeManager" ? [`tkt_${who}`] : []);
  expect((await call(who, "tickets.figures", { to: "2026-03-02" })).json()).toMatchObject({ all: { opened: 1 }, live: { open: 1 } });
  const orders = { items: [{ orderNo: `NO-${who}` }], totals: { orders: 1, amountFen: 1000 } };
  const bought = { ...(await call(who, "orders.list")).json(), ...(await call(who, "orders.totals")).json() };
  expect(bought).toMatchObject(may(who, "orders.read") ? orders : { code: "forbidden" });
  const stores = (await call(who, "stores.list")).json();
  const own = who === "storeManager" ? [{ id: "st_1" }] : [];
  expect(stores).toMatchObject(may(who, "entrances.read") ? { items: own, total: own.length } : { code: "forbidden" });
  const page = (await call(who, "analytics.today")).json();
  expect(page).toMatchObject({ figures: [], overnight: [], groupsNearFull: [{ id: group(who) }] });
  expect(page.needs.map(({ key, count }: { key: string; count: number }) => [key, count])).toEqual([
    [expect.stringMatching(/Tickets$/u), 1],
    [expect.stringMatching(/Tasks$/u), 1],
  ]);
});

test("what a colleague wrote about a common customer, and the colleague's group, are not shown", async () => {
  const seen = await call("guide", "customers.get", { id: person("guide") });
  expect(seen.json()).toMatchObject({
    relations: [{ userId: "guide" }],
    groups: [],
    profile: { staff: [{ userId: "guide" }], groups: [] },
  });
  expect(seen.body).not.toContain("colleague");
  const whole = await call("owner", "customers.get", { id: person("guide") });
  expect(whole.json()).toMatchObject({ relations: [{ userId: "guide" }, { userId: "other" }], groups: [{ chatId: "chatother" }] });
});

test("who may not read phone numbers meets none in any answer or file", async () => {
  const phone = "13812345678";
  const { db } = app.core;
  const at = person("other");
  await sql`update customer set name = ${`老王 ${phone}`} where corp_id = ${corpId} and id = ${at}`.execute(db);
  await sql`update relation set remark = ${`打 ${phone}`} where corp_id = ${corpId} and customer_id = ${at}`.execute(db);
  await sql`update ticket set text = ${`请回电 +86 ${phone}`} where corp_id = ${corpId} and id = 'tkt_other'`.execute(db);
  await sql`update customer_order set keys = ${JSON.stringify({ phone })} where corp_id = ${corpId} and order_no = 'NO-other'`.execute(db);
  await sql`insert into person_key (corp_id, kind, value, person_id, why, linked_at) values (${corpId}, 'phone', ${phone}, ${at}, 'order', ${now})`.execute(
    db,
  );
  const found = async (who: Role) => {
    const names: string[] = [];
    for (const { name } of endpoints.filter(({ permission }) => may("analyst", permission) && permission !== "public")) {
      const input = table[name]?.of?.("other") ?? {};
      if ((await call(who, name, input)).body.includes(phone)) names.push(name);
    }
    for (const { name } of downloads) if ((await load(who, name)).body.includes(phone)) names.push(name);
    return names.toSorted();
  };
  expect(await found("analyst")).toEqual([]);
  const open = ["customers.get", "customers.list", "orders", "orders.get", "orders.list", "people.identity", "tickets", "tickets.get"];
  expect(await found("owner")).toEqual(expect.arrayContaining([...open, "tickets.list"]));
  expect((await call("analyst", "people.identity", { personId: at })).body).toContain("138****5678");
});

test("a file holds what the list holds", async () => {
  for (const [name, mine] of [
    ["customers.export", "客户 groupOwner"],
    ["tickets", "asked of groupOwner"],
    ["orders", "NO-groupOwner"],
  ] as const) {
    const { body } = await load("groupOwner", name);
    expect(body).toContain(mine);
    expect(body).not.toMatch(/(客户 |asked of |asked a |NO-)(guide|other|storeManager|colleague)/);
  }
});

test("what everybody may read counts nobody for whom she is not there", async () => {
  const { fields } = (await call("guide", "fields.list")).json();
  expect(fields).toMatchObject([{ key: "taste", people: null, yes: null }]);
  expect((await call("owner", "fields.list")).json()).toMatchObject({ fields: [{ key: "taste", people: 0 }] });
  expect((await call("storeManager", "stores.get", { id: "st_1" })).statusCode).toBe(200);
  expect((await call("groupOwner", "stores.get", { id: "st_1" })).statusCode).toBe(404);
});

test("questions are noted for whom she serves, and given to whom she leads", async () => {
  const about = { kind: "question", text: "?" };
  expect((await call("guide", "tickets.note", { ...about, groupId: group("other") })).statusCode).toBe(404);
  expect((await call("guide", "tickets.note", { ...about, storeId: "st_1" })).json()).toMatchObject({ code: "storeUnknown" });
  expect((await call("guide", "tickets.note", { ...about, owner: "other" })).json()).toMatchObject({ code: "takerUnknown" });
  const assign = (of: string, owner: string) => call("guide", "tickets.assign", { ids: [`tkt_${of}`], owner, why: "busy" });
  expect((await assign("guide", "other")).json()).toMatchObject({ code: "takerUnknown" });
  expect((await assign("groupOwner", "guide")).json()).toEqual({ given: 0 });
  const close = { ids: ["tkt_common", "tkt_other"], reason: "answered" };
  expect((await call("guide", "tickets.close", close)).json()).toEqual({ closed: 0 });
});

test("the console is told what a narrow role may call", async () => {
  const { reach } = (await call("guide", "session.current")).json();
  expect(reach).toContain("tickets.list");
  expect(reach).not.toContain("orders.list");
  expect(reach).not.toContain("segments.list");
  expect((await call("owner", "session.current")).json()).not.toHaveProperty("reach");
});

test("tasks are given away by whom they belong to, to whom she leads", async () => {
  const give = (who: Role, of: string, to: string) => call(who, "tasks.give", { ids: [`tsk_${of}`], to });
  expect((await give("guide", "guide", "other")).json()).toMatchObject({ code: "takerUnknown" });
  expect((await give("storeManager", "guide", "storeManager")).json()).toEqual({ given: 0 });
});

test("heads, administrators and analysts see the whole corp", async () => {
  for (const who of ["owner", "headOfCommunities", "admin", "analyst"] as const) {
    expect(await idsOf(who, "customers.list")).toEqual(owners.map(person).toSorted());
    expect((await call(who, "groups.get", { id: group("other") })).statusCode).toBe(200);
  }
});

test("whoever answers for departments sees the staff below them, the stores that these manage, and nothing else", async () => {
  expect(await idsOf("region", "customers.list")).toEqual([person("storeManager")]);
  expect(await idsOf("region", "groups.list")).toEqual([group("storeManager")]);
  expect((await call("region", "customers.get", { id: person("guide") })).statusCode).toBe(404);
});

test("who is bound to nothing is told whom to ask, and still learns who she is", async () => {
  expect((await call("nobody", "customers.list")).json()).toMatchObject({ code: "unbound" });
  expect((await call("nobody", "session.current")).json()).toMatchObject({ narrow: true });
  expect((await call("owner", "session.current")).json()).toMatchObject({ narrow: false });
});

test("who has left WeCom is out, whatever is asked for", async () => {
  for (const name of ["customers.list", "session.current"]) {
    const answer = await call("left", name);
    expect([name, answer.statusCode, answer.json().code]).toEqual([name, 401, "accountLeft"]);
  }
});

test("an account keeps its role when it gets a new password, and nobody becomes an owner by leaving it out", async () => {
  const { db } = app.core;
  expect(await roleWithout(db, corpId, "Guide@example.com")).toBe("guide");
  expect(await roleWithout(db, corpId, "new@example.com")).toBeNull();
  expect(await roleWithout(db, "ww_empty", "new@example.com")).toBe("owner");
});
