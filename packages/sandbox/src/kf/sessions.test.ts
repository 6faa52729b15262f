import { expect, test } from "vitest";
import { listIn } from "../testing/friends.ts";
import { PNG } from "../testing/harness.ts";
import type { Answer } from "../testing/harness.ts";
import { customer, desk, eventOf, onEvent, say, send, staff, trans } from "../testing/kf-desk.ts";

test("states: new, assistant, waiting, a person, ended, and new again", async () => {
  const d = await desk();
  const mei = await customer(d);
  const state = async (): Promise<unknown> => {
    const { service_state, servicer_userid } = await d.h.api("kf/service_state/get", {
      open_kfid: d.open_kfid,
      external_userid: mei.external_userid,
    });
    return [service_state, servicer_userid];
  };
  expect(await state()).toEqual([4, undefined]);
  expect((await trans(d, mei.external_userid, 1)).errcode).toBe(95013);
  await say(d, mei.who, "在吗");
  expect(await state()).toEqual([0, undefined]);
  await send(d, mei.external_userid, "在");
  expect(await state()).toEqual([1, undefined]);
  const waiting = await trans(d, mei.external_userid, 2);
  expect((await send(d, mei.external_userid, "请稍等")).errcode).toBe(95018);
  expect(await onEvent(d, waiting.msg_code, { msgtype: "msgmenu", msgmenu: { head_content: "x" } })).toBe(40008);
  expect(await onEvent(d, waiting.msg_code)).toBe(0);
  expect((await trans(d, mei.external_userid, 1)).errcode).toBe(95016);
  const taken = await trans(d, mei.external_userid, 3, "staff001");
  expect(taken.msg_code).toBeDefined();
  expect(await state()).toEqual([3, "staff001"]);
  expect(await trans(d, mei.external_userid, 3, "staff002")).not.toHaveProperty("msg_code");
  const ended = await trans(d, mei.external_userid, 4);
  // The code of taking over is for that state only.
  expect(await onEvent(d, taken.msg_code)).toBe(95018);
  expect(await onEvent(d, ended.msg_code, { msgtype: "msgmenu", msgmenu: { head_content: "满意吗" } })).toBe(0);
  expect(await onEvent(d, ended.msg_code, { msgtype: "text" })).toBe(95007);
  await say(d, mei.who, "再问一句");
  expect(await state()).toEqual([0, undefined]);
});

test("codes of waiting live 48 hours, those of the end 20 seconds", async () => {
  const d = await desk();
  const waiting = async (): Promise<[string, unknown]> => {
    const { external_userid } = await customer(d, "在吗");
    return [external_userid, (await trans(d, external_userid, 2)).msg_code];
  };
  const [first, one] = await waiting();
  const [second, two] = await waiting();
  await d.h.sb.advance("48h");
  expect(await onEvent(d, one)).toBe(0);
  await d.h.sb.advance("1m");
  expect(await onEvent(d, two)).toBe(95007);
  const early = (await trans(d, first, 4)).msg_code;
  const late = (await trans(d, second, 4)).msg_code;
  await d.h.sb.advance("20s");
  expect(await onEvent(d, early)).toBe(0);
  await d.h.sb.advance("1s");
  expect(await onEvent(d, late)).toBe(95007);
  expect(await onEvent(d, two, { msgtype: "text" })).toBe(95007);
});

test("a code without its message is refused before it is used up", async () => {
  const d = await desk();
  const { external_userid } = await customer(d, "在吗");
  const { msg_code } = await trans(d, external_userid, 2);
  expect(await onEvent(d, msg_code, { msgtype: "text" })).toBe(40058);
  expect(await onEvent(d, msg_code)).toBe(0);
});

test("who may be handed a customer", async () => {
  const d = await desk({ profile: { staff: 4 } });
  const { external_userid } = await customer(d, "在吗");
  const to = async (userid?: string): Promise<number> => (await trans(d, external_userid, 3, userid)).errcode;
  expect(await to()).toBe(40058);
  expect(await to("staff003")).toBe(60253);
  await d.h.sb.act({ who: "staff004", do: "resign" });
  expect(await to("staff004")).toBe(95014);
  await d.h.sb.act({ who: "staff001", do: "kf-status", openKfId: d.open_kfid, stopped: true });
  expect(await to("staff001")).toBe(95019);
  expect(eventOf(await d.news(), "servicer_status_change")).toMatchObject({
    servicer_userid: "staff001",
    status: 2,
    stop_type: 0,
    open_kfid: d.open_kfid,
  });
  expect((await d.h.api("kf/servicer/list", undefined, { open_kfid: d.open_kfid })).servicer_list).toEqual([
    { userid: "staff001", status: 1, stop_type: 0 },
    { userid: "staff002", status: 0 },
  ]);
  await d.h.api("kf/servicer/add", { open_kfid: d.open_kfid, department_id_list: [1] });
  expect(await to("staff003")).toBe(0);
  for (const path of ["kf/service_state/get", "kf/service_state/trans"]) {
    expect((await d.h.api(path, { open_kfid: d.open_kfid, external_userid: "wmnobody", service_state: 1 })).errcode).toBe(40096);
  }
});

