import { expect, test } from "vitest";
import { createHarness, listenTo, PNG } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const send = (h: Harness, body: object): Promise<Answer> =>
  h.api("message/send", { touser: "staff001", agentid: h.sb.corp.agentId, ...body });

const inbox = (h: Harness, who = "staff001"): { text?: string; attachments?: unknown[] }[] =>
  h.sb.phone(who).chats.find((chat) => chat.kind === "app")?.messages ?? [];

async function media(h: Harness, type: string, data: Buffer = PNG): Promise<string> {
  return String((await h.upload("media/upload", { data }, { type })).media_id);
}

const amr = Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(13 * 50)]);

const BUTTONS = {
  card_type: "button_interaction",
  main_title: { title: "群满了" },
  task_id: "t1",
  button_list: [{ text: "去建", key: "build" }],
};

test("every kind of message lands on the phone as it was sent", async () => {
  const h = await createHarness();
  const [image, file, video, voice] = [
    await media(h, "image"),
    await media(h, "file"),
    await media(h, "video"),
    await media(h, "voice", amr),
  ];
  const article = { title: "上新", description: "三款", url: "https://example.com/a" };
  const mp = { title: "上新", thumb_media_id: image, author: "小林", content: "<p>三款</p>", digest: "三款新品" };
  const notice = { appid: "wx1", page: "p", title: "会员到期提醒", content_item: [{ key: "会员", value: "小梅" }] };
  const kinds: [string, object][] = [
    ["text", { content: "早" }],
    ["markdown", { content: "**早**" }],
    ["image", { media_id: image }],
    ["file", { media_id: file }],
    ["video", { media_id: video, title: "上新" }],
    ["voice", { media_id: voice }],
    ["textcard", { title: "上新", description: "三款", url: "https://example.com/a", btntxt: "去看" }],
    ["news", { articles: [article] }],
    ["mpnews", { articles: [mp] }],
    ["miniprogram_notice", notice],
  ];
  for (const [msgtype, body] of kinds) expect(await send(h, { msgtype, [msgtype]: body }), msgtype).toMatchObject({ errcode: 0 });
  const shown = inbox(h);
  expect(shown).toHaveLength(kinds.length);
  expect(shown.slice(0, 2)).toMatchObject([{ text: "早" }, { text: "**早**" }]);
  const parts = kinds.slice(2).map(([msgtype, body]) => [{ msgtype, [msgtype]: body }]);
  expect(shown.slice(2).map(({ attachments }) => attachments)).toEqual(parts);
});

test("a mini program notice has its own codes, a message without its part and a strange media_id theirs", async () => {
  const h = await createHarness();
  const code = async (body: object): Promise<number> => (await send(h, body)).errcode;
  const notice = (input: object): object => ({
    msgtype: "miniprogram_notice",
    miniprogram_notice: { appid: "wx1", title: "会员到期提醒", ...input },
  });
  expect(await code(notice({ appid: "" }))).toBe(90200);
  expect(await code(notice({ content_item: [{ key: "k", value: "" }] }))).toBe(90203);
  expect(await code({ msgtype: "text" })).toBe(40058);
  expect(await code({ msgtype: "image", image: { media_id: "3nonsense" } })).toBe(40007);
  expect(await code({ msgtype: "image", image: { media_id: await media(h, "file") } })).toBe(40007);
  expect(await code({ msgtype: "text", text: { content: "x" }, touser: "nobody" })).toBe(81013);
});

test("1 000 members, 100 departments, 100 tags at once", async () => {
  const h = await createHarness();
  const text = { msgtype: "text", text: { content: "x" } };
  const ids = (count: number, name: string): string => Array.from({ length: count }, (_, n) => `${name}${n}`).join("|");
  const code = async (audience: object): Promise<number> => (await send(h, { ...text, touser: "", ...audience })).errcode;
  expect(await code({ touser: `staff001|${ids(999, "u")}` })).toBe(0);
  expect(await code({ touser: ids(1001, "u") })).toBe(40032);
  expect(await code({ toparty: ids(100, ""), touser: "staff001" })).toBe(0);
  expect(await code({ toparty: ids(101, ""), touser: "staff001" })).toBe(82002);
  expect(await code({ totag: ids(100, ""), touser: "staff001" })).toBe(0);
  expect(await code({ totag: ids(101, ""), touser: "staff001" })).toBe(82003);
  expect(await send(h, { ...text, toparty: "1|99" })).toMatchObject({ errcode: 0, invalidparty: "99" });
});

