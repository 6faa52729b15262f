import { expect, test } from "vitest";
import { createHarness, PNG } from "../testing/harness.ts";

test("tokens: the same inside the window, another after it, 42001 for the old one", async () => {
  const h = await createHarness();
  const { corp, url } = h.sb;
  const ask = async (query: string): Promise<unknown> => JSON.parse(await (await fetch(`${url}/cgi-bin/gettoken?${query}`)).text());
  expect(await ask(`corpsecret=${corp.secret}`)).toMatchObject({ errcode: 41002 });
  expect(await ask(`corpid=${corp.corpId}`)).toMatchObject({ errcode: 41004 });
  expect(await ask(`corpid=wwother&corpsecret=${corp.secret}`)).toMatchObject({ errcode: 40013 });
  expect(await ask(`corpid=${corp.corpId}&corpsecret=wrong`)).toMatchObject({ errcode: 40001 });
  expect(await ask(`corpid=${corp.corpId}&corpsecret=${corp.secret}`)).toMatchObject({ errcode: 0, expires_in: 7200 });
  const token = await h.token();
  await h.sb.advance("1h");
  expect(await h.token()).toBe(token);
  await h.sb.advance("1h");
  expect(await h.token()).not.toBe(token);
  const list = async (query: string): Promise<unknown> => JSON.parse(await (await fetch(`${url}/cgi-bin/department/list?${query}`)).text());
  expect(await list(`access_token=${token}`)).toMatchObject({ errcode: 42001 });
  expect(await list("access_token=nonsense")).toMatchObject({ errcode: 40014 });
  expect(await list("")).toMatchObject({ errcode: 41001 });
});

test("an unknown path is HTTP 404 with 48005, a wrong method 40063, a broken body 40058", async () => {
  const h = await createHarness();
  const unknown = await fetch(`${h.sb.url}/cgi-bin/externalcontact/groupchat/send`, { method: "POST", body: "{}" });
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ errcode: 48005 });
  expect((await h.api("externalcontact/add_contact_way")).errcode).toBe(40063);
  const broken = await fetch(`${h.sb.url}/cgi-bin/externalcontact/remark?access_token=${await h.token()}`, { method: "POST", body: "{" });
  expect(await broken.json()).toMatchObject({ errcode: 40058 });
});

test("contact ways are validated with WeCom's own codes", async () => {
  const h = await createHarness();
  const add = async (input: object): Promise<number> => (await h.api("externalcontact/add_contact_way", input)).errcode;
  const ok = { type: 1, scene: 2, user: ["staff001"] };
  expect(await add({ ...ok, type: undefined })).toBe(41037);
  expect(await add({ ...ok, scene: undefined })).toBe(41038);
  expect(await add({ ...ok, type: 3 })).toBe(41039);
  expect(await add({ ...ok, scene: 3 })).toBe(41040);
  expect(await add({ ...ok, style: 9 })).toBe(41042);
  expect(await add({ ...ok, user: ["nobody"] })).toBe(40003);
  expect(await add({ ...ok, user: ["staff001", "staff002"] })).toBe(40058);
  expect(await add({ ...ok, state: "长".repeat(31) })).toBe(40058);
  expect(await add({ ...ok, state: "长".repeat(30) })).toBe(0);
  expect((await h.api("externalcontact/get_contact_way", {})).errcode).toBe(41043);
  expect((await h.api("externalcontact/get_contact_way", { config_id: "feed" })).errcode).toBe(41044);
});

test("a contact way is read back, changed and deleted; its code then leads nowhere", async () => {
  const h = await createHarness();
  const added = await h.api("externalcontact/add_contact_way", { type: 2, scene: 2, user: ["staff001"], state: "a", remark: "门口" });
  const { config_id } = added;
  await h.api("externalcontact/update_contact_way", { config_id, user: ["staff002"], state: "b" });
  expect(await h.api("externalcontact/get_contact_way", { config_id })).toMatchObject({
    contact_way: {
      config_id,
      type: 2,
      scene: 2,
      remark: "门口",
      state: "b",
      skip_verify: true,
      user: ["staff002"],
      qr_code: added.qr_code,
    },
  });
  await h.api("externalcontact/del_contact_way", { config_id });
  expect(await h.sb.act({ who: "new", do: "scan", url: String(added.qr_code) })).toMatchObject({
    error: expect.stringContaining("no longer"),
  });
});

