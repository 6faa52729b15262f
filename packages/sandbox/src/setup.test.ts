import { expect, test } from "vitest";
import type { PeopleEffect, PeopleHost, Population, WorldEvent } from "./index.ts";
import { contactWay, createHarness, joinWay } from "./testing/harness.ts";

const brand = {
  departments: [
    { id: 2, name: "成都", parentid: 1 },
    { id: 3, name: "春熙路店", parentid: 2 },
  ],
  users: [
    { userid: "head", name: "沈清和", department: [1], position: "社群负责人", persona: "manual" },
    { userid: "store-001", name: "王思远", department: [2, 3], position: "店长", persona: "manual" },
  ],
  groups: [{ name: "春熙路福利群", owner: "store-001", admins: ["head"], createTime: "2025-11-01T02:00:00Z" }],
};

test("an organisation is set up without events, and again without doubles", async () => {
  const h = await createHarness({ profile: {} });
  const first = await h.control("POST", "corp/setup", brand);
  expect(first).toMatchObject({ status: 200, body: { users: ["head", "store-001"] } });
  const [group] = h.sb.setup(brand).groups;
  expect(first.body.groups).toEqual([group]);
  await h.sb.act({ who: "store-001", do: "rename", chatId: group?.chatId, name: "春熙路一群" });
  await h.sb.act({ who: "head", do: "resign" });
  expect(h.sb.setup(brand).groups).toEqual([group]);
  expect(await h.api("externalcontact/get_follow_user_list")).toMatchObject({ follow_user: ["store-001"] });
  expect(await h.api("department/simplelist", undefined, { id: "2" })).toMatchObject({ department_id: [{ id: 2 }, { id: 3 }] });
  expect(await h.api("user/list", undefined, { department_id: "3" })).toMatchObject({
    userlist: [{ userid: "store-001", main_department: 2 }],
  });
  expect(await h.api("user/list_id", {})).toMatchObject({ dept_user: [{ userid: "store-001" }, { userid: "store-001" }] });
  expect(await h.api("externalcontact/groupchat/get", { chat_id: group?.chatId })).toMatchObject({
    group_chat: { name: "春熙路一群", create_time: Date.parse("2025-11-01T02:00:00Z") / 1000, admin_list: [{ userid: "head" }] },
  });
});

test("an app created today sees no sensitive fields of a member", async () => {
  const h = await createHarness();
  const user = await h.api("user/get", undefined, { userid: "staff001" });
  for (const field of ["mobile", "avatar", "gender", "email", "biz_mail", "qr_code", "address"]) expect(user).not.toHaveProperty(field);
  expect((await h.api("user/get", undefined, { userid: "nobody" })).errcode).toBe(60111);
});

test("the directory has its limits, as WeCom's has", async () => {
  const h = await createHarness({ profile: {}, settings: { limits: { "department.nodes": 4 } } });
  const put = async (input: object): Promise<unknown> => (await h.control("POST", "corp/setup", input)).body.error;
  const department = (id: number, parentid = id - 1): object => ({ id, name: `部门 ${id}`, parentid });
  const deep = Array.from({ length: 14 }, (_, n) => department(n + 2));
  expect(await put({ departments: deep })).toBeUndefined();
  expect(await put({ departments: [department(16)] })).toMatch(/levels: at most 15/);
  const user = (input: object): object => ({ users: [{ userid: "lin", name: "林", ...input }] });
  const ids = (count: number): number[] => Array.from({ length: count }, (_, n) => (n % 15) + 1);
  expect(await put(user({ department: ids(20) }))).toBeUndefined();
  expect(await put(user({ department: ids(21) }))).toMatch(/departments: at most 20/);
  expect(await put(user({ name: "林".repeat(64) }))).toBeUndefined();
  expect(await put(user({ name: "林".repeat(65) }))).toMatch(/characters of the name: at most 64/);
  expect(await put(user({ leaders: ["a", "b", "c", "d", "e"] }))).toBeUndefined();
  expect(await put(user({ leaders: ["a", "b", "c", "d", "e", "f"] }))).toMatch(/leaders: at most 5/);
  expect(await put(user({ userid: "u".repeat(64) }))).toBeUndefined();
  expect(await put(user({ userid: "u".repeat(65) }))).toMatch(/userid must be/);
  const many = (count: number): object => ({
    users: Array.from({ length: count }, (_, n) => ({ userid: `m${n}`, name: "人", department: [15] })),
  });
  expect(await put(many(4))).toBeUndefined();
  expect(await put(many(5))).toMatch(/nodes below: at most 4/);
});

