import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSandbox } from "../index.ts";
import type { RunningSandbox, SandboxOptions } from "../index.ts";
import { listIn } from "../testing/friends.ts";
import { contactWay, harnessOf, joinWay } from "../testing/harness.ts";
import { externalIdOf, MOST_PEOPLE, numberOfExternalId, numberOfUnionId, unionIdOf } from "./past-ids.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

const OPTIONS: SandboxOptions = { start: "2026-03-02T01:00:00.000Z", profile: { customers: 500, staff: 4, groups: 6, stores: 2 } };

async function open(more: SandboxOptions = {}): Promise<RunningSandbox> {
  const sb = await createSandbox({ ...OPTIONS, ...more });
  onTestFinished(() => sb.close());
  return sb;
}

const worldOf = (sb: RunningSandbox): World => sb.parts.sim.world;

describe("ids of the past", () => {
  test("an id leads back to its number and to no other; ids rise with the numbers", () => {
    for (const n of [1, 2, 3, 77, 4096, 1_800_000, MOST_PEOPLE]) {
      for (const seed of [1, 2, -5]) {
        expect(numberOfExternalId(seed, externalIdOf(seed, n))).toBe(n);
        expect(numberOfUnionId(seed, unionIdOf(seed, n))).toBe(n);
        expect(externalIdOf(seed, n - 1) < externalIdOf(seed, n)).toBe(true);
      }
    }
    expect(numberOfExternalId(2, externalIdOf(1, 7))).toBe(0);
    expect(numberOfUnionId(2, unionIdOf(1, 7))).toBe(0);
    expect(numberOfExternalId(1, `${externalIdOf(1, 7).slice(0, -1)}!`)).toBe(0);
    expect(numberOfExternalId(1, "wmnobody")).toBe(0);
    const many = Array.from({ length: 5000 }, (_, n) => n + 1);
    expect(new Set(many.map((n) => externalIdOf(1, n))).size).toBe(5000);
    expect(new Set(many.map((n) => unionIdOf(1, n))).size).toBe(5000);
  });
});

test("rows, indexes and sizes of a past agree", async () => {
  const world = worldOf(await open());
  const persons = [...world.persons.values()];
  const relations = [...world.relations.values()];
  const members = [...world.members.values()];
  expect([persons.length, relations.length]).toEqual([500, 500]);
  expect([world.persons.size, world.relations.size, world.members.size]).toEqual([persons.length, relations.length, members.length]);
  for (const person of persons) {
    expect(world.byExternal.get(person.externalUserId)).toBe(person.who);
    expect(world.byUnion.get(person.unionid)).toBe(person.who);
    expect(world.persons.get(person.who)).toEqual(person);
  }
  for (const row of relations) {
    expect(world.relationsOfUser.of(row.userid).has(row.who)).toBe(true);
    expect([...world.relationsOfCustomer.of(row.who)]).toEqual([row.userid]);
    expect(world.relations.get(pair(row.userid, row.who))).toEqual(row);
  }
  for (const row of members) {
    expect(world.membersOf.of(row.chatId).has(row.who)).toBe(true);
    expect(world.groupsOf.of(row.who).has(row.chatId)).toBe(true);
  }
  const counted = [...world.groups.values()].map((group) => world.membersOf.of(group.chatId).size);
  expect(counted.reduce((sum, size) => sum + size, 0)).toBe(members.length);
  const seats = [...world.users.values()].flatMap(({ userid }) => [...world.groupsOf.of(userid)]);
  expect(seats).toHaveLength(6);
  expect(members.filter((row) => row.type === 1)).toHaveLength(6);
  expect(world.relations.has(pair("staff004", "c1"))).toBe(false);
  expect(world.persons.has("c501")).toBe(false);
  expect(world.persons.has("c01")).toBe(false);
});

test("a row of the past is one object within a unit of work, and stays what it was changed to", async () => {
  const sb = await open();
  const world = worldOf(sb);
  const [first] = [...world.relations.values()];
  const id = pair(first?.userid ?? "", first?.who ?? "");
  const row = world.relations.get(id);
  if (!row) throw new Error("no row");
  row.remark = "未说";
  expect(world.relations.get(id)).toBe(row);
  expect(world.relations.peek(id)?.remark).toBe("未说");
  world.store.commit();
  // Nobody touched it: the change was none.
  expect(world.relations.get(id)?.remark).toBe("");
  const again = world.relations.get(id);
  if (!again) throw new Error("no row");
  again.remark = "老客";
  world.relations.touch(again);
  world.store.commit();
  expect(world.relations.get(id)).toBe(again);
  expect([...world.relations.values()].filter((other) => other.remark === "老客")).toHaveLength(1);
  expect(world.relations.size).toBe(500);
  world.relations.delete(id);
  expect([world.relations.has(id), world.relations.get(id), world.relations.size]).toEqual([false, undefined, 499]);
  world.relations.put({ ...again, remark: "回来" });
  expect([world.relations.size, world.relations.get(id)?.remark]).toEqual([500, "回来"]);
});

