import { afterEach, expect, it } from "vitest";
import { bodyOf, fakeTime, ok, refused, startFake } from "../../test/fake-wecom.ts";
import type { FakeReply, FakeWecom } from "../../test/fake-wecom.ts";
import { createWecomClient } from "../client.ts";
import type { WecomClient } from "../client.ts";
import { collect } from "../paging.ts";

const SYNC = "/cgi-bin/kf/sync_msg";
const SEND = "/cgi-bin/kf/send_msg";
let fake: FakeWecom | undefined;
let client: WecomClient | undefined;
afterEach(async () => {
  await client?.close();
  await fake?.close();
});

async function open(replies: Record<string, FakeReply[]>): Promise<{ fake: FakeWecom; client: WecomClient }> {
  fake = await startFake((request) => replies[request.path]?.[request.nth]);
  client = createWecomClient({ baseUrl: fake.url, corpId: "ww1", secret: "s", ...fakeTime() });
  return { fake, client };
}

const page = (ids: string[], next_cursor: string, has_more: 0 | 1): FakeReply =>
  ok({
    next_cursor,
    has_more,
    msg_list: ids.map((msgid) => ({ msgid, origin: 3, send_time: 1, msgtype: "text", text: { content: "在吗" } })),
  });

const walk = (from: WecomClient, cursor?: string): Promise<string[]> =>
  collect(from.kf.syncPages({ open_kfid: "wk1", token: "t", cursor }), (p) => p.msg_list.map(({ msgid }) => msgid));

it("ends where there is no more, although the last page has a cursor, and goes on after a page without messages", async () => {
  const on = await open({ [SYNC]: [page(["a"], "c1", 1), page([], "c2", 1), page(["b"], "c3", 0), page(["never"], "c4", 0)] });
  expect(await walk(on.client, "c0")).toEqual(["a", "b"]);
  const asked = on.fake.calls.filter(({ path }) => path === SYNC).map(bodyOf);
  expect(asked).toEqual(["c0", "c1", "c2"].map((cursor) => ({ open_kfid: "wk1", token: "t", cursor })));
});

it("throws rather than going round when the cursor stands still or is missing", async () => {
  const still = await open({ [SYNC]: [page(["a"], "c1", 1), page(["b"], "c1", 1)] });
  await expect(walk(still.client)).rejects.toMatchObject({ name: "WecomPagingError", cursor: "c1", pages: 2 });
  await client?.close();
  await fake?.close();
  const none = await open({ [SYNC]: [page(["a"], "", 1)] });
  await expect(walk(none.client)).rejects.toMatchObject({ name: "WecomPagingError", pages: 1 });
});

it("asks again for a page that was lost, but never sends twice", async () => {
  const on = await open({ [SYNC]: ["half_body", page(["a"], "c1", 0)], [SEND]: ["half_body", ok({ msgid: "m1" })] });
  expect(await walk(on.client)).toEqual(["a"]);
  const message = { touser: "wm1", open_kfid: "wk1", msgid: "m1", msgtype: "text" as const, text: { content: "24 小时内发货" } };
  await expect(on.client.kf.send(message)).rejects.toMatchObject({ name: "WecomUnknownOutcome" });
  expect(on.fake.countOf(SEND)).toBe(1);
  // Whoever knows better may repeat it under the same id.
  expect(await on.client.kf.send(message)).toMatchObject({ msgid: "m1" });
  expect(on.fake.calls.filter(({ path }) => path === SEND).map(bodyOf)).toEqual([message, message]);
});

it("says that the customer's five messages are used up", async () => {
  const on = await open({ [SEND]: [refused(95001)] });
  const sent = on.client.kf.send({ touser: "wm1", open_kfid: "wk1", msgtype: "text", text: { content: "好" } });
  await expect(sent).rejects.toMatchObject({ errcode: 95001, errorClass: "permanent" });
  expect(on.fake.countOf(SEND)).toBe(1);
});

it("asks for accounts until a page is not full", async () => {
  const LIST = "/cgi-bin/kf/account/list";
  const some = (from: number, n: number) =>
    ok({ account_list: Array.from({ length: n }, (_, i) => ({ open_kfid: `wk${from + i}`, name: "n" })) });
  const on = await open({ [LIST]: [some(0, 100), some(100, 2)] });
  const all = await on.client.kf.accounts();
  expect([all.length, all.at(-1)?.open_kfid]).toEqual([102, "wk101"]);
  expect(on.fake.calls.filter(({ path }) => path === LIST).map(bodyOf)).toEqual([0, 100].map((offset) => ({ offset, limit: 100 })));
});

it("says who has a chat and hands it on, once", async () => {
  const [STATE, PASS] = ["/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"];
  const on = await open({ [STATE]: [ok({ service_state: 3, servicer_userid: "mei" })], [PASS]: ["half_body"] });
  const chat = { open_kfid: "wk1", external_userid: "wm1" };
  expect(await on.client.kf.state(chat)).toMatchObject({ service_state: 3, servicer_userid: "mei" });
  await expect(on.client.kf.pass({ ...chat, service_state: 2 })).rejects.toMatchObject({ name: "WecomUnknownOutcome" });
  expect(on.fake.countOf(PASS)).toBe(1);
});
