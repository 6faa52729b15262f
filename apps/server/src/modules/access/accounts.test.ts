import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { api, type Role } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type App, createApp } from "../../app.ts";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { testConfig } from "../../../test/world.ts";
import { createUser, lockMembers, writePassword } from "./account-rows.ts";
import { newApiKey, putApiKey } from "./api-keys.ts";
import { disableAccount, enableAccount, inviteAccount, removeAccount, resetPassword, updateAccount } from "./change-accounts.ts";
import { listAccounts } from "./list-accounts.ts";
import { lookAtLink, setPassword } from "./set-password.ts";
import { putUser } from "./users.ts";

const corpId = "ww_accounts";
const now = new Date("2026-03-02T00:00:00.000Z");
const password = "a long enough password";
const home = mkdtempSync(path.join(tmpdir(), "shuke-accounts-"));
const real = Date.parse("2031-01-01T00:00:00.000Z");
const door = { publicUrl: () => "https://shuke.test", nowMs: () => real };
let database: TestDatabase;
let app: App;
let ids: Record<"owner" | "head" | "guide", string>;
/** Hashing costs a tenth of a second, which is its purpose: once is enough here. */
let hash: string;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await createApp({ ...testConfig(database.url, home, undefined), roles: new Set(["api"]), logLevel: "silent" });
  hash = await (await app.core.auth.$context).password.hash(password);
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, '一碗面', ${now})`.execute(app.core.db);
  await sql`insert into store (corp_id, id, code, name, lng, lat, created_at, updated_at)
    values (${corpId}, 'st_1', 'S1', '人民广场店', 121, 31, ${now}, ${now})`.execute(app.core.db);
  await sql`insert into department (corp_id, department_id, name, parent_id, removed, seen_at)
    values (${corpId}, 7, '华东', 1, false, ${now})`.execute(app.core.db);
});
afterAll(async () => {
  await app.stop();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  const { db } = app.core;
  for (const table of ["member", "api_key", "account_link", "audit", "staff", 'auth."user"', 'auth."rateLimit"'])
    await sql`delete from ${sql.raw(table)}`.execute(db);
  for (const [id, removed] of [
    ["mei", false],
    ["lan", false],
    ["gone", true],
  ] as const)
    await sql`insert into staff (corp_id, id, user_id, name, removed, seen_at)
      values (${corpId}, ${`s_${id}`}, ${id}, ${id.toUpperCase()}, ${removed}, ${now})`.execute(db);
  ids = { owner: await make("owner", "owner"), head: await make("head", "headOfCommunities"), guide: await make("guide", "guide", "mei") };
});

async function make(name: string, role: Role, staffUserId: string | null = null): Promise<string> {
  const { db } = app.core;
  const userId = await createUser(db, { email: `${name}@example.com`, name }, now);
  await writePassword(db, userId, hash, now);
  await sql`insert into member (corp_id, user_id, role, staff_user_id, created_at)
    values (${corpId}, ${userId}, ${role}, ${staffUserId}, ${now})`.execute(db);
  return userId;
}
const put = (name: string, role: Role, staffUserId?: string) =>
  putUser(
    app.core.auth,
    app.core.db,
    { corpId, now },
    { email: `${name}@example.com`, name, password, role, ...(staffUserId ? { staffUserId } : {}) },
  );
const as = (id: string) => ({ db: app.core.db, corpId, actor: { kind: "user" as const, id }, now });
const invite = (by: string, input: object) => inviteAccount(as(by), api.accounts.invite.input.parse(input), door);
const list = async (by: string, input: object = {}) => (await listAccounts(as(by), api.accounts.list.input.parse(input), real)).items;
const tokenOf = (link: { url: string } | null) => link?.url.split("#")[1] ?? "";
const choose = (token: string, nowMs = real) =>
  setPassword(
    { ...as(""), actor: { kind: "system", part: "public" }, corpId: "" },
    { token, password: "another long password" },
    { auth: app.core.auth, nowMs },
  );

async function login(name: string, secret = password): Promise<Record<string, string>> {
  const answer = await app.server.inject({
    method: "POST",
    url: "/api/auth/sign-in/email",
    headers: { origin: app.core.publicUrl },
    payload: { email: `${name}@example.com`, password: secret },
  });
  return Object.fromEntries(answer.cookies.map((one) => [one.name, one.value]));
}
async function current(cookies: Record<string, string>) {
  const answer = await app.server.inject({ method: "POST", url: "/api/session.current", cookies, payload: {} });
  return { status: answer.statusCode, code: answer.json().code };
}

describe("inviting", () => {
  test("a link sets the first password once, and the account is active from then on", async () => {
    const { userId, link } = await invite(ids.head, {
      name: "小兰",
      email: "Lan@Example.com",
      role: "storeManager",
      storeIds: ["st_1"],
      departmentIds: [7],
    });
    expect(link?.url).toMatch(/^https:\/\/shuke\.test\/welcome#[\w-]{43}$/);
    expect((await list(ids.owner, { userId }))[0]).toMatchObject({
      state: "invited",
      email: "lan@example.com",
      stores: [{ id: "st_1", name: "人民广场店" }],
      departments: [{ id: 7, name: "华东" }],
      link: { kind: "invite" },
    });
    const token = tokenOf(link);
    expect(await lookAtLink(as(""), token, real)).toEqual({ kind: "invite", name: "小兰", email: "lan@example.com", corp: "一碗面" });
    expect(await choose(token)).toEqual({ email: "lan@example.com" });
    await expect(choose(token)).rejects.toMatchObject({ code: "linkOver", status: 410 });
    expect((await list(ids.owner, { userId }))[0]).toMatchObject({ state: "active", link: null });
    expect(await current(await login("lan", "another long password"))).toMatchObject({ status: 200 });
  });

  test("of two who bring one link at the same moment one is too late", async () => {
    const { link } = await invite(ids.owner, { name: "小兰", email: "lan@example.com", role: "guide" });
    const results = await Promise.allSettled([choose(tokenOf(link)), choose(tokenOf(link))]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { rows } =
      await sql`select from auth."account" a join auth."user" u on u.id = a."userId" where u.email = 'lan@example.com'`.execute(
        app.core.db,
      );
    expect(rows).toHaveLength(1);
  });

  test("a link ends after three days, and a new one makes the old one worthless", async () => {
    const { userId, link } = await invite(ids.owner, { name: "小兰", email: "lan@example.com", role: "guide" });
    await expect(lookAtLink(as(""), tokenOf(link), real + 72 * 3_600_000)).rejects.toMatchObject({ code: "linkOver" });
    const second = await resetPassword(as(ids.owner), { userId }, door);
    await expect(choose(tokenOf(link))).rejects.toMatchObject({ code: "linkOver" });
    expect(await lookAtLink(as(""), tokenOf(second.link), real)).toMatchObject({ kind: "invite" });
  });

  test("the token itself is kept nowhere", async () => {
    const { link } = await invite(ids.owner, { name: "小兰", email: "lan@example.com", role: "guide" });
    const { rows } = await sql`select * from account_link l, audit a`.execute(app.core.db);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(tokenOf(link));
  });

  test("without an e-mail she comes in by WeCom alone; with neither nobody could", async () => {
    const { userId, link } = await invite(ids.head, { name: "LAN", role: "guide", staffUserId: "lan" });
    expect(link).toBeNull();
    expect((await list(ids.head, { userId }))[0]).toMatchObject({ email: null, staff: { userId: "lan", name: "LAN", left: false } });
    await expect(resetPassword(as(ids.head), { userId }, door)).rejects.toMatchObject({ code: "accountNoEmail" });
    await expect(invite(ids.head, { name: "x", role: "guide" })).rejects.toMatchObject({ code: "accountUnreachable" });
  });

  test.each([
    [{ email: "Guide@example.com" }, "emailTaken"],
    [{ email: "x@example.com", storeIds: ["st_none"] }, "notFound"],
    [{ email: "x@example.com", departmentIds: [99] }, "notFound"],
    [{ staffUserId: "gone" }, "staffHasLeft"],
    [{ staffUserId: "mei" }, "staffTaken"],
  ])("%o is refused as %s", async (input, code) => {
    await expect(invite(ids.owner, { name: "x", role: "guide", ...input })).rejects.toMatchObject({ code });
  });

  test("whoever was removed comes back under the same account", async () => {
    await removeAccount(as(ids.head), { userId: ids.guide });
    const { userId } = await invite(ids.head, { name: "回来了", email: "guide@example.com", role: "analyst", staffUserId: "mei" });
    expect(userId).toBe(ids.guide);
    expect((await list(ids.head, { userId }))[0]).toMatchObject({ state: "invited", name: "回来了", role: "analyst" });
  });
});

describe("one member of staff is one account", () => {
  test("of two who bind the same member at once one is told who has her", async () => {
    const results = await Promise.allSettled([
      updateAccount(as(ids.owner), { userId: ids.owner, staffUserId: "lan" }),
      updateAccount(as(ids.owner), { userId: ids.head, staffUserId: "lan" }),
    ]);
    const refused = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({ code: "staffTaken", details: { staff: "LAN", name: expect.stringMatching(/^(owner|head)$/) } }),
    ]);
  });

  test("the command line is refused by the same index", async () => {
    await expect(put("other", "guide", "mei")).rejects.toMatchObject({ code: "staffTaken", details: { staff: "MEI", name: "guide" } });
  });
});

describe("nobody reaches above the own role", () => {
  test("a head of communities neither makes owners nor touches one", async () => {
    await expect(invite(ids.head, { name: "x", email: "x@example.com", role: "owner" })).rejects.toMatchObject({ code: "roleTooHigh" });
    await expect(updateAccount(as(ids.head), { userId: ids.head, role: "owner" })).rejects.toMatchObject({ code: "roleTooHigh" });
    for (const verb of [disableAccount, enableAccount, removeAccount])
      await expect(verb(as(ids.head), { userId: ids.owner })).rejects.toMatchObject({ code: "roleAbove" });
    await expect(resetPassword(as(ids.head), { userId: ids.owner }, door)).rejects.toMatchObject({ code: "roleAbove" });
    await expect(updateAccount(as(ids.head), { userId: ids.owner, email: "mine@example.com" })).rejects.toMatchObject({
      code: "roleAbove",
    });
    expect((await list(ids.head)).map(({ name, mayChange }) => [name, mayChange])).toContainEqual(["owner", false]);
  });

  test("a role that was taken away a moment ago gives nothing any more", async () => {
    await sql`update member set state = 'disabled' where user_id = ${ids.head}`.execute(app.core.db);
    await expect(updateAccount(as(ids.head), { userId: ids.guide, role: "admin" })).rejects.toMatchObject({ code: "unauthorized" });
  });

  test("nobody shuts himself out", async () => {
    for (const verb of [disableAccount, removeAccount])
      await expect(verb(as(ids.owner), { userId: ids.owner })).rejects.toMatchObject({ code: "accountSelf" });
  });
});

describe("the last owner", () => {
  test("stays owner, in the console and on the command line", async () => {
    await expect(updateAccount(as(ids.owner), { userId: ids.owner, role: "admin" })).rejects.toMatchObject({ code: "lastOwner" });
    await expect(put("owner", "guide")).rejects.toMatchObject({ code: "lastOwner" });
    const other = await make("second", "owner");
    await disableAccount(as(ids.owner), { userId: other });
    await expect(updateAccount(as(ids.owner), { userId: ids.owner, role: "admin" })).rejects.toMatchObject({ code: "lastOwner" });
  });

  test("is neither whoever was only invited, nor whoever has left", async () => {
    await invite(ids.owner, { name: "来日", email: "later@example.com", role: "owner" });
    await make("gone", "owner", "gone");
    await expect(updateAccount(as(ids.owner), { userId: ids.owner, role: "admin" })).rejects.toMatchObject({ code: "lastOwner" });
  });

  test.each(["disable", "remove", "demote"] as const)("two owners who %s one another at once leave one", async (how) => {
    const other = await make("second", "owner");
    const verb = (by: string, userId: string) =>
      how === "demote"
        ? updateAccount(as(by), { userId, role: "guide" })
        : (how === "disable" ? disableAccount : removeAccount)(as(by), { userId });
    const results = await Promise.allSettled([verb(ids.owner, other), verb(other, ids.owner)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { rows } = await sql`select from member where role = 'owner' and state = 'active'`.execute(app.core.db);
    expect(rows).toHaveLength(1);
  });

  test("a second owner who steps down while the first is doing so waits for him, and is refused", async () => {
    const other = await make("second", "owner");
    const { db } = app.core;
    let settled = false;
    const second = await db.transaction().execute(async (tx) => {
      // The first, as the verbs do it, and not committed yet.
      await lockMembers({ db: tx, corpId }, [ids.owner]);
      await sql`update member set role = 'guide' where user_id = ${ids.owner}`.execute(tx);
      const promise = updateAccount(as(other), { userId: other, role: "guide" }).finally(() => (settled = true));
      const answer = Promise.allSettled([promise]);
      // Until the second stands before a lock; without one it would be through by then.
      while (!settled && !(await someoneWaits())) await Promise.resolve();
      return { answer, wasThrough: settled };
    });
    expect(second.wasThrough).toBe(false);
    expect(await second.answer).toMatchObject([{ status: "rejected", reason: { code: "lastOwner" } }]);
  });
});

async function someoneWaits(): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`.execute(app.core.db);
  return rows.length > 0;
}