test("members without a licence are named and get nothing; lists say whom a change could not reach", async () => {
  const h = await createHarness();
  h.sb.setup({ users: [{ userid: "guest", name: "外包", licensed: false }] });
  const sent = await send(h, { touser: "staff001|guest", msgtype: "template_card", template_card: BUTTONS });
  expect(sent).toMatchObject({ errcode: 0, unlicenseduser: "guest" });
  expect(inbox(h, "guest")).toEqual([]);
  const update = (more: object): Promise<Answer> =>
    h.api("message/update_template_card", {
      agentid: h.sb.corp.agentId,
      response_code: sent.response_code,
      button: { replace_name: "好" },
      ...more,
    });
  expect((await update({})).errcode).toBe(82001);
  expect((await update({ userids: ["nobody"] })).errcode).toBe(81013);
  expect(await update({ userids: ["guest", "staff001"], partyids: [99], tagids: [99] })).toMatchObject({
    errcode: 0,
    unlicenseduser: "guest",
    invalidparty: "99",
    invalidtag: "99",
  });
});

test("the duplicate check covers half an hour, or as long as it is told", async () => {
  const h = await createHarness();
  const text = { msgtype: "text", text: { content: "x" }, enable_duplicate_check: 1 };
  await send(h, text);
  await h.sb.advance("1799s");
  await send(h, text);
  expect(inbox(h)).toHaveLength(1);
  await h.sb.advance("1s");
  await send(h, text);
  expect(inbox(h)).toHaveLength(2);
  const long = { ...text, text: { content: "y" }, duplicate_check_interval: 14_400 };
  await send(h, long);
  await h.sb.advance("3h");
  await send(h, long);
  expect(inbox(h)).toHaveLength(3);
});

test("a message can be recalled for a day, by its own app", async () => {
  const h = await createHarness({ settings: { apiLatencyMs: [0, 0] } });
  const sent = await send(h, { msgtype: "text", text: { content: "x" } });
  const late = await send(h, { msgtype: "text", text: { content: "y" } });
  const recall = async (as: Harness, { msgid }: Answer): Promise<number> => (await as.api("message/recall", { msgid })).errcode;
  expect(await recall(h.as(await h.app({})), sent)).toBe(40058);
  await h.sb.advance("24h");
  expect([await recall(h, sent), await recall(h, sent)]).toEqual([0, 0]);
  expect(inbox(h)).toMatchObject([{ text: "y" }]);
  await h.sb.advance("1s");
  expect(await recall(h, late)).toBe(42052);
});

test("statistics count person-times of today and yesterday by app", async () => {
  const h = await createHarness();
  await send(h, { touser: "@all", msgtype: "text", text: { content: "x" } });
  const today = await h.api("message/get_statistics", {});
  expect(today).toMatchObject({ statistics: [{ agentid: h.sb.corp.agentId, app_name: "社群助手", count: 3 }] });
  await h.sb.advance("24h");
  expect((await h.api("message/get_statistics", {})).statistics).toEqual([]);
  expect((await h.api("message/get_statistics", { time_type: 1 })).statistics).toEqual(today.statistics);
});

test("a tap on a card comes as an event with a code, which changes the card once", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const sent = await send(h, { touser: "staff001|staff002", msgtype: "template_card", template_card: BUTTONS });
  expect(sent).toMatchObject({ errcode: 0, response_code: expect.stringMatching(/./) });
  await h.sb.act({ who: "staff001", do: "card", msgid: sent.msgid, key: "build" });
  await h.sb.advance("30s");
  const [event] = shuke.heard;
  const fields = ["Event", "FromUserName", "EventKey", "TaskId", "CardType", "AgentID"].map((name) => event?.field(name));
  expect(fields).toEqual(["template_card_event", "staff001", "build", "t1", "button_interaction", String(h.sb.corp.agentId)]);
  const update = (input: object): Promise<Answer> =>
    h.api("message/update_template_card", { agentid: h.sb.corp.agentId, response_code: event?.field("ResponseCode"), ...input });
  const replaced = { userids: ["staff001", "nobody"], button: { replace_name: "已去建" } };
  expect(await update(replaced)).toMatchObject({ errcode: 0, invaliduser: "nobody" });
  expect(inbox(h)).toMatchObject([{ attachments: [{ template_card: { replace_text: "已去建" } }] }]);
  expect(inbox(h, "staff002")).toMatchObject([{ attachments: [{ template_card: BUTTONS }] }]);
  expect((await update(replaced)).errcode).toBe(60140);
  expect(await h.sb.act({ who: "staff001", do: "card", msgid: sent.msgid, key: "build" })).toMatchObject({
    error: expect.stringContaining("answered"),
  });
  const other = { card_type: "text_notice", main_title: { title: "建好了" }, card_action: { type: 1, url: "https://example.com" } };
  const all = { response_code: sent.response_code, atall: 1, template_card: other };
  expect((await update(all)).errcode).toBe(0);
  expect(inbox(h, "staff002")).toMatchObject([{ attachments: [{ template_card: other }] }]);
});

