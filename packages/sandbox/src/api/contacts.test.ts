import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const query = (h: Harness, path: string, values: Record<string, string>): Promise<Answer> => h.api(path, undefined, values);

test("departments: all, a branch, one; members of a department and of the branch below it", async () => {
  const h = await createHarness();
  h.sb.setup({
    departments: [
      { id: 2, name: "华东" },
      { id: 3, name: "上海", parentid: 2 },
    ],
    users: [
      { userid: "lin", name: "林", department: [3], alias: "小林" },
      { userid: "he", name: "何", department: [2, 3] },
    ],
  });
  expect(listIn(await h.api("department/list"), "department")).toHaveLength(3);
  expect(await query(h, "department/list", { id: "2" })).toMatchObject({ department: [{ id: 2 }, { id: 3, parentid: 2, name: "上海" }] });
  expect(await query(h, "department/simplelist", { id: "3" })).toMatchObject({ department_id: [{ id: 3, parentid: 2, order: 0 }] });
  expect(await query(h, "department/get", { id: "2" })).toMatchObject({ department: { id: 2, name: "华东", parentid: 1 } });
  for (const path of ["department/list", "department/simplelist", "department/get"]) {
    expect((await query(h, path, { id: "99" })).errcode).toBe(60003);
  }
  const members = async (path: string, fetch_child: string): Promise<unknown[]> =>
    listIn<{ userid: string }>(await query(h, path, { department_id: "2", fetch_child }), "userlist").map(({ userid }) => userid);
  expect(await members("user/simplelist", "0")).toEqual(["he"]);
  expect(await members("user/simplelist", "1")).toEqual(["lin", "he"]);
  expect(await members("user/list", "1")).toEqual(["lin", "he"]);
  expect((await query(h, "user/list", { department_id: "99" })).errcode).toBe(60003);
  expect((await query(h, "user/simplelist", { department_id: "99" })).errcode).toBe(60003);
  expect(await query(h, "user/get", { userid: "lin" })).toMatchObject({
    name: "林",
    alias: "小林",
    department: [3],
    main_department: 3,
    status: 1,
  });
  expect((await query(h, "user/get", { userid: "nobody" })).errcode).toBe(60111);
});

test("members by department pairs, page by page; who left is gone", async () => {
  const h = await createHarness();
  h.sb.setup({ departments: [{ id: 2, name: "店" }], users: [{ userid: "he", name: "何", department: [1, 2] }] });
  await h.sb.act({ who: "staff002", do: "resign" });
  const first = await h.api("user/list_id", { limit: 3 });
  expect(first).toMatchObject({ dept_user: [{ userid: "staff001" }, { userid: "staff003" }, { userid: "he", department: 1 }] });
  expect(await h.api("user/list_id", { limit: 3, cursor: first.next_cursor })).toMatchObject({
    dept_user: [{ userid: "he", department: 2 }],
    next_cursor: "",
  });
  expect((await h.api("user/list_id", { cursor: "rubbish" })).errcode).toBe(50100);
  expect((await query(h, "user/get", { userid: "staff002" })).errcode).toBe(60111);
});

test("an app from before 2022-06-20 gets what others ask each member for", async () => {
  const h = await createHarness();
  const secret = await h.app({});
  const { agentId } = [...h.sb.parts.sim.world.apps.values()].find((app) => app.secret === secret) ?? {};
  const old = h.as(secret);
  expect(await query(old, "user/get", { userid: "staff001" })).not.toHaveProperty("mobile");
  await h.control("POST", "apps", { agentId, legacy: true });
  const shown = { mobile: expect.stringMatching(/^199\d{8}$/), email: "staff001@corp.example", gender: "0", telephone: "" };
  expect(await query(old, "user/get", { userid: "staff001" })).toMatchObject(shown);
  expect(listIn(await query(old, "user/list", { department_id: "1" }), "userlist")[0]).toMatchObject(shown);
});

test("a range cuts departments and members", async () => {
  const h = await createHarness();
  h.sb.setup({ departments: [{ id: 2, name: "店" }], users: [{ userid: "he", name: "何", department: [2] }] });
  const narrow = h.as(await h.app({ departments: [2] }));
  for (const path of ["department/list", "department/simplelist", "department/get"]) {
    expect((await query(narrow, path, { id: "1" })).errcode).toBe(60011);
  }
  expect((await query(narrow, "user/simplelist", { department_id: "1" })).errcode).toBe(60011);
  expect(listIn(await narrow.api("user/list_id", {}), "dept_user")).toEqual([{ userid: "he", department: 2 }]);
});

test("mobile and e-mail lead to a userid; asking in vain for more than a fifth of the headcount blocks a day", async () => {
  const h = await createHarness({ profile: { staff: 99 } });
  h.sb.setup({ users: [{ userid: "he", name: "何", mobile: "13800001111", email: "he@x.cn" }] });
  const mobile = (value: string): Promise<Answer> => h.api("user/getuserid", { mobile: value });
  expect(await mobile("13800001111")).toMatchObject({ userid: "he" });
  expect((await mobile("letters")).errcode).toBe(60103);
  const email = (value: string): Promise<Answer> => h.api("user/get_userid_by_email", { email: value });
  expect(await email("he@x.cn")).toMatchObject({ userid: "he" });
  expect((await email("nobody@x.cn")).errcode).toBe(46004);
  expect((await email("no address")).errcode).toBe(60105);
  // A hundred people: the twentieth miss is a fifth of them, the next is more.
  for (let n = 10; n < 30; n++) expect((await mobile(`199000000${n}`)).errcode).toBe(46004);
  expect(await mobile("13800001111")).toMatchObject({ userid: "he" });
  expect((await mobile("19900000099")).errcode).toBe(46004);
  expect((await mobile("13800001111")).errcode).toBe(45009);
  await h.sb.advance("23h");
  expect((await mobile("13800001111")).errcode).toBe(45009);
  await h.sb.advance("1h");
  expect(await mobile("13800001111")).toMatchObject({ userid: "he" });
});

