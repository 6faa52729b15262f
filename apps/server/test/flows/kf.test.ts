import { api, type KfAccount } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectAtRest, expectRefusal } from "../expect.ts";
import { createWorld, type World } from "../world.ts";

/** Standing answers through WeChat customer service (微信客服), end to end in virtual time. */
let world: World;
let account: string;
let link: string;
let opening: string;
let before: KfAccount | undefined;
let wecom: Awaited<ReturnType<World["app"]["core"]["wecom"]["of"]>>;

beforeAll(async () => {
  world = await createWorld({ profile: { staff: 3, groups: 1, customers: 6 }, settings: { apiLatencyMs: [0, 0] } });
  await world.advance("10m");
  const save = (title: string, keywords: string[], answer: string, kf?: string) =>
    world.api(api.answers.save, { title, keywords, answer, state: "live", ...(kf === undefined ? {} : { channels: { kf } }) });
  opening = (await save("几点开门", ["几点开门", "营业时间"], "每天 7:30 到 22:00。", "我们每天 7:30 开门，22:00 打烊。")).id;
  await save("退款", ["退款"], "小程序里点「申请退款」，当天到账。");
});
afterAll(() => world.close());

const call = <T>(path: string, body: object) =>
  wecom.call<T & { errcode: number; errmsg: string }>(`/cgi-bin/kf/${path}`, { body, idempotent: true });

/** An account that answers by itself; each story has its own. */
beforeEach(async () => {
  wecom = await world.app.core.wecom.of(world.corpId);
  const made = await fetch(`${world.sandbox.url}/_sandbox/kf`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "门店客服", apps: [world.sandbox.corp.agentId] }),
  });
  account = ((await made.json()) as { openKfId: string }).openKfId;
  await call("servicer/add", { open_kfid: account, userid_list: ["staff001", "staff002"] });
  link = (await call<{ url: string }>("add_contact_way", { open_kfid: account, scene: "menu" })).url;
  // WeCom tells that the account was granted; it is listed, and does nothing by itself yet.
  await world.advance("1m");
  before = (await world.api(api.kf.list, {})).items.find(({ id }) => id === account);
  await world.api(api.kf.save, { id: account, answers: true });
});

async function enter(who = "new"): Promise<{ who: string; id: string }> {
  const entered = await world.act({ who, do: "kf-enter", url: link });
  return { who: entered.who, id: String(entered.externalUserId) };
}
const say = (who: string, text: string) => world.act({ who, do: "kf-say", openKfId: account, text });
const chat = (who: string) =>
  (world.phone(who).chats.find((one) => one.kind === "kf" && one.with === account)?.messages ?? []).map((one) =>
    one.from === who ? `她：${one.text ?? ""}` : `我们：${one.text ?? ""}`,
  );
const ours = (who: string) => chat(who).filter((line) => line.startsWith("我们"));
const tickets = async (id: string) => {
  const { rows } = await sql<{
    text: string;
    kind: string;
    source: string;
    owner: string | null;
  }>`select text, kind, source, owner from ticket
    where corp_id = ${world.corpId} and external_user_id = ${id} order by opened_at, id`.execute(world.db);
  return rows;
};
const actions = async (id: string) => {
  const { rows } = await sql<{
    status: string;
    last_error: string | null;
    attempts: number;
  }>`select status, last_error, attempts from planned_action
    where corp_id = ${world.corpId} and kind = 'kf.answer' and payload ->> 'externalUserId' = ${id} order by created_at, id`.execute(
    world.db,
  );
  return rows;
};
const stateOf = async (id: string) => (await wecom.kf.state({ open_kfid: account, external_userid: id })).service_state;
const used = async () => (await world.api(api.answers.get, { id: opening })).used30d;

