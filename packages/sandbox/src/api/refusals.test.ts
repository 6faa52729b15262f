import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { contactWay, createHarness, joinWay } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

/** What calls of customer contact refuse, path by path; what they do stands in the tests of the world. */

async function corp(): Promise<Harness> {
  const h = await createHarness({ profile: { staff: 4 } });
  h.sb.setup({ users: [{ userid: "quiet", name: "静", contact: false }] });
  await h.sb.act({ who: "staff004", do: "resign" });
  return h;
}

const code = async (h: Harness, path: string, body: object): Promise<number> => (await h.api(`externalcontact/${path}`, body)).errcode;
const get = async (h: Harness, path: string, query: Record<string, string>): Promise<number> =>
  (await h.api(`externalcontact/${path}`, undefined, query)).errcode;

test("ways: members who are not there, not active, not allowed; departments that are not there; a style of another type", async () => {
  const h = await corp();
  const { config_id } = await h.api("externalcontact/add_contact_way", { type: 2, scene: 2, user: ["staff001"] });
  const both = async (members: object): Promise<number[]> => [
    await code(h, "add_contact_way", { type: 2, scene: 2, ...members }),
    await code(h, "update_contact_way", { config_id, ...members }),
  ];
  expect(await both({ user: ["nobody"] })).toEqual([40003, 40003]);
  expect(await both({ user: ["staff004"] })).toEqual([41054, 41054]);
  expect(await both({ user: ["quiet"] })).toEqual([84074, 84074]);
  expect(await both({ party: [99] })).toEqual([60003, 60003]);
  expect(await both({ user: ["staff001"], style: 3 })).toEqual([41042, 41042]);
  expect(await code(h, "del_contact_way", { config_id: "feed" })).toBe(41044);
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "群" });
  await h.sb.act({ who: "staff001", do: "dismiss", chatId });
  expect(await code(h, "groupchat/add_join_way", { scene: 2, chat_id_list: [chatId] })).toBe(49008);
  expect(await code(h, "groupchat/get_join_way", { config_id: "feed" })).toBe(41044);
});

test("a temporary way is read back with its times and its closing words", async () => {
  const h = await corp();
  const conclusions = { text: { content: "再见" } };
  const added = await h.api("externalcontact/add_contact_way", {
    type: 1,
    scene: 2,
    user: ["staff001"],
    is_temp: true,
    expires_in: 3600,
    chat_expires_in: 7200,
    unionid: "o1",
    conclusions,
  });
  expect(await h.api("externalcontact/get_contact_way", { config_id: added.config_id })).toMatchObject({
    contact_way: { is_temp: true, expires_in: 3600, chat_expires_in: 7200, unionid: "o1", conclusions },
  });
});

test("customers: of members who left or may not, with cursors of another list", async () => {
  const h = await corp();
  const [mei] = await friends(h, 1);
  expect(await get(h, "list", { userid: "staff004" })).toBe(40003);
  expect(await get(h, "list", { userid: "quiet" })).toBe(84074);
  expect(await get(h, "get", { external_userid: mei?.externalUserId ?? "", cursor: "rubbish" })).toBe(50100);
  expect(await code(h, "remark", { userid: "staff001", external_userid: "wmnobody", remark: "x" })).toBe(40096);
  await code(h, "remark", { userid: "staff001", external_userid: mei?.externalUserId, remark_company: "瑞幸" });
  const detail = await h.api("externalcontact/get", undefined, { external_userid: mei?.externalUserId ?? "" });
  expect(detail.follow_user).toMatchObject([{ remark_corp_name: "瑞幸" }]);
  const batch = await h.api("externalcontact/batch/get_by_user", { userid_list: ["staff001"] });
  expect(batch.external_contact_list).toMatchObject([{ follow_info: { remark_corp_name: "瑞幸" } }]);
});