test("what servicers do in the client comes as events and messages", async () => {
  const d = await desk();
  const mei = await customer(d, "在吗");
  const { external_userid } = mei;
  await trans(d, external_userid, 2);
  await d.news();
  expect(await staff(d, "staff003", "kf-take", external_userid)).toMatchObject({ error: expect.stringContaining("servicer") });
  await staff(d, "staff001", "kf-take", external_userid);
  const said = await staff(d, "staff001", "kf-say", external_userid, { text: "您好" });
  const mine = await d.h.sb.act({ who: mei.who, do: "kf-say", openKfId: d.open_kfid, text: "问个事" });
  await staff(d, "staff001", "kf-recall", external_userid, { msgid: said.msgid });
  await d.h.sb.act({ who: mei.who, do: "kf-recall", openKfId: d.open_kfid, msgid: mine.msgid });
  await staff(d, "staff001", "kf-pass", external_userid, { to: "staff002" });
  await staff(d, "staff002", "kf-refuse", external_userid);
  expect(await say(d, mei.who, "还在吗")).toMatchObject({ error: expect.stringContaining("refused") });
  await staff(d, "staff002", "kf-refuse", external_userid, { off: true });
  await staff(d, "staff002", "kf-end", external_userid);
  await staff(d, "staff002", "kf-take", external_userid);
  const news = await d.news();
  const shown = news.map(({ msgtype, event, origin }) => event?.event_type ?? `${msgtype} ${String(origin)}`);
  expect(shown).toEqual([
    "session_status_change",
    "text 5",
    "text 3",
    "servicer_recall_msg",
    "user_recall_msg",
    "session_status_change",
    "reject_customer_msg_switch_change",
    "reject_customer_msg_switch_change",
    "session_status_change",
    "session_status_change",
  ]);
  expect(news[1]).toMatchObject({ servicer_userid: "staff001", text: { content: "您好" } });
  expect(news[3]?.event).toMatchObject({ recall_msgid: said.msgid, servicer_userid: "staff001" });
  const changes = news.flatMap(({ event }) => (event?.event_type === "session_status_change" ? [event] : []));
  expect(changes).toMatchObject([
    { change_type: 1, new_servicer_userid: "staff001", msg_code: expect.any(String) },
    { change_type: 2, old_servicer_userid: "staff001", new_servicer_userid: "staff002" },
    { change_type: 3, old_servicer_userid: "staff002", msg_code: expect.any(String) },
    { change_type: 4, new_servicer_userid: "staff002" },
  ]);
  expect(news[6]?.event).toMatchObject({ servicer_userid: "staff002", reject_switch: 1 });
});

test("customers of the desk are named with how they came in, for 48 hours", async () => {
  const d = await desk();
  const mei = await customer(d);
  const get = (more: object = {}): Promise<Answer> =>
    d.h.api("kf/customer/batchget", { external_userid_list: [mei.external_userid, "wmnobody"], ...more });
  const plain = await get();
  expect(plain).toMatchObject({
    customer_list: [{ external_userid: mei.external_userid, nickname: expect.any(String) }],
    invalid_external_userid: ["wmnobody"],
  });
  const context = async (): Promise<unknown> =>
    listIn<{ enter_session_context?: unknown }>(await get({ need_enter_session_context: 1 }), "customer_list")[0]?.enter_session_context;
  await d.h.sb.advance("48h");
  expect(await context()).toEqual({ scene: "menu_1", scene_param: "" });
  await d.h.sb.advance("1m");
  expect(await context()).toBeUndefined();
});

test("a link works as it was made only", async () => {
  const d = await desk();
  const { media_id } = await d.h.upload("media/upload", { data: PNG }, { type: "image" });
  const other = await d.h.api("kf/account/add", { name: "另一个", media_id });
  const mixed = d.url.replace(d.open_kfid, String(other.open_kfid));
  expect(await d.h.sb.act({ who: "new", do: "kf-enter", url: mixed })).toMatchObject({ error: expect.stringContaining("nowhere") });
  const { url: plain } = await d.h.api("kf/add_contact_way", { open_kfid: d.open_kfid });
  const enter = async (url: string): Promise<unknown> => {
    await d.h.sb.act({ who: "new", do: "kf-enter", url });
    return eventOf(await d.news(), "enter_session")?.scene_param;
  };
  expect(await enter(`${String(plain)}&scene_param=x`)).toBe("");
  expect(await enter(`${d.url}&scene_param=${"x".repeat(128)}`)).toBe("x".repeat(128));
  expect(await enter(`${d.url}&scene_param=${"x".repeat(129)}`)).toBe("");
  const opened = await d.h.sb.act({ who: "new", do: "open", url: d.url });
  expect(opened.html).toContain("已进入会话");
});

test("the same seed gives the same desk: messages, ids and callbacks", async () => {
  const run = async (): Promise<unknown> => {
    const d = await desk({ seed: 11 });
    const mei = await customer(d, "在吗");
    await send(d, mei.external_userid, "在");
    await trans(d, mei.external_userid, 2);
    return [await d.news(), d.shuke.heard.map(({ xml }) => xml)];
  };
  expect(await run()).toEqual(await run());
});