test("what fits is answered within seconds in the channel's wording, once, counted, and nobody is troubled", async () => {
  const usedBefore = await used();
  const { who, id } = await enter();
  await say(who, "請問你們幾點開門呀？");
  await world.advance("10s");
  expect(chat(who)).toEqual(["她：請問你們幾點開門呀？", "我们：我们每天 7:30 开门，22:00 打烊。"]);
  expect(await used()).toBe(usedBefore + 1);
  expect(await tickets(id)).toEqual([]);
  const { rows } = await sql`select channel, n from answer_use where corp_id = ${world.corpId} and entry_id = ${opening}`.execute(world.db);
  expect(rows).toMatchObject([{ channel: "kf", n: usedBefore + 1 }]);
  // The same callback again, and the whole page again: nothing more comes of it.
  await sql`update inbox set state = 'received' where corp_id = ${world.corpId} and event = 'kf_msg_or_event'`.execute(world.db);
  await sql`update kf_account set cursor = '' where corp_id = ${world.corpId} and open_kfid = ${account}`.execute(world.db);
  await world.advance("3m");
  expect(ours(who)).toHaveLength(1);
  expect(await used()).toBe(usedBefore + 1);
  await expectAtRest(world);
});

test("what nothing fits waits for a person, once per conversation; thanks are nobody's work", async () => {
  const { who, id } = await enter();
  await say(who, "你好");
  await say(who, "可以定做一个两层的生日蛋糕吗");
  await world.advance("10s");
  await say(who, "要草莓的，周六取");
  await say(who, "谢谢");
  await world.advance("1m");
  expect(ours(who)).toEqual([]);
  expect(await tickets(id)).toMatchObject([{ text: "可以定做一个两层的生日蛋糕吗", kind: "question", source: "kf" }]);
  const { items } = await world.api(api.tickets.list, { limit: 50 });
  const mine = items.find((one) => one.text.includes("生日蛋糕"));
  expect(mine).toMatchObject({ source: "kf" });
  // She waits where the servicers can take her; nothing else may be said to her meanwhile, and nobody is troubled twice.
  expect(await stateOf(id)).toBe(2);
  await say(who, "几点开门");
  await world.advance("1m");
  expect(await actions(id)).toEqual([]);
  expect(await tickets(id)).toHaveLength(1);
  expect(await world.act({ who: "staff001", do: "kf-take", openKfId: account, externalUserId: id })).not.toHaveProperty("error");
  await world.act({ who: "staff001", do: "kf-say", openKfId: account, externalUserId: id, text: "可以，提前两天订" });
  await world.act({ who: "staff001", do: "kf-end", openKfId: account, externalUserId: id });
  await world.advance("1m");
  // Once it is answered, what she asks next is a case of its own.
  await world.api(api.tickets.assign, { ids: [mine?.id ?? ""], owner: "staff001" });
  await world.settle();
  await world.api(api.tickets.answer, { id: mine?.id ?? "", answer: "可以，提前两天订" });
  await world.settle();
  await say(who, "蜡烛也有数字的吧？");
  await world.advance("1m");
  expect(await tickets(id)).toHaveLength(2);
});

test("two messages at once: each has its answer, the same question in one breath only one", async () => {
  const { who } = await enter();
  await say(who, "几点开门");
  await say(who, "退款怎么弄");
  await say(who, "营业时间是？");
  await world.advance("10s");
  expect(ours(who).toSorted()).toEqual(["我们：小程序里点「申请退款」，当天到账。", "我们：我们每天 7:30 开门，22:00 打烊。"]);
});

test("one that fits and one that does not: she hears the answer first, and then waits for a person", async () => {
  const { who, id } = await enter();
  await say(who, "能帮我留一个靠窗的位子吗");
  await say(who, "几点开门");
  await world.advance("1m");
  expect(ours(who)).toHaveLength(1);
  expect(await tickets(id)).toMatchObject([{ text: "能帮我留一个靠窗的位子吗" }]);
  expect(await stateOf(id)).toBe(2);
  // Somebody answers by another way; what she asks after that is a case of its own, though she still waits.
  const mine = (await world.api(api.tickets.list, { limit: 50 })).items.find((one) => one.text.includes("靠窗"));
  await world.api(api.tickets.assign, { ids: [mine?.id ?? ""], owner: "staff001" });
  await world.settle();
  await world.api(api.tickets.answer, { id: mine?.id ?? "", answer: "留好了" });
  await world.settle();
  await say(who, "那能带小狗进来吗");
  await world.advance("1m");
  expect((await tickets(id)).map(({ text }) => text)).toEqual(["能帮我留一个靠窗的位子吗", "那能带小狗进来吗"]);
  await expectAtRest(world);
});