test("tags: of groups that are gone, beyond the corp's cap, marked by members who are not there", async () => {
  const h = await createHarness({ settings: { corpTagCap: 2 } });
  const [mei] = await friends(h, 1);
  const external_userid = mei?.externalUserId;
  expect(await code(h, "add_corp_tag", { group_id: "etnone", tag: [{ name: "x" }] })).toBe(40068);
  expect(await code(h, "add_corp_tag", { group_name: "a", tag: [{ name: "x" }, { name: "y" }] })).toBe(0);
  expect(await code(h, "add_corp_tag", { group_name: "a", tag: [{ name: "z" }] })).toBe(40126);
  expect(await code(h, "mark_tag", { userid: "staff001", external_userid, add_tag: ["etnone"] })).toBe(40068);
  expect(await code(h, "mark_tag", { userid: "nobody", external_userid, add_tag: ["etnone"] })).toBe(60111);
});

test("groups outside of the range are not shown; names come when asked for", async () => {
  const h = await createHarness();
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "群" });
  const narrow = h.as(await h.app({ users: ["staff002"] }));
  expect((await narrow.api("externalcontact/groupchat/get", { chat_id: chatId })).errcode).toBe(60011);
  expect((await narrow.api("externalcontact/groupchat/list", { limit: 10 })).group_chat_list).toEqual([]);
  await h.sb.advance("5s");
  const named = await h.api("externalcontact/groupchat/get", { chat_id: chatId, need_name: 1 });
  expect(named.group_chat).toMatchObject({ member_list: [{ userid: "staff001", name: expect.stringMatching(/./) }] });
});

test("mass sends: senders who are not there, left or may not; tags that are gone; cursors of another task", async () => {
  const h = await corp();
  const people = await friends(h, 2);
  const text = { text: { content: "早" } };
  expect(await code(h, "add_msg_template", { ...text, sender: "nobody" })).toBe(60111);
  expect(await code(h, "add_msg_template", { ...text, sender: "staff004" })).toBe(40003);
  expect(await code(h, "add_msg_template", { ...text, sender: "quiet" })).toBe(84074);
  const tag_filter = { group_list: [{ tag_list: ["etnone"] }] };
  expect(await code(h, "add_msg_template", { ...text, sender: "staff001", tag_filter })).toBe(40068);
  const link = { msgtype: "link", link: { title: "领券", url: "https://example.com" } };
  const { msgid } = await h.api("externalcontact/add_msg_template", { ...text, attachments: [link], sender: "staff001" });
  expect(await code(h, "get_groupmsg_send_result", { msgid, userid: "staff001" })).toBe(41063);
  expect(await code(h, "cancel_groupmsg_send", { msgid })).toBe(41063);
  await h.sb.advance("10s");
  expect(await code(h, "get_groupmsg_task", { msgid, cursor: "rubbish" })).toBe(50100);
  expect(await code(h, "get_groupmsg_send_result", { msgid, userid: "staff001", cursor: "rubbish" })).toBe(50100);
  expect(await code(h, "get_groupmsg_send_result", { msgid, userid: "staff002" })).toBe(40003);
  expect(await code(h, "cancel_groupmsg_send", { msgid: "msgnone" })).toBe(41047);
  await h.sb.act({ who: "staff001", do: "confirm", msgid });
  expect(await h.api("externalcontact/get_groupmsg_task", { msgid })).toMatchObject({
    task_list: [{ status: 2, send_time: expect.any(Number) }],
  });
  const first = await h.api("externalcontact/get_groupmsg_send_result", { msgid, userid: "staff001", limit: 1 });
  const second = await h.api("externalcontact/get_groupmsg_send_result", {
    msgid,
    userid: "staff001",
    limit: 1,
    cursor: first.next_cursor,
  });
  const rows = [first, second].flatMap((answer) =>
    listIn<{ external_userid: string }>(answer, "send_list").map((row) => row.external_userid),
  );
  expect(rows).toEqual(people.map(({ externalUserId }) => externalUserId));
  const now = Date.parse(h.sb.clock().now) / 1000;
  const list = await h.api("externalcontact/get_groupmsg_list_v2", { chat_type: "single", start_time: now - 60, end_time: now });
  expect(list.group_msg_list).toMatchObject([{ attachments: [link] }]);
});