test("members have an openid, there and back", async () => {
  const h = await createHarness();
  const { openid } = await h.api("user/convert_to_openid", { userid: "staff001" });
  expect(await h.api("user/convert_to_userid", { openid })).toMatchObject({ userid: "staff001" });
  expect((await h.api("user/convert_to_openid", { userid: "nobody" })).errcode).toBe(60111);
  expect((await h.api("user/convert_to_userid", { openid: "nobody" })).errcode).toBe(40073);
});

test("tags of members are made, filled, read, renamed, emptied and deleted by their own app", async () => {
  const h = await createHarness();
  const { tagid } = await h.api("tag/create", { tagname: "值班" });
  expect((await h.api("tag/create", { tagname: "值班" })).errcode).toBe(40071);
  expect((await h.api("tag/create", { tagname: "晚班", tagid })).errcode).toBe(40068);
  expect(await h.api("tag/create", { tagname: "晚班", tagid: 7 })).toMatchObject({ tagid: 7 });
  const add = (body: object): Promise<Answer> => h.api("tag/addtagusers", { tagid, ...body });
  expect(await add({ userlist: ["staff001", "nobody"], partylist: [1, 99] })).toMatchObject({
    errcode: 0,
    invalidlist: "nobody",
    invalidparty: [99],
  });
  expect((await add({})).errcode).toBe(40035);
  expect((await add({ userlist: ["nobody"] })).errcode).toBe(40070);
  const id = String(tagid);
  expect(await query(h, "tag/get", { tagid: id })).toMatchObject({ tagname: "值班", userlist: [{ userid: "staff001" }], partylist: [1] });
  expect((await h.api("tag/update", { tagid, tagname: "晚班" })).errcode).toBe(40071);
  expect((await h.api("tag/update", { tagid, tagname: "早班" })).errcode).toBe(0);
  const del = (body: object): Promise<Answer> => h.api("tag/deltagusers", { tagid, ...body });
  expect(await del({ partylist: [1, 99] })).toMatchObject({ errcode: 0, invalidparty: [99] });
  expect(await del({ userlist: ["staff002", "nobody"] })).toMatchObject({ errcode: 0, invalidlist: "nobody" });
  expect((await del({})).errcode).toBe(40035);
  expect((await del({ userlist: ["nobody"] })).errcode).toBe(40070);
  expect(await query(h, "tag/get", { tagid: id })).toMatchObject({ tagname: "早班", userlist: [{ userid: "staff001" }], partylist: [] });
  const other = h.as(await h.app({}));
  expect((await query(other, "tag/get", { tagid: id })).errcode).toBe(0);
  expect((await query(other, "tag/delete", { tagid: id })).errcode).toBe(81011);
  for (const path of ["tag/update", "tag/addtagusers", "tag/deltagusers"]) {
    expect((await other.api(path, { tagid, tagname: "x", userlist: ["staff001"] })).errcode).toBe(81011);
    expect((await h.api(path, { tagid: 99, tagname: "x", userlist: ["staff001"] })).errcode).toBe(40068);
  }
  expect((await query(h, "tag/get", { tagid: "99" })).errcode).toBe(40068);
  expect((await query(h, "tag/delete", { tagid: "99" })).errcode).toBe(40068);
  expect((await query(h, "tag/delete", { tagid: id })).errcode).toBe(0);
  expect(await h.api("tag/list")).toMatchObject({ taglist: [{ tagid: 7, tagname: "晚班" }] });
});

test("3 000 tags a corp and 30 000 nodes below one", async () => {
  const h = await createHarness({ profile: { staff: 5 }, settings: { limits: { "contact-tags.total": 2, "contact-tags.nodes": 3 } } });
  const create = async (tagname: string): Promise<number> => (await h.api("tag/create", { tagname })).errcode;
  expect([await create("a"), await create("b"), await create("c")]).toEqual([0, 0, 45024]);
  const add = async (...userlist: string[]): Promise<number> => (await h.api("tag/addtagusers", { tagid: 1, userlist })).errcode;
  expect(await add("staff001", "staff002", "staff003")).toBe(0);
  expect(await add("staff004")).toBe(81003);
});

test("messages reach the members of a tag", async () => {
  const h = await createHarness();
  const { tagid } = await h.api("tag/create", { tagname: "值班" });
  await h.api("tag/addtagusers", { tagid, userlist: ["staff002"] });
  const sent = await h.api("message/send", {
    totag: `${String(tagid)}|99`,
    msgtype: "text",
    agentid: h.sb.corp.agentId,
    text: { content: "开店了" },
  });
  expect(sent).toMatchObject({ errcode: 0, invalidtag: "99" });
  expect(h.sb.phone("staff002").chats).toMatchObject([{ kind: "app", messages: [{ text: "开店了" }] }]);
  expect(h.sb.phone("staff001").chats).toEqual([]);
});