describe("a session ends", () => {
  test("with the next call after it was disabled, and says so; enabled again it has to sign in anew", async () => {
    const cookies = await login("guide");
    expect(await current(cookies)).toMatchObject({ status: 200 });
    await disableAccount(as(ids.head), { userId: ids.guide });
    expect(await current(cookies)).toEqual({ status: 401, code: "accountDisabled" });
    expect(await current(await login("guide"))).toEqual({ status: 401, code: "accountDisabled" });
    await enableAccount(as(ids.head), { userId: ids.guide });
    expect(await current(cookies)).toEqual({ status: 401, code: "unauthorized" });
    expect(await current(await login("guide"))).toMatchObject({ status: 200 });
  });

  test("when the account is removed, and the password opens nothing any more", async () => {
    const cookies = await login("guide");
    await removeAccount(as(ids.head), { userId: ids.guide });
    expect(await current(cookies)).toEqual({ status: 401, code: "accountRemoved" });
    expect(await login("guide")).toEqual({});
    expect((await list(ids.owner)).map(({ userId }) => userId)).not.toContain(ids.guide);
  });

  test("when the bound member leaves WeCom, whatever the role", async () => {
    await sql`update member set staff_user_id = 'lan' where user_id = ${ids.head}`.execute(app.core.db);
    const cookies = await login("head");
    expect(await current(cookies)).toMatchObject({ status: 200 });
    await sql`update staff set removed = true where user_id = 'lan'`.execute(app.core.db);
    expect(await current(cookies)).toEqual({ status: 401, code: "accountLeft" });
    expect((await list(ids.owner, { state: "left" })).map(({ name }) => name)).toEqual(["head"]);
  });

  test("with a new password", async () => {
    const cookies = await login("guide");
    const { link } = await resetPassword(as(ids.head), { userId: ids.guide }, door);
    expect(await current(cookies)).toEqual({ status: 401, code: "unauthorized" });
    expect(await login("guide")).toEqual({});
    await choose(tokenOf(link));
    expect(await current(await login("guide", "another long password"))).toMatchObject({ status: 200 });
  });

  test("and so does a key that somebody works with; the house's own goes on", async () => {
    const key = newApiKey();
    const houses = newApiKey();
    await putApiKey(app.core.db, { corpId, now }, { key, name: "hers", role: "guide", userId: ids.guide });
    await putApiKey(app.core.db, { corpId, now }, { key: houses, name: "house", role: "owner" });
    const ask = async (bearer: string) => {
      const headers = { authorization: `Bearer ${bearer}` };
      const answer = await app.server.inject({ method: "POST", url: "/api/session.current", headers, payload: {} });
      return [answer.statusCode, answer.json().code];
    };
    expect(await ask(key)).toEqual([200, undefined]);
    await disableAccount(as(ids.owner), { userId: ids.guide });
    expect(await ask(key)).toEqual([401, "accountDisabled"]);
    await removeAccount(as(ids.owner), { userId: ids.guide });
    expect(await ask(key)).toEqual([401, "unauthorized"]);
    expect(await ask(houses)).toEqual([200, undefined]);
  });
});