test("the tasks of one send lie on several pages", async () => {
  const h = await createHarness();
  await friends(h, 1);
  await friends(h, 1, { user: ["staff002"] });
  const { tag_group } = await h.api("externalcontact/add_corp_tag", { group_name: "a", tag: [{ name: "x" }] });
  const [tag]: { id: string }[] = JSON.parse(JSON.stringify(tag_group)).tag;
  for (const row of listIn<{ external_contact: { external_userid: string }; follow_info: { userid: string } }>(
    await h.api("externalcontact/batch/get_by_user", { userid_list: ["staff001", "staff002"] }),
    "external_contact_list",
  )) {
    await h.api("externalcontact/mark_tag", {
      userid: row.follow_info.userid,
      external_userid: row.external_contact.external_userid,
      add_tag: [tag?.id],
    });
  }
  const { msgid } = await h.api("externalcontact/add_msg_template", {
    text: { content: "早" },
    tag_filter: { group_list: [{ tag_list: [tag?.id] }] },
  });
  await h.sb.advance("10s");
  const first = await h.api("externalcontact/get_groupmsg_task", { msgid, limit: 1 });
  const second = await h.api("externalcontact/get_groupmsg_task", { msgid, limit: 1, cursor: first.next_cursor });
  const users = [first, second].flatMap((answer) => listIn<{ userid: string }>(answer, "task_list").map(({ userid }) => userid));
  expect(users.toSorted((a, b) => a.localeCompare(b))).toEqual(["staff001", "staff002"]);
});

test("unionids are shown only where a developer account is bound, and belong to one openid", async () => {
  const h = await createHarness();
  const { who } = await h.sb.act({ who: "new", do: "nothing" });
  const person = h.sb.parts.sim.world.persons.get(who);
  expect((await h.api("idconvert/unionid_to_external_userid", { unionid: person?.unionid, openid: "oother" })).errcode).toBe(610018);
  await h.control("POST", "settings", { developerBound: false });
  expect((await h.api("idconvert/unionid_to_external_userid", { unionid: person?.unionid, openid: person?.openid })).errcode).toBe(41057);
  expect((await h.api("externalcontact/unionid_to_external_userid", { unionid: person?.unionid })).errcode).toBe(41057);
});

test("a group welcome is read back with whatever it carries", async () => {
  const h = await createHarness();
  const media = async (type: string): Promise<unknown> =>
    (await h.upload("media/upload", { data: Buffer.from("a film or a file") }, { type })).media_id;
  const image = (
    await h.upload("media/upload", { data: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(9)]) }, { type: "image" })
  ).media_id;
  const parts = [
    { link: { title: "群规", url: "https://example.com" } },
    { miniprogram: { title: "点单", pic_media_id: image, appid: "wx1", page: "p" } },
    { file: { media_id: await media("file") } },
    { video: { media_id: await media("video") } },
  ];
  for (const part of parts) {
    const { template_id } = await h.api("externalcontact/group_welcome_template/add", part);
    expect(await h.api("externalcontact/group_welcome_template/get", { template_id })).toMatchObject(part);
  }
});

test("rule groups are made and changed one call at a time", async () => {
  const h = await createHarness({ settings: { limits: { "strategy.concurrent": 0 } } });
  const strategy = { strategy_name: "华东", admin_list: ["staff001"], privilege: {}, range: [{ type: 1, userid: "staff001" }] };
  for (const kind of ["customer_strategy", "moment_strategy"]) {
    expect(await code(h, `${kind}/create`, strategy)).toBe(45033);
    expect(await code(h, `${kind}/edit`, { strategy_id: 1 })).toBe(45033);
  }
});

