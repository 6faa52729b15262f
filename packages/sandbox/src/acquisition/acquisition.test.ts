import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const PATH = "externalcontact/customer_acquisition";

interface Link {
  link_id: string;
  url: string;
}

async function link(h: Harness, input: object = {}): Promise<Link> {
  const answer = await h.api(`${PATH}/create_link`, { link_name: "门店海报", range: { user_list: ["staff001"] }, ...input });
  return JSON.parse(JSON.stringify(answer.link));
}

async function scan(h: Harness, url: string, who = "new"): Promise<Record<string, unknown>> {
  return { ...(await h.sb.act({ who, do: "scan", url })) };
}

const quota = (h: Harness): Promise<Answer> => h.api("externalcontact/customer_acquisition_quota");

test("a link brings a customer to a member, with its channel as state, for one use", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const { link_id, url } = await link(h);
  const mei = await scan(h, `${url}?customer_channel=poster`);
  expect(mei).toMatchObject({ added: "staff001" });
  expect(await scan(h, url, String(mei.who))).toMatchObject({ already: "staff001" });
  await h.sb.advance("30s");
  const told = (name: string): string[] => shuke.heard.flatMap((event) => (event.changeType === name ? [event.xml] : []));
  expect(told("friend_request")[0]).toContain("<State><![CDATA[poster]]></State>");
  expect(told("add_external_contact")[0]).toContain("<State><![CDATA[poster]]></State>");
  const detail = await h.api("externalcontact/get", undefined, { external_userid: String(mei.externalUserId) });
  expect(detail.follow_user).toMatchObject([{ add_way: 16, state: "poster" }]);
  const customers = (): Promise<Answer> => h.api(`${PATH}/customer`, { link_id });
  const row = { external_userid: mei.externalUserId, userid: "staff001", state: "poster" };
  expect((await customers()).customer_list).toEqual([{ ...row, chat_status: 0 }]);
  expect(await quota(h)).toMatchObject({ total: 1000, balance: 999, quota_list: [{ balance: 999 }] });
  for (const text of ["你好", "有券吗", "谢谢"]) await h.sb.act({ who: String(mei.who), do: "say", to: "staff001", text });
  await h.sb.advance("30s");
  expect((await customers()).customer_list).toEqual([{ ...row, chat_status: 1 }]);
  expect(told("customer_start_chat")).toHaveLength(1);
  const key = /<ChatKey><!\[CDATA\[(\w+)\]\]>/.exec(told("customer_several_messages")[0] ?? "")?.[1];
  const info = (chat_key: unknown): Promise<Answer> => h.api(`${PATH}/get_chat_info`, { chat_key });
  expect(await info(key)).toMatchObject({
    userid: "staff001",
    external_userid: mei.externalUserId,
    chat_info: { recv_msg_cnt: 3, link_id, state: "poster" },
  });
  await h.sb.advance("29m");
  expect((await info(key)).errcode).toBe(0);
  await h.sb.advance("1m");
  expect((await info(key)).errcode).toBe(40058);
  expect((await info("none")).errcode).toBe(40058);
});

test("without skip_verify the use is taken when the member accepts", async () => {
  const h = await createHarness();
  const { link_id, url } = await link(h, { skip_verify: false });
  const mei = await scan(h, url);
  expect(mei).toMatchObject({ requested: "staff001" });
  expect(await quota(h)).toMatchObject({ balance: 1000 });
  expect((await h.api(`${PATH}/customer`, { link_id })).customer_list).toEqual([]);
  await h.sb.act({ who: "staff001", do: "accept", from: mei.who });
  expect(await quota(h)).toMatchObject({ balance: 999 });
  expect(listIn(await h.api(`${PATH}/customer`, { link_id }), "customer_list")).toHaveLength(1);
});

test("a channel is cut at 64 bytes", async () => {
  const h = await createHarness();
  const { link_id, url } = await link(h);
  await scan(h, `${url}?customer_channel=${"a".repeat(64)}`);
  await scan(h, `${url}?customer_channel=${encodeURIComponent(`${"a".repeat(63)}渠`)}`);
  const states = listIn<{ state: string }>(await h.api(`${PATH}/customer`, { link_id }), "customer_list").map(({ state }) => state);
  expect(states).toEqual(["a".repeat(64), "a".repeat(63)]);
  const first = await h.api(`${PATH}/customer`, { link_id, limit: 1 });
  const second = await h.api(`${PATH}/customer`, { link_id, limit: 1, cursor: first.next_cursor });
  expect([first, second].map((page) => listIn<{ state: string }>(page, "customer_list")[0]?.state)).toEqual(states);
});