test("while a person serves the house is silent; after the end it answers again", async () => {
  const { who, id } = await enter();
  await say(who, "在吗");
  await call("service_state/trans", { open_kfid: account, external_userid: id, service_state: 2 });
  await world.act({ who: "staff001", do: "kf-take", openKfId: account, externalUserId: id });
  await world.advance("10s");
  await say(who, "几点开门");
  await say(who, "有没有地方可以充电？");
  await world.advance("1m");
  expect(ours(who)).toEqual([]);
  expect(await actions(id)).toEqual([]);
  expect(await tickets(id)).toEqual([]);
  await world.act({ who: "staff001", do: "kf-end", openKfId: account, externalUserId: id });
  await world.advance("10s");
  await say(who, "几点开门");
  await world.advance("10s");
  expect(ours(who)).toHaveLength(1);
});

test("a person who took over without a word to us: WeCom refuses, we ask who has her, and leave it to them", async () => {
  const { who, id } = await enter();
  await say(who, "几点开门");
  // By an application, so that no event tells of it.
  await call("service_state/trans", { open_kfid: account, external_userid: id, service_state: 3, servicer_userid: "staff002" });
  await world.advance("30s");
  expect(await actions(id)).toMatchObject([{ status: "failed", last_error: expect.stringContaining("95018") }]);
  expect(await tickets(id)).toEqual([]);
  await say(who, "退款怎么弄");
  await world.advance("30s");
  expect(await actions(id)).toHaveLength(1);
  // The same where she is to be handed on: who has her keeps her.
  const third = await enter();
  await say(third.who, "能不能改送到公司");
  await call("service_state/trans", { open_kfid: account, external_userid: third.id, service_state: 3, servicer_userid: "staff002" });
  await world.advance("30s");
  expect(await stateOf(third.id)).toBe(3);
  await say(third.who, "几点开门");
  await world.advance("30s");
  expect(await actions(third.id)).toEqual([]);
  // In the queue nobody has her yet: somebody must be told.
  const other = await enter();
  await say(other.who, "几点开门");
  await call("service_state/trans", { open_kfid: account, external_userid: other.id, service_state: 2 });
  await world.advance("30s");
  expect(await tickets(other.id)).toMatchObject([{ text: "几点开门", source: "kf" }]);
});

test("five messages are all that WeCom takes after hers: the sixth ends with its reason and becomes a case", async () => {
  const { who, id } = await enter();
  await say(who, "几点开门");
  for (let n = 0; n < 5; n += 1) {
    await wecom.kf.send({ touser: id, open_kfid: account, msgtype: "text", text: { content: `别的应用 ${n}` } });
  }
  await world.advance("30s");
  expect(await actions(id)).toMatchObject([{ status: "failed", last_error: expect.stringContaining("95001") }]);
  expect(await tickets(id)).toMatchObject([{ text: "几点开门" }]);
});

test("who takes no messages has none: WeCom says so afterwards, and it becomes a case", async () => {
  const { who, id } = await enter();
  await say(who, "几点开门");
  await world.act({ who, do: "kf-block", openKfId: account });
  await world.advance("1m");
  expect(ours(who)).toEqual([]);
  expect(await tickets(id)).toMatchObject([{ text: "几点开门" }]);
});