test("paging: cursors lead through everything, a foreign one is 50100", async () => {
  const h = await createHarness({ profile: { staff: 2, customers: 7 } });
  const seen: unknown[] = [];
  let cursor = "";
  for (;;) {
    const page = await h.api("externalcontact/batch/get_by_user", { userid_list: ["staff001", "staff002"], limit: 3, cursor });
    seen.push(...JSON.parse(JSON.stringify(page.external_contact_list)));
    if (page.next_cursor === undefined) break;
    cursor = typeof page.next_cursor === "string" ? page.next_cursor : "";
  }
  expect(seen).toHaveLength(7);
  expect((await h.api("externalcontact/list_contact_way", { cursor })).errcode).toBe(50100);
  expect((await h.api("externalcontact/batch/get_by_user", { userid_list: ["staff001"], cursor: "rubbish" })).errcode).toBe(50100);
});

test("tags: groups are reused, names collapse, the last one takes its group along", async () => {
  const h = await createHarness();
  const first = await h.api("externalcontact/add_corp_tag", {
    group_name: "渠道",
    tag: [{ name: "海报" }, { name: "海报" }, { name: "餐桌", order: 9 }],
  });
  const { group_id, tag }: { group_id: string; tag: { id: string; name: string }[] } = JSON.parse(JSON.stringify(first.tag_group));
  expect(tag.map(({ name }) => name)).toEqual(["海报", "餐桌"]);
  expect(await h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "直播" }] })).toMatchObject({
    tag_group: { group_id },
  });
  expect((await h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "直播" }] })).errcode).toBe(40071);
  expect((await h.api("externalcontact/add_corp_tag", { group_name: "长".repeat(31), tag: [{ name: "x" }] })).errcode).toBe(40058);
  const list = await h.api("externalcontact/get_corp_tag_list", {});
  const groups: { tag: { id: string; name: string; deleted?: boolean }[] }[] = JSON.parse(JSON.stringify(list.tag_group));
  expect(groups[0]?.tag.map(({ name }) => name)).toEqual(["餐桌", "海报", "直播"]);
  expect(groups[0]?.tag[0]).not.toHaveProperty("deleted");
  await h.api("externalcontact/del_corp_tag", { tag_id: groups[0]?.tag.map(({ id }) => id) });
  expect(await h.api("externalcontact/get_corp_tag_list", {})).toMatchObject({ tag_group: [] });
  expect(await h.api("externalcontact/get_corp_tag_list", { group_id: [group_id] })).toMatchObject({ tag_group: [{ deleted: true }] });
  expect((await h.api("externalcontact/del_corp_tag", { tag_id: ["etnone"] })).errcode).toBe(40068);
});

test("API writes emit nothing, unless the switch says so", async () => {
  const h = await createHarness();
  const add = (): Promise<unknown> => h.api("externalcontact/add_corp_tag", { group_name: `组${Math.random()}`, tag: [{ name: "x" }] });
  const pending = (): number => [...h.sb.parts.sim.world.effects.values()].length;
  h.sb.parts.sim.world.keep("callbackUrl", "http://127.0.0.1:9/");
  await add();
  expect(pending()).toBe(0);
  await h.control("POST", "settings", { apiEcho: true });
  await add();
  expect(pending()).toBe(2);
});