test("the balance: low below twenty, exhausted at none, back when bought, warned of before it expires", async () => {
  const h = await createHarness({ settings: { acquisitionUses: 21 } });
  const shuke = await listenTo(h.sb);
  const { url } = await link(h);
  const told = (): string[] =>
    shuke.heard.map((event) => event.changeType).filter((type) => type.startsWith("balance") || type.startsWith("quota"));
  await scan(h, url);
  await h.sb.advance("30s");
  expect(told()).toEqual([]);
  await scan(h, url);
  await h.sb.advance("30s");
  expect(told()).toEqual(["balance_low"]);
  for (let n = 0; n < 19; n++) await scan(h, url);
  expect(await scan(h, url)).toMatchObject({ error: expect.stringContaining("uses") });
  await h.sb.advance("30s");
  expect(told()).toEqual(["balance_low", "balance_exhausted"]);
  await h.control("POST", "acquisition", { uses: 50, days: 10 });
  await h.sb.advance("30s");
  expect(told().at(-1)).toBe("balance_increased");
  expect(await quota(h)).toMatchObject({ total: 71, balance: 50 });
  await h.sb.advance("10d");
  // Of the warnings 14, 7, 3, 2 and 1 days before the end, four lie ahead.
  expect(told().filter((type) => type === "quota_expire_soon")).toHaveLength(4);
  expect(shuke.heard.find((event) => event.changeType === "quota_expire_soon")?.field("ExpireQuotaNum")).toBe("50");
  expect(await quota(h)).toMatchObject({ balance: 0, quota_list: [] });
});

test("links are read, changed, listed by their own app, and deleted", async () => {
  const h = await createHarness({ profile: { staff: 3, stores: 1 } });
  const { link_id } = await link(h);
  const priority_option = { priority_type: 2, priority_userid_list: ["staff002"] };
  const range = { user_list: ["staff002", "staff003"], department_list: [2] };
  expect((await h.api(`${PATH}/update_link`, { link_id, link_name: "新名字", range, skip_verify: false, priority_option })).errcode).toBe(
    0,
  );
  expect(await h.api(`${PATH}/get`, { link_id })).toMatchObject({
    link: { link_id, link_name: "新名字", skip_verify: false },
    range,
    priority_option,
  });
  const other = await link(h, { link_name: "另一条" });
  const first = await h.api(`${PATH}/list_link`, { limit: 1 });
  expect(first.link_id_list).toEqual([link_id]);
  expect((await h.api(`${PATH}/list_link`, { limit: 1, cursor: first.next_cursor })).link_id_list).toEqual([other.link_id]);
  expect((await h.api(`${PATH}/list_link`, { cursor: "rubbish" })).errcode).toBe(50100);
  expect((await h.api(`${PATH}/customer`, { link_id, cursor: "rubbish" })).errcode).toBe(50100);
  const stranger = h.as(await h.app({}));
  expect((await stranger.api(`${PATH}/list_link`, {})).link_id_list).toEqual([]);
  const span = { start_time: 1_772_000_000, end_time: 1_772_000_000 };
  for (const path of ["get", "update_link", "delete_link", "customer", "statistic"]) {
    expect((await stranger.api(`${PATH}/${path}`, { link_id, ...span })).errcode, path).toBe(40058);
  }
  expect((await h.api(`${PATH}/delete_link`, { link_id })).errcode).toBe(0);
  expect((await h.api(`${PATH}/get`, { link_id })).errcode).toBe(40058);
});

test("the system secret of 客户联系 opens no links", async () => {
  const h = await createHarness({ settings: { systemSecrets: true } });
  const secret = [...h.sb.parts.sim.world.apps.values()].find((app) => app.kind === "customers")?.secret ?? "";
  expect((await h.as(secret).api("externalcontact/get_follow_user_list")).errcode).toBe(0);
  expect((await h.as(secret).api(`${PATH}/list_link`, {})).errcode).toBe(48002);
});