test("an answer that never came is not given twice; what she took back is not answered", async () => {
  const { who, id } = await enter();
  world.sandbox.faults.add({ kind: "half-body", phase: "after", path: "kf/send_msg", count: 1 });
  await say(who, "几点开门");
  await world.advance("2m");
  expect(ours(who)).toHaveLength(1);
  expect(await actions(id)).toMatchObject([{ status: "sent", attempts: 2 }]);
  const { msgid } = await say(who, "退款怎么弄");
  await world.act({ who, do: "kf-recall", openKfId: account, msgid: String(msgid) });
  await world.advance("1m");
  expect(ours(who)).toHaveLength(1);
  expect(await tickets(id)).toEqual([]);
});

test("a worker that is killed after WeCom took the answer and before that was written down: another asks again, and she hears it once", async () => {
  const { who, id } = await enter();
  await say(who, "几点开门");
  await world.advance("10s");
  const usedBefore = await used();
  // As it was before the outcome was written down: in the hands of somebody who is gone.
  await sql`with call as (update planned_action set status = 'claimed', result = null
      where corp_id = ${world.corpId} and kind = 'kf.answer' and payload ->> 'externalUserId' = ${id} returning *)
    insert into action_held (corp_id, lease_by, lane, ids) select corp_id, 'a worker that is gone', lane, array[id] from call`.execute(
    world.db,
  );
  await world.advance("2m");
  expect(await actions(id)).toMatchObject([{ status: "sent", attempts: 2 }]);
  const { rows } = await sql`select result from planned_action
    where corp_id = ${world.corpId} and kind = 'kf.answer' and payload ->> 'externalUserId' = ${id}`.execute(world.db);
  expect(rows).toMatchObject([{ result: { recognised: true } }]);
  expect(ours(who)).toHaveLength(1);
  expect(await used()).toBe(usedBefore);
});

test("a lost callback costs an hour, and a house that was away for two days answers nobody late but tells a person", async () => {
  const { who } = await enter();
  world.sandbox.faults.add({ kind: "callback-lost", probability: 1 });
  await say(who, "几点开门");
  await world.advance("65m");
  world.sandbox.faults.clear();
  expect(ours(who)).toHaveLength(1);
  const late = await enter();
  await world.restart(async () => {
    await say(late.who, "几点开门");
    await world.advance("49h");
  });
  await world.advance("2h");
  expect(ours(late.who)).toEqual([]);
  expect(await tickets(late.id)).toMatchObject([{ text: "几点开门" }]);
});

test("an account that does not answer by itself is left to people, and what was said before stays as it is", async () => {
  await world.api(api.kf.save, { id: account, answers: false });
  const { who, id } = await enter();
  await say(who, "几点开门");
  await world.advance("1m");
  await world.api(api.kf.save, { id: account, answers: true });
  await world.advance("2h");
  expect(ours(who)).toEqual([]);
  expect(await tickets(id)).toEqual([]);
  const words = await sql`select 1 from kf_words where corp_id = ${world.corpId} and open_kfid = ${account}`.execute(world.db);
  expect(words.rows).toEqual([]);
});

test("after 48 hours WeCom takes no answer, and one that it refuses becomes a case", async () => {
  const { who, id } = await enter();
  world.sandbox.faults.add({ kind: "error", errcode: 95_002, path: "kf/send_msg", count: 1 });
  await say(who, "几点开门");
  await world.advance("30s");
  expect(await actions(id)).toMatchObject([{ status: "failed", last_error: expect.stringContaining("95002") }]);
  expect(await tickets(id)).toMatchObject([{ text: "几点开门", owner: null }]);
});

/** Somebody who is a friend of a member of staff already, and writes here as well. */
async function friend(): Promise<{ who: string; id: string }> {
  const { config_id } = await wecom.contactWay.add({ type: 1, scene: 2, skip_verify: true, state: "poster", user: ["staff002"] });
  const { contact_way } = await wecom.contactWay.get({ config_id });
  const { who } = await world.act({ who: "new", do: "scan", url: contact_way.qr_code ?? "" });
  await world.advance("1m");
  return enter(who);
}

