import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createPanelStage } from "../testing/panel-stage.ts";
import type { Panel, PanelStage } from "../testing/panel-stage.ts";

let stage: PanelStage;
let panel: Panel;

beforeAll(async () => {
  stage = await createPanelStage();
  await stage.api("externalcontact/add_contact_way", { type: 1, scene: 2, user: ["staff001"], state: "poster", remark: "人民广场海报" });
});
beforeEach(async () => {
  panel = await stage.open();
});
afterEach(() => panel.page.context().close());
afterAll(() => stage?.close());

/** The machine may be busy; nothing waits for time, only for what should appear. */
const patience = { timeout: 30_000 };

const WELCOME = "你好，这是新人券";

/** The company's program greets whoever was added last. */
async function greet(): Promise<void> {
  await stage.sb.advance("2s");
  const [added] = stage.sb.parts.callbacks.log.list(1);
  const link = { msgtype: "link", link: { title: "新人 9.9 元券", desc: "到店出示", url: `${stage.siteUrl}/page` } };
  const body = { welcome_code: added?.fields.WelcomeCode, text: { content: WELCOME }, attachments: [link] };
  expect(await stage.api("externalcontact/send_welcome_msg", body)).toMatchObject({ errcode: 0 });
}

async function seen(place: Locator, text: string): Promise<void> {
  await place.filter({ hasText: text }).first().waitFor();
}

/** Somebody new holds the left phone and has added staff001 by the poster; answers who it is. */
async function newFriend(): Promise<string> {
  const { customer } = panel;
  const chosen = customer.getByTestId("person-select");
  const before = await chosen.inputValue();
  await customer.getByTestId("person-new").click();
  await expect.poll(() => chosen.inputValue(), patience).not.toBe(before);
  await customer.locator("[data-testid=code-item][data-kind=contact]").click();
  await customer.getByTestId("unfriend").waitFor();
  return chosen.inputValue();
}

test("a customer scans, is greeted, opens the link, buys, likes a moment, leaves the group and deletes the friend", async () => {
  const { customer, staff, toast } = panel;
  const who = await newFriend();
  await greet();
  await seen(customer.getByTestId("message"), WELCOME);
  // The right phone has turned to the new friend.
  await seen(staff.getByTestId("message"), WELCOME);

  await customer.getByTestId("link-card").click();
  await customer.getByTestId("page-frame").contentFrame().getByRole("heading", { name: "新人券" }).waitFor();
  await customer.getByTestId("page-close").click();
  await customer.getByTestId("back").click();

  await customer.getByTestId("customer-tab-me").click();
  await customer.getByTestId("buy-amount").fill("19.80");
  await customer.getByTestId("buy").click();
  await seen(customer.getByTestId("order-item"), "¥19.80");

  await stage.sb.act({ who: "staff001", do: "post-moment", text: "周三会员日" });
  await customer.getByTestId("customer-tab-moments").click();
  await customer.getByTestId("moment-like").click();
  await seen(customer.getByTestId("moment-likes"), stage.sb.phone(who).name);
  await customer.getByTestId("moment-comment").click();
  await customer.getByTestId("moment-text").fill("记住了");
  await customer.getByTestId("moment-send").click();
  await seen(customer.getByTestId("moment-said"), "记住了");

  const { chatId = "" } = await stage.sb.act({ who: "staff001", do: "create-group", name: "福利群", members: [who] });
  await customer.getByTestId("customer-tab-chats").click();
  await customer.locator(`[data-with="${chatId}"]`).click();
  await customer.getByTestId("leave-group").click();
  await customer.getByTestId("sheet-yes").click();
  await customer.locator(`[data-with="${chatId}"]`).waitFor({ state: "detached" });
  expect(stage.sb.phone(who).groups).toEqual([]);

  await customer.locator("[data-with=staff001]").click();
  await customer.getByTestId("unfriend").click();
  await customer.getByTestId("sheet-yes").click();
  await customer.getByTestId("customer-tab-scan").waitFor();
  expect(await stage.sb.act({ who, do: "say", to: "staff001", text: "还在吗" })).toMatchObject({ error: "they are not friends" });
  expect(await toast.innerText()).not.toContain("没成功");
});

test("staff confirm a part, a whole mass send and a moment, run a group, and see the app's page beside the chat", async () => {
  const { staff, toast } = panel;
  const friends = [await newFriend(), await newFriend()];
  await stage.sb.advance("1m");
  const ids = friends.map((who) => stage.sb.phone(who).externalUserId ?? "");
  const mass = { chat_type: "single", sender: "staff001", external_userid: ids, allow_select: true };
  await stage.api("externalcontact/add_msg_template", { ...mass, text: { content: "今晚直播" } });
  await stage.api("externalcontact/add_moment_task", {
    text: { content: "新品上架" },
    visible_range: { sender_list: { user_list: ["staff001"] } },
  });
  await stage.sb.advance("1m");

  await staff.getByTestId("back").click();
  await staff.getByTestId("badge-tasks").filter({ hasText: "2" }).waitFor();
  await staff.getByTestId("staff-tab-tasks").click();
  await staff.getByTestId("task-part").click();
  await staff.getByTestId("sheet-number").fill("1");
  await staff.getByTestId("sheet-yes").click();
  await staff.locator("[data-kind=single][data-status=sent]").waitFor();
  expect(friends.filter((who) => JSON.stringify(stage.sb.phone(who).chats).includes("今晚直播"))).toHaveLength(1);
  await staff.locator("[data-kind=moment]").getByTestId("task-confirm").click();
  await seen(toast, "2 位客户能看到");
  await staff.getByTestId("staff-tab-moments").click();
  await seen(staff.getByTestId("moment-item"), "新品上架");

  await staff.getByTestId("staff-tab-groups").click();
  await staff.getByTestId("group-name").fill("尝鲜群");
  await staff.getByTestId("group-new").click();
  await staff.getByTestId("invite-who").selectOption(friends[0] ?? "");
  await staff.getByTestId("invite").click();
  await staff.getByTestId("kick").click();
  await staff.getByTestId("sheet-yes").click();
  await staff.getByTestId("kick").waitFor({ state: "detached" });
  await staff.getByTestId("back").click();

  await staff.getByTestId("staff-tab-messages").click();
  await staff.locator(`[data-with="${friends[1]}"]`).click();
  await staff.getByTestId("sidebar-open").click();
  await staff.getByTestId("sidebar-url").fill(`${stage.siteUrl}/sidebar`);
  await staff.getByTestId("sidebar-save").click();
  const beside = staff.getByTestId("page-frame").contentFrame();
  await beside.getByText(`single_chat_tools ${ids[1]}`).waitFor();
  await beside.getByRole("button", { name: "发一句" }).click();
  await expect.poll(() => JSON.stringify(stage.sb.phone(friends[1] ?? "").chats), patience).toContain("从侧边栏发的");
  await staff.getByTestId("page-close").click();
  await seen(staff.getByTestId("message"), "从侧边栏发的");
});