test("who can stand behind a link", async () => {
  const h = await createHarness({ profile: { staff: 4 }, settings: { limits: { "acquisition.range": 2, "acquisition.links": 2 } } });
  h.sb.setup({ users: [{ userid: "quiet", name: "静", contact: false }] });
  await h.sb.act({ who: "staff004", do: "resign" });
  const { link_id } = await link(h);
  const both = async (range: object, more: object = {}): Promise<number[]> => [
    (await h.api(`${PATH}/create_link`, { link_name: "x", range, ...more })).errcode,
    (await h.api(`${PATH}/update_link`, { link_id, range, ...more })).errcode,
  ];
  expect(await both({})).toEqual([40058, 40058]);
  expect(await both({ user_list: ["nobody"] })).toEqual([60111, 60111]);
  expect(await both({ user_list: ["staff004"] })).toEqual([41054, 41054]);
  expect(await both({ user_list: ["quiet"] })).toEqual([84074, 84074]);
  expect(await both({ department_list: [99] })).toEqual([60003, 60003]);
  expect(await both({ user_list: ["staff001"] }, { priority_option: { priority_type: 2 } })).toEqual([40058, 40058]);
  expect(await both({ user_list: ["staff001", "staff002", "staff003"] })).toEqual([40058, 40058]);
  expect(await both({ user_list: ["staff001", "staff002"] })).toEqual([0, 0]);
  expect((await h.api(`${PATH}/create_link`, { link_name: "x", range: { user_list: ["staff001"] } })).errcode).toBe(41095);
});

test("priority: the member whom the customer knows, or those who are named", async () => {
  const h = await createHarness();
  const mei = await h.sb.act({ who: "new", do: "add", userid: "staff003" });
  await h.sb.act({ who: mei.who, do: "unfriend", userid: "staff003" });
  const known = await link(h, { range: { user_list: ["staff001", "staff002"] }, priority_option: { priority_type: 1 } });
  expect(await scan(h, known.url, mei.who)).toMatchObject({ added: "staff003" });
  const named = await link(h, {
    link_name: "点名",
    range: { user_list: ["staff001", "staff002"] },
    priority_option: { priority_type: 2, priority_userid_list: ["staff002"] },
  });
  for (let n = 0; n < 5; n++) expect(await scan(h, named.url)).toMatchObject({ added: "staff002" });
});

test("a link without anybody says so once; one that the console deletes says so too", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const { link_id, url } = await link(h);
  await h.sb.act({ who: "staff001", do: "resign" });
  for (let n = 0; n < 2; n++) expect(await scan(h, url)).toMatchObject({ error: expect.stringContaining("nobody") });
  await h.sb.advance("30s");
  await h.control("POST", "acquisition", { deleteLink: link_id });
  await h.sb.advance("30s");
  const told = shuke.heard.map((event) => event.changeType).filter((type) => type.includes("link"));
  expect(told).toEqual(["link_unavailable", "delete_link"]);
  expect(await scan(h, url)).toMatchObject({ error: expect.stringContaining("no longer") });
});

test("statistics count people who clicked and people who came, 30 days at once and 180 days back", async () => {
  const h = await createHarness();
  const { link_id, url } = await link(h);
  const mei = await scan(h, url);
  await scan(h, url, String(mei.who));
  await scan(h, url);
  await h.sb.advance("180d");
  const now = Date.parse(h.sb.clock().now) / 1000;
  const ask = (from: number, days: number): Promise<Answer> =>
    h.api(`${PATH}/statistic`, { link_id, start_time: now - from * 86_400, end_time: now - (from - days) * 86_400 });
  expect(await ask(180, 30)).toMatchObject({ click_link_customer_cnt: 2, new_customer_cnt: 2 });
  expect(await ask(30, 30)).toMatchObject({ click_link_customer_cnt: 0, new_customer_cnt: 0 });
  expect((await ask(180, 31)).errcode).toBe(40058);
  expect((await ask(181, 10)).errcode).toBe(40058);
  expect((await ask(10, -1)).errcode).toBe(40058);
});