test("whoever is known is known here too: her case is her friend's, and her page has it", async () => {
  const { who, id } = await friend();
  await say(who, "能不能把上次的订单改成送到公司？");
  await world.advance("1m");
  expect(await tickets(id)).toMatchObject([{ source: "kf", owner: "staff002" }]);
  const { rows: known } = await sql<{
    id: string;
  }>`select id from customer where corp_id = ${world.corpId} and external_user_id = ${id}`.execute(world.db);
  const { items } = await world.api(api.customers.timeline, { id: known[0]?.id ?? "", kind: "tickets" });
  expect(items.map(({ type, params }) => [type, params["said"]])).toEqual([
    ["kf.served", "waiting"],
    ["ticket.noted", undefined],
    ["kf.said", "her"],
  ]);
});

test("whoever was forgotten is not heard again: no words, no facts, no answer, no case", async () => {
  const { who, id } = await friend();
  await say(who, "几点开门");
  await world.advance("1m");
  expect(ours(who)).toHaveLength(1);
  const { rows: known } = await sql<{
    id: string;
  }>`select id from customer where corp_id = ${world.corpId} and external_user_id = ${id}`.execute(world.db);
  await world.api(api.privacy.erase, { customerId: known[0]?.id ?? "", why: "asked" });
  await world.advance("10m");
  await say(who, "退款怎么弄");
  await say(who, "你们还在吗，有没有人管管？");
  await world.advance("2h");
  expect(ours(who)).toHaveLength(1);
  const { rows } = await sql<{
    n: number;
  }>`select (select count(*) from event where corp_id = ${world.corpId} and data::text like ${`%${id}%`})::int
      + (select count(*) from kf_words where corp_id = ${world.corpId} and external_user_id = ${id})::int
      + (select count(*) from kf_talk where corp_id = ${world.corpId} and external_user_id = ${id})::int
      + (select count(*) from planned_action where corp_id = ${world.corpId} and payload::text like ${`%${id}%`})::int
      + (select count(*) from ticket where corp_id = ${world.corpId} and external_user_id = ${id})::int as n`.execute(world.db);
  expect(rows).toEqual([{ n: 0 }]);
});

test("an account does nothing by itself until somebody wants it, and then says since when", async () => {
  expect(before).toMatchObject({ name: "门店客服", ours: true, answers: false, since: null, trouble: null });
  const { items } = await world.api(api.kf.list, {});
  expect(items.find(({ id }) => id === account)).toMatchObject({ answers: true, since: world.now().toISOString() });
});

test("an account that is taken from the app is an alarm, and once it is given back what was said meanwhile is answered", async () => {
  const { who } = await enter();
  const grant = (apps: number[]) =>
    fetch(`${world.sandbox.url}/_sandbox/kf`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ openKfId: account, apps }),
    });
  const alarms = async () => (await world.api(api.system.health, {})).alarms.filter(({ key }) => key === "kf-deaf");
  const mine = async () => (await world.api(api.kf.list, {})).items.find(({ id }) => id === account);
  expect(await alarms()).toEqual([]);
  await grant([]);
  await world.advance("20m");
  await say(who, "几点开门");
  await world.advance("20m");
  expect(await mine()).toMatchObject({ ours: false, trouble: null });
  expect(await alarms()).toMatchObject([{ level: "broken", details: { count: 1, name: "门店客服" }, to: "/answers" }]);
  expect(ours(who)).toEqual([]);
  await grant([world.sandbox.corp.agentId]);
  await world.advance("1h");
  expect(await mine()).toMatchObject({ ours: true, answers: true, trouble: null });
  expect(await alarms()).toEqual([]);
  expect(ours(who)).toHaveLength(1);
});

test("another corp's account is nobody's here", async () => {
  await sql`insert into kf_account (corp_id, open_kfid, name, found_at) values ('ww_other', 'wk_other', '别家客服', ${world.now()})`.execute(
    world.db,
  );
  await expectRefusal(world.api(api.kf.save, { id: "wk_other", answers: true }), "notFound");
  expect((await world.api(api.kf.list, {})).items.some(({ id }) => id === "wk_other")).toBe(false);
});