/** A customer of staff001 and everything that may stand against handing them on. */
async function handing(
  settings: object = {},
): Promise<{ h: Harness; mine: string; give: (path: string, input?: object) => Promise<number[]> }> {
  const h = await createHarness({ profile: { staff: 4 }, settings });
  h.sb.setup({ users: [{ userid: "quiet", name: "静", contact: false }] });
  const [mei] = await friends(h, 1);
  const mine = mei?.externalUserId ?? "";
  const give = async (path: string, input: object = {}): Promise<number[]> => {
    const body = { handover_userid: "staff001", takeover_userid: "staff002", external_userid: [mine], ...input };
    const answer = await h.api(`externalcontact/${path}`, body);
    const rows = listIn<{ errcode: number }>(answer, "customer").map(({ errcode }) => errcode);
    return answer.errcode === 0 ? rows : [answer.errcode];
  };
  return { h, mine, give };
}

test("in-service transfers: strangers, somebody else's customers, twice at once, too often, to a member who is full", async () => {
  const { h, mine, give } = await handing({ customersPerMember: 2 });
  const [other] = await friends(h, 1, { user: ["staff003"] });
  await friends(h, 2, { user: ["staff004"] });
  const path = "transfer_customer";
  expect(await give(path, { external_userid: ["wmnobody", other?.externalUserId] })).toEqual([40096, 40131]);
  expect(await give(path, { takeover_userid: "staff004" })).toEqual([40099]);
  expect(await give(path)).toEqual([0]);
  expect(await give(path)).toEqual([40129]);
  await h.sb.advance("25h");
  expect(await give(path, { handover_userid: "staff002", takeover_userid: "staff003" })).toEqual([0]);
  await h.sb.advance("25h");
  expect(await give(path, { handover_userid: "staff003", takeover_userid: "staff001" })).toEqual([40128]);
  const result = async (input: object): Promise<number> =>
    code(h, "transfer_result", { handover_userid: "staff001", takeover_userid: "staff002", ...input });
  expect([await result({ handover_userid: "nobody" }), await result({ cursor: "rubbish" })]).toEqual([40003, 50100]);
  expect(mine).not.toBe("");
});

test("transfers after leaving: the same, and once only", async () => {
  const { h, give } = await handing({ customersPerMember: 1 });
  const [other] = await friends(h, 1, { user: ["staff003"] });
  await h.sb.act({ who: "staff001", do: "resign" });
  const path = "resigned/transfer_customer";
  expect(await give(path, { external_userid: ["wmnobody", other?.externalUserId] })).toEqual([40096, 40131]);
  expect(await give(path, { takeover_userid: "staff003" })).toEqual([40099]);
  expect(await give(path, { takeover_userid: "quiet" })).toEqual([84074]);
  expect(await give(path, { takeover_userid: "staff001" })).toEqual([40130]);
  expect(await give(path)).toEqual([0]);
  expect(await give(path)).toEqual([40100]);
  const result = async (input: object): Promise<number> =>
    code(h, "resigned/transfer_result", { handover_userid: "staff001", takeover_userid: "staff002", ...input });
  expect([await result({ handover_userid: "nobody" }), await result({ cursor: "rubbish" })]).toEqual([40003, 50100]);
});

/** Which code a single group of a transfer gets; 0 when it goes through. */
async function move(h: Harness, path: string, chat: unknown, new_owner = "staff002"): Promise<number> {
  const answer: Answer = await h.api(`externalcontact/groupchat/${path}`, { chat_id_list: [chat], new_owner });
  if (answer.errcode !== 0) return answer.errcode;
  return listIn<{ errcode: number }>(answer, "failed_chat_list")[0]?.errcode ?? 0;
}