test("what was chosen in a vote comes along", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const vote = {
    card_type: "vote_interaction",
    main_title: { title: "值班" },
    task_id: "t2",
    checkbox: { question_key: "day", option_list: [{ id: "mon", text: "周一" }] },
    submit_button: { text: "提交", key: "submit" },
  };
  const { msgid } = await send(h, { msgtype: "template_card", template_card: vote });
  await h.sb.act({ who: "staff001", do: "card", msgid, chosen: { day: ["mon"] } });
  await h.sb.advance("30s");
  const xml = shuke.heard[0]?.xml ?? "";
  expect(xml).toContain(
    "<SelectedItem><QuestionKey><![CDATA[day]]></QuestionKey><OptionIds><OptionId><![CDATA[mon]]></OptionId></OptionIds></SelectedItem>",
  );
  expect(xml).toContain("<EventKey><![CDATA[submit]]></EventKey>");
});

test("a response code lives 72 hours", async () => {
  const h = await createHarness({ settings: { apiLatencyMs: [0, 0] } });
  const one = await send(h, { msgtype: "template_card", template_card: BUTTONS });
  const two = await send(h, { msgtype: "template_card", template_card: { ...BUTTONS, task_id: "t3" } });
  const update = async (response_code: unknown): Promise<number> =>
    (
      await h.api("message/update_template_card", {
        agentid: h.sb.corp.agentId,
        response_code,
        userids: ["staff001"],
        button: { replace_name: "好" },
      })
    ).errcode;
  await h.sb.advance("72h");
  expect(await update(one.response_code)).toBe(0);
  await h.sb.advance("1s");
  expect(await update(two.response_code)).toBe(60140);
  expect(await update("none")).toBe(60140);
  const body = { agentid: 7, response_code: "x", button: { replace_name: "好" } };
  expect((await h.api("message/update_template_card", body)).errcode).toBe(301002);
  expect((await h.api("message/update_template_card", { ...body, agentid: h.sb.corp.agentId, button: undefined })).errcode).toBe(40058);
});

test("a card says which part of it is wrong", async () => {
  const h = await createHarness();
  const full = { main_title: { title: "x" }, task_id: "t" };
  const option = { id: "a", text: "b" };
  const cases: [object, number][] = [
    [{ card_type: "text_notice", main_title: { title: "x" } }, 42045],
    [{ card_type: "text_notice", task_id: "t" }, 40058],
    [{ card_type: "text_notice", ...full, card_action: { type: 1 } }, 42028],
    [{ card_type: "news_notice", ...full, card_action: { type: 2 } }, 42030],
    [{ card_type: "button_interaction", ...full }, 40058],
    [{ card_type: "button_interaction", ...full, button_list: [{ text: "x" }] }, 42039],
    [{ card_type: "button_interaction", main_title: { title: "x" }, button_list: [{ text: "x", key: "k" }] }, 42014],
    [{ card_type: "vote_interaction", ...full }, 40058],
    [{ card_type: "vote_interaction", ...full, checkbox: { question_key: "q", option_list: [option] } }, 42046],
    [{ card_type: "multiple_interaction", ...full }, 42047],
    [{ card_type: "multiple_interaction", ...full, select_list: [{ question_key: "q", option_list: [option] }] }, 42046],
    [
      {
        card_type: "text_notice",
        ...full,
        card_action: { type: 1, url: "https://x" },
        action_menu: { action_list: [option, option].map(({ id, text }) => ({ text, key: id })) },
      },
      42051,
    ],
  ];
  const agentid = h.sb.corp.agentId;
  for (const [template_card, code] of cases) {
    expect((await send(h, { msgtype: "template_card", template_card })).errcode, JSON.stringify(template_card)).toBe(code);
    const update = await h.api("message/update_template_card", { agentid, response_code: "none", template_card });
    expect(update.errcode, JSON.stringify(template_card)).toBe(code);
    const { body } = await h.control("POST", "bots", { name: "播报" });
    const bot = await h.call("webhook/send", { query: { key: String(body.key) }, body: { msgtype: "template_card", template_card } });
    // Bots take the two kinds without buttons.
    expect([code, 42031]).toContain(bot.errcode);
  }
});