test("the list is found by name, e-mail and member, by role and state, page by page, with when she was last here", async () => {
  const cookies = await login("guide");
  await current(cookies);
  await app.core.trail.flush();
  const names = async (input: object) => (await list(ids.owner, input)).map(({ name }) => name).toSorted();
  expect(await names({ query: "MEI" })).toEqual(["guide"]);
  expect(await names({ query: "head@" })).toEqual(["head"]);
  expect(await names({ query: "%" })).toEqual([]);
  expect(await names({ role: "owner" })).toEqual(["owner"]);
  expect(await names({ state: "disabled" })).toEqual([]);
  const first = await listAccounts(as(ids.owner), api.accounts.list.input.parse({ limit: 2 }), real);
  const second = await listAccounts(as(ids.owner), api.accounts.list.input.parse({ limit: 2, cursor: first.nextCursor ?? "" }), real);
  expect(first.total).toBe(3);
  expect([...first.items, ...second.items].map(({ name }) => name).toSorted()).toEqual(["guide", "head", "owner"]);
  expect(second.nextCursor).toBeNull();
  const [hers] = await list(ids.owner, { userId: ids.guide });
  expect(hers?.lastSeenAt).not.toBeNull();
  expect((await list(ids.owner, { userId: ids.head }))[0]?.lastSeenAt).toBeNull();
});

test("every change of an account is on record, by whom and what it was before", async () => {
  const { userId } = await invite(ids.head, { name: "小兰", email: "lan@example.com", role: "guide" });
  await updateAccount(as(ids.head), { userId, role: "admin" });
  await disableAccount(as(ids.head), { userId });
  await enableAccount(as(ids.head), { userId });
  await resetPassword(as(ids.head), { userId }, door);
  await removeAccount(as(ids.head), { userId });
  const { rows } = await sql<{ verb: string; by: string; data: object }>`select verb, actor ->> 'id' as by, data from audit
    where subject = ${`account:${userId}`}`.execute(app.core.db);
  expect(rows.map(({ verb }) => verb.slice("accounts.".length)).toSorted()).toEqual([
    "disable",
    "enable",
    "invite",
    "remove",
    "resetPassword",
    "update",
  ]);
  expect(new Set(rows.map(({ by }) => by))).toEqual(new Set([ids.head]));
  expect(rows.find(({ verb }) => verb === "accounts.update")?.data).toMatchObject({ before: { role: "guide" }, change: { role: "admin" } });
});