test("a staff member taps the card of an application, and the application hears of it", async () => {
  const { staff, toast } = panel;
  const card = {
    card_type: "button_interaction",
    main_title: { title: "群快满了", desc: "福利群 198/200" },
    task_id: "full-1",
    button_list: [{ text: "我来建新群", key: "mine" }],
  };
  const message = { touser: "staff001", msgtype: "template_card", agentid: stage.sb.corp.agentId, template_card: card };
  expect(await stage.api("message/send", message)).toMatchObject({ errcode: 0 });
  await staff.locator("[data-testid=chat-item][data-kind=app]").click();
  await seen(staff.getByTestId("app-card"), "福利群 198/200");
  await staff.getByTestId("card-button").click();
  await seen(toast, "等应用回应");
  await stage.sb.advance("2s");
  const [heard] = stage.sb.parts.callbacks.log.list(1);
  expect(heard).toMatchObject({ event: "template_card_event", outcome: "delivered", fields: { EventKey: "mine" } });
});

test("the clock stands, jumps, goes to the next event and to the morning", async () => {
  const { page } = panel;
  const now = () => stage.sb.clock().now;
  const before = Date.parse(now());
  await page.getByTestId("clock-add-10m").click();
  await expect.poll(() => Date.parse(now()) - before, patience).toBe(600_000);
  await newFriend();
  const next = stage.sb.clock().nextAt ?? "";
  await page.getByTestId("clock-next").click();
  await expect.poll(now, patience).toBe(next);
  await page.getByTestId("clock-morning").click();
  await expect.poll(now, patience).toBe("2026-03-03T01:00:00.000Z");
  await page.getByTestId("clock").filter({ hasText: "09:00:00" }).waitFor();
  await page.getByTestId("clock-speed-10").check({ force: true });
  await expect.poll(() => stage.sb.clock().speed, patience).toBe(10);
  await page.getByTestId("clock-speed-0").check({ force: true });
  await expect.poll(() => stage.sb.clock().speed, patience).toBe(0);
});

test("a planted error is seen in the list of calls with its meaning, its request and its answer, and one press ends all", async () => {
  const { page } = panel;
  await page.getByTestId("fault-often").selectOption("1");
  await page.getByTestId("fault-more").click();
  await page.getByTestId("fault-errcode").selectOption("45009");
  await page.getByTestId("fault-error").check();
  await page.getByTestId("fault-lost").check();
  await seen(page.getByTestId("fault-count"), "2 个麻烦开着");
  expect(await stage.api("externalcontact/get_corp_tag_list", {})).toMatchObject({ errcode: 45009 });
  const call = page.locator("[data-testid=call][data-errcode='45009']").first();
  await seen(call, "调用太频繁");
  await call.click();
  await seen(page.getByTestId("call-answer"), "planted by the sandbox");
  await page.getByTestId("call-back").click();

  await newFriend();
  await page.getByTestId("show-callbacks").check({ force: true });
  await page.getByTestId("only-bad").check();
  await page.locator("[data-testid=callback][data-outcome=lost]").first().waitFor();
  await page.getByTestId("fault-clear").click();
  await seen(page.getByTestId("fault-count"), "现在没有麻烦");
  expect(stage.sb.faults.list()).toEqual([]);
  expect(await stage.api("externalcontact/get_corp_tag_list", {})).toMatchObject({ errcode: 0 });
});

test("everything is said in the other language too", async () => {
  const { page, customer } = panel;
  await newFriend();
  await customer.getByTestId("back").click();
  await page.getByTestId("language").click();
  await seen(customer.getByTestId("customer-tab-moments"), "Moments");
  await seen(page.getByTestId("fault-count"), "No trouble now");
  expect(await page.title()).toBe("Shuke sandbox");
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  const chinese = page.locator(".bar, .trouble, .traffic .head, .tabs").filter({ hasText: /[\u4e00-\u9fff]/ });
  expect(await chinese.allInnerTexts()).toEqual([expect.stringContaining("中文")]);
});

test("on a narrow screen one of the three is shown at a time", async () => {
  const { page, customer, staff } = panel;
  await page.setViewportSize({ width: 390, height: 844 });
  await customer.waitFor();
  await staff.waitFor({ state: "hidden" });
  await page.getByTestId("view-behind").click();
  await page.getByTestId("calls").waitFor();
  await customer.waitFor({ state: "hidden" });
  expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
});

test("nothing went wrong in any page on the way", () => {
  expect(stage.troubles).toEqual([]);
});