test("groups are handed on by owners in service, and inherited from those who left", async () => {
  const h = await createHarness({
    profile: { staff: 3 },
    settings: { groupInheritSeconds: 60, limits: { "group-transfer.owner-day": 3 } },
  });
  h.sb.setup({ users: [{ userid: "quiet", name: "静", contact: false }] });
  const group = async (owner: string): Promise<string> => String((await h.sb.act({ who: owner, do: "create-group", name: "群" })).chatId);
  const [mine, gone, own, later] = [await group("staff001"), await group("staff001"), await group("staff002"), await group("staff001")];
  await h.sb.act({ who: "staff001", do: "dismiss", chatId: gone });
  for (const path of ["transfer", "onjob_transfer"]) {
    expect(await move(h, path, "wrnobody")).toBe(40050);
    expect(await move(h, path, gone)).toBe(49008);
    expect(await move(h, path, own)).toBe(90504);
    expect(await move(h, path, mine, "quiet")).toBe(84074);
  }
  expect(await move(h, "transfer", mine)).toBe(90500);
  expect(await move(h, "onjob_transfer", mine)).toBe(0);
  expect(await move(h, "onjob_transfer", mine, "staff001")).toBe(0);
  expect(await move(h, "onjob_transfer", mine)).toBe(40128);
  await h.sb.act({ who: "staff001", do: "resign" });
  expect(await move(h, "onjob_transfer", later)).toBe(90502);
  expect(await move(h, "transfer", later)).toBe(0);
  expect(await move(h, "transfer", later)).toBe(90507);
  await h.sb.advance("2m");
  await h.sb.act({ who: "staff003", do: "nothing" });
  expect(await move(h, "transfer", later, "staff003")).toBe(90508);
});

test("so many groups of one owner a day", async () => {
  const h = await createHarness({ settings: { limits: { "group-transfer.owner-day": 1 } } });
  const chats: unknown[] = [];
  for (let n = 0; n < 4; n++) chats.push((await h.sb.act({ who: "staff001", do: "create-group", name: `群${n}` })).chatId);
  expect([await move(h, "onjob_transfer", chats[0]), await move(h, "onjob_transfer", chats[1])]).toEqual([0, 45009]);
  await h.sb.advance("24h");
  await h.sb.act({ who: "staff001", do: "resign" });
  expect([await move(h, "transfer", chats[2]), await move(h, "transfer", chats[3])]).toEqual([0, 45009]);
});

test("moments: not on the phones yet, of others, not published, with cursors of other lists", async () => {
  const h = await createHarness();
  await friends(h, 1);
  const ask = (path: string, body: object): Promise<number> => code(h, path, body);
  const { jobid } = await h.api("externalcontact/add_moment_task", { text: { content: "会员日" } });
  await h.sb.advance("5s");
  const job = await h.api("externalcontact/get_moment_task_result", undefined, { jobid: String(jobid) });
  const { moment_id }: { moment_id: string } = JSON.parse(JSON.stringify(job.result));
  const paths = ["get_moment_customer_list", "get_moment_send_result", "get_moment_comments", "cancel_moment_task"];
  for (const path of paths) expect(await ask(path, { moment_id, userid: "staff001" }), path).toBe(41079);
  await h.sb.advance("10s");
  for (const path of paths.slice(0, 3)) expect(await ask(path, { moment_id, userid: "nobody" }), path).toBe(41061);
  expect(await ask("get_moment_comments", { moment_id, userid: "staff001" })).toBe(41062);
  expect(await ask("get_moment_task", { moment_id, cursor: "rubbish" })).toBe(50100);
  expect(await ask("get_moment_customer_list", { moment_id, userid: "staff001", cursor: "rubbish" })).toBe(50100);
  await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id });
  expect(await ask("get_moment_send_result", { moment_id, userid: "staff001", cursor: "rubbish" })).toBe(50100);
  await h.sb.act({ who: "staff001", do: "like", momentId: moment_id, userid: "staff001" });
  const comments = await h.api("externalcontact/get_moment_comments", { moment_id, userid: "staff001" });
  expect(comments.like_list).toMatchObject([{ userid: "staff001" }]);
  expect(await ask("cancel_moment_task", { moment_id: "momnone" })).toBe(41060);
});

test("a code leads to a group or a person, not to both", async () => {
  const h = await createHarness();
  const { chatId } = await h.sb.act({ who: "staff001", do: "create-group", name: "群" });
  const way = await joinWay(h, [String(chatId)]);
  expect(await code(h, "get_contact_way", { config_id: way.configId })).toBe(41044);
  expect(await h.sb.act({ who: "new", do: "scan", url: await contactWay(h) })).toMatchObject({ added: "staff001" });
});