test("settings are changed by name and kind only", async () => {
  const h = await createHarness();
  expect(await h.control("POST", "settings", { qrJoinLimit: 150 })).toMatchObject({ body: { qrJoinLimit: 150, groupLimit: 500 } });
  expect(await h.control("POST", "settings", { gravity: 9.81 })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining("gravity") },
  });
  expect(await h.control("POST", "settings", { receptionCap: "year" })).toMatchObject({ status: 400 });
  expect(await h.control("POST", "settings", { callbackSeconds: 3 })).toMatchObject({ status: 400 });
});

test("people get what happens to them, are woken by effects, and act over the same door", async () => {
  const events: WorldEvent[] = [];
  const woken: [number, PeopleEffect][] = [];
  let populations: Population[] = [];
  let seam: PeopleHost | undefined;
  const h = await createHarness({
    createPeople: (host) => {
      seam = host;
      host.onEvent((event) => events.push(event));
      return {
        handle: async (effect) => {
          woken.push([host.now(), effect]);
          await host.act({ who: effect.who, do: "say", to: "staff001", text: "在吗" });
        },
        setup: (population) => void (populations = [...populations, population]),
        stats: () => ({ woken: woken.length }),
      };
    },
  });
  const host = seam;
  if (!host) throw new Error("nobody asked for the people");
  h.sb.setup({ customers: { count: 3, arrive: { days: 2 }, near: [{ lng: 104.08, lat: 30.65, posterUrl: "http://q" }] } });
  expect(populations).toEqual([
    { count: 3, arrive: { days: 2 }, near: [{ lng: 104.08, lat: 30.65, weight: 1, radiusKm: 5, posterUrl: "http://q" }] },
  ]);

  const who = host.newPerson({ name: "小梅", home: { lng: 104, lat: 30 } });
  expect(host.home(who)).toEqual({ lng: 104, lat: 30 });
  await host.act({ who, do: "scan", url: await contactWay(h) });
  const group = await host.act({ who: "staff001", do: "create-group", name: "群" });
  await host.act({ who, do: "scan", url: (await joinWay(h, [String(group.chatId)])).url });
  expect(host.friendsOf(who)).toEqual(["staff001"]);
  expect(host.groupsOf(who)).toEqual([group.chatId]);
  expect(host.members(String(group.chatId))).toEqual([
    { who: "staff001", kind: "staff" },
    { who, kind: "customer" },
  ]);
  host.remember("people", "mood", { calm: true });
  expect(host.recall("people", "mood")).toEqual({ calm: true });
  expect(host.random(who, "mood")).toBe(host.random(who, "mood"));
  expect(host.random(who, "mood", 1)).not.toBe(host.random(who, "mood", 2));

  const at = host.now() + 3_600_000;
  host.schedule(at, `talk:${who}`, { kind: "talk", who, data: { line: 1 } });
  await h.sb.advance("2h");
  expect(woken).toEqual([[at, { kind: "talk", who, data: { line: 1 } }]]);
  const types = events.map((event) => event.type);
  expect(types).toEqual(["added", "joined-group", "message-received"]);
  expect(events.at(-1)).toMatchObject({ who: "staff001", from: who, text: "在吗", at });
  expect((await h.control("GET", "people/stats")).body).toEqual({ woken: 1 });
});