test("media live three days; pictures for good; only pictures are pictures", async () => {
  const h = await createHarness();
  const media = await h.upload("media/upload", { data: PNG }, { type: "image" });
  expect(media).toMatchObject({ errcode: 0, type: "image" });
  const content = { text: { content: "x" }, external_userid: ["wmnobody"] };
  const send = async (attachment: object): Promise<number> =>
    (await h.api("externalcontact/add_msg_template", { ...content, attachments: [{ msgtype: "image", image: attachment }] })).errcode;
  // 41048: the content passed, there is only nobody to send it to.
  expect(await send({ media_id: media.media_id })).toBe(41048);
  expect(await send({ media_id: "3nonsense" })).toBe(40007);
  const bytes = await fetch(`${h.sb.url}/cgi-bin/media/get?access_token=${await h.token()}&media_id=${String(media.media_id)}`);
  expect(Buffer.from(await bytes.arrayBuffer()).equals(PNG)).toBe(true);
  await h.sb.advance("73h");
  expect(await send({ media_id: media.media_id })).toBe(40007);
  const image = await h.upload("media/uploadimg", { data: PNG });
  expect((await fetch(String(image.url))).headers.get("content-type")).toBe("image/png");
  expect(await h.upload("media/upload", { data: Buffer.from("not a picture") }, { type: "image" })).toMatchObject({ errcode: 40004 });
  expect(await h.upload("media/upload", { data: Buffer.from("tiny") }, { type: "file" })).toMatchObject({ errcode: 40006 });
});

test("mass and welcome messages keep to their sizes", async () => {
  const h = await createHarness({ profile: { staff: 1, customers: 1 } });
  const send = async (input: object): Promise<number> =>
    (await h.api("externalcontact/add_msg_template", { sender: "staff001", ...input })).errcode;
  const link = { msgtype: "link", link: { title: "领券", url: "https://example.com/c" } };
  expect(await send({ text: { content: "长".repeat(1334) } })).toBe(40058);
  expect(await send({ text: { content: "长".repeat(1333) } })).toBe(0);
  expect(await send({ attachments: Array.from({ length: 10 }, () => link) })).toBe(41064);
  expect(await send({ attachments: [{ msgtype: "location", location: {} }] })).toBe(41065);
  expect(await send({ attachments: [{ msgtype: "link", link: { title: "长".repeat(43), url: "https://x" } }] })).toBe(40058);
  expect(await send({})).toBe(40058);
  expect(await send({ attachments: [link] })).toBe(0);
});

test("application messages land on staff phones, once when the duplicate check is on, and can be recalled", async () => {
  const h = await createHarness();
  const card = { title: "3 个群快满了", description: "去建新群", url: "https://example.com/t/1", btntxt: "去看" };
  const body = { touser: "staff001|nobody", msgtype: "textcard", agentid: h.sb.corp.agentId, textcard: card, enable_duplicate_check: 1 };
  const sent = await h.api("message/send", body);
  expect(sent).toMatchObject({ errcode: 0, invaliduser: "nobody" });
  await h.api("message/send", body);
  const messages = (): unknown[] => h.sb.phone("staff001").chats.find((chat) => chat.kind === "app")?.messages ?? [];
  expect(messages()).toMatchObject([{ from: "app", attachments: [{ msgtype: "textcard", textcard: card }] }]);
  await h.sb.advance("31m");
  await h.api("message/send", body);
  expect(messages()).toHaveLength(2);
  expect((await h.api("message/recall", { msgid: sent.msgid })).errcode).toBe(0);
  expect(messages()).toHaveLength(1);
  expect((await h.api("message/send", { ...body, touser: "" })).errcode).toBe(82001);
  expect((await h.api("message/send", { ...body, agentid: 7 })).errcode).toBe(301002);
});

test("a unionid leads to the customer once she is one; others get a pending id", async () => {
  const h = await createHarness();
  const mei = await h.sb.act({ who: "new", do: "nothing" });
  const person = h.sb.parts.sim.world.persons.get(mei.who);
  const convert = { unionid: person?.unionid, openid: person?.openid };
  expect(await h.api("idconvert/unionid_to_external_userid", convert)).toMatchObject({ pending_id: expect.stringMatching(/^p/) });
  expect((await h.api("externalcontact/unionid_to_external_userid", convert)).errcode).toBe(84061);
  await h.sb.act({ who: mei.who, do: "add", userid: "staff001" });
  const found = { external_userid: person?.externalUserId };
  expect(await h.api("idconvert/unionid_to_external_userid", convert)).toMatchObject(found);
  expect(await h.api("externalcontact/unionid_to_external_userid", convert)).toMatchObject(found);
});