test("whatever happens to people of the past survives the disk", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "past-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const sb = await open({ dataDir });
  const h = harnessOf(sb);
  const list = async (userid: string): Promise<string[]> =>
    listIn(await h.api("externalcontact/list", undefined, { userid }), "external_userid");
  const [a, b, c, d] = await list("staff001");
  const groups = [...worldOf(sb).groupsOf.of("staff001")];
  const [chatId = ""] = groups;
  await h.api("externalcontact/remark", { userid: "staff001", external_userid: a, remark: "老客" });
  await sb.act({ who: String(b), do: "unfriend", userid: "staff001" });
  await sb.act({ who: "staff001", do: "delete", externalUserId: c });
  await sb.act({ who: "staff001", do: "delete", externalUserId: d });
  await sb.act({ who: String(d), do: "add", userid: "staff001" });
  await sb.act({ who: String(a), do: "leave", chatId });
  await sb.act({ who: String(b), do: "leave", chatId });
  await sb.advance("10s");
  const { url } = await joinWay(h, [chatId], { auto_create_room: 0 });
  await sb.act({ who: String(b), do: "scan", url });
  await sb.act({ who: "new", do: "scan", url: await contactWay(h) });
  await sb.act({ who: "staff002", do: "dismiss", chatId: [...worldOf(sb).groupsOf.of("staff002")][0] });
  await sb.advance("10s");
  const pages = async (of: RunningSandbox): Promise<string> =>
    JSON.stringify(await harnessOf(of).api("externalcontact/batch/get_by_user", { userid_list: ["staff001"] })).replaceAll(of.url, "");
  const before = {
    truth: sb.truth(),
    list: await list("staff001"),
    page: await pages(sb),
    sizes: [worldOf(sb).persons.size, worldOf(sb).members.size],
  };
  expect(before.page).toContain("老客");
  expect(before.list.slice(-2)[0]).toBe(d);
  await sb.close();

  const again = await open({ dataDir });
  const ask = harnessOf(again);
  const later = listIn<string>(await ask.api("externalcontact/list", undefined, { userid: "staff001" }), "external_userid");
  const sizes = [worldOf(again).persons.size, worldOf(again).members.size];
  expect({ truth: again.truth(), list: later, page: await pages(again), sizes }).toEqual(before);
  expect(again.truth().families.relations.count).toBe(500);
  expect(again.truth().oneWay.count).toBe(1);
  // Who comes next has a number of its own.
  expect((await again.act({ who: "new", do: "nothing" })).who).toBe("c502");
});

test.each([true, false])("a page shows the same whether anybody has touched its people or not (unionid: %s)", async (developerBound) => {
  const sb = await open({ settings: { developerBound } });
  const token = await harnessOf(sb).token();
  const page = async (): Promise<Buffer> => {
    const response = await fetch(`${sb.url}/cgi-bin/externalcontact/batch/get_by_user?access_token=${token}`, {
      method: "POST",
      body: JSON.stringify({ userid_list: ["staff002", "staff001", "staff003"], limit: 100 }),
    });
    return Buffer.from(await response.arrayBuffer());
  };
  const world = worldOf(sb);
  const customers = [...world.relationsOfUser.of("staff002")];
  const untouched = await page();
  expect(JSON.parse(untouched.toString()).external_contact_list).toHaveLength(100);
  // Some of them, all of them.
  for (const step of [3, 1]) {
    for (let n = 0; n < customers.length; n += step) {
      const row = world.relations.get(pair("staff002", customers[n] ?? ""));
      if (row) world.relations.touch(row);
    }
    const person = world.persons.get(customers[1] ?? "");
    if (person) world.persons.touch(person);
    world.store.commit();
    expect((await page()).equals(untouched)).toBe(true);
  }
});

test("pages of members' customers hold everybody once, also after comings and goings", async () => {
  const sb = await open();
  const h = harnessOf(sb);
  const url = await contactWay(h, { type: 2, user: ["staff001", "staff002", "staff003", "staff004"] });
  for (let n = 0; n < 40; n++) await sb.act({ who: "new", do: "scan", url });
  for (const n of [3, 90, 200, 499]) {
    const [userid = ""] = worldOf(sb).relationsOfCustomer.of(`c${n}`);
    await sb.act({ who: userid, do: "delete", externalUserId: `c${n}` });
  }
  await sb.act({ who: "c90", do: "scan", url });
  const seen: string[] = [];
  for (let cursor = ""; ;) {
    const body = { userid_list: ["staff001", "staff002", "staff003", "staff004"], limit: 37, cursor };
    const page = await h.api("externalcontact/batch/get_by_user", body);
    const rows = listIn<{ external_contact: { external_userid: string }; follow_info: { userid: string } }>(page, "external_contact_list");
    seen.push(...rows.map((row) => `${row.follow_info.userid} ${row.external_contact.external_userid}`));
    if (typeof page.next_cursor !== "string") break;
    cursor = page.next_cursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(500 + 40 - 4 + 1);
  expect(seen).toHaveLength(sb.truth().families.relations.count);
});
