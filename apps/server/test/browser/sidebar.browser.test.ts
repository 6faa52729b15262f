import { api } from "@shuke/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { graveViolations } from "./axe.ts";
import { firstWords, HELLO } from "./first-words.ts";
import { openPanel, type Panel, takeStaffPhone } from "./panel.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;
let panel: Panel;
let who = "";
let officer = "";

beforeAll(async () => {
  stage = await createStage();
  const { sopId } = await stage.world.api(api.sops.create, { definition: firstWords });
  await stage.world.api(api.sops.publish, { sopId });
  const greeting = {
    name: "秋季菜单",
    text: "{{name}}，秋季菜单来了",
    attachments: [{ kind: "link" as const, title: "看菜单", url: "/m/welfare" }],
  };
  await stage.world.api(api.contents.save, greeting);
  await stage.world.api(api.stock.save, {
    plan: { name: "云南日晒豆", sku: "BEAN", unit: "包", text: "{{name}}到货了，给你留到 {{until}}" },
  });
  panel = await openPanel(stage);
  who = await newcomer();
  await stage.world.advance("2m");
  officer = stage.world.phone(who).chats.find((chat) => chat.with.startsWith("officer-"))?.with ?? "";
});
afterAll(() => stage?.close());

const frameOf = (page: Page) => page.frames().find((frame) => frame.url().includes("/m/s")) ?? page.mainFrame();

async function newcomer(): Promise<string> {
  const { items: codes } = await stage.world.api(api.liveCodes.list, { kind: "staff" });
  return (await stage.world.act({ who: "new", do: "scan", url: codes[0]?.qrUrl ?? "" })).who;
}

/** Where this phone sees a page of ours. */
async function phoneAddress(holder: string, path: string): Promise<string> {
  const answer = await fetch(`${stage.world.sandbox.url}/_sandbox/panel/visit`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ who: holder, url: stage.world.app.core.publicUrl + path }),
  });
  return ((await answer.json()) as { src: string }).src;
}

/** The sidebar of the chat with her, on the phone of whoever added her. */
async function openSidebar(on: Panel, other = who, userid = officer): Promise<void> {
  const { staff, staffPage } = on;
  await takeStaffPhone(on, userid, "messages");
  const back = staff.getByTestId("back");
  if (await back.isVisible()) await back.click();
  await staff.locator(`[data-testid=chat-item][data-with=${other}]`).click();
  await staff.getByTestId("sidebar-open").click();
  await staffPage.locator("[data-card=who]").waitFor();
}

test("beside the chat she sees who it is and what is to be done", async () => {
  const { staffPage } = panel;
  await openSidebar(panel);
  expect(await graveViolations(frameOf(panel.page))).toEqual([]);
  const name = stage.world.phone(who).name;
  expect(await staffPage.getByRole("heading", { level: 1 }).innerText()).toBe(name);
  const next = staffPage.locator("[data-next]");
  expect(await next.getAttribute("data-next")).toBe("task");
  expect(await next.innerText()).toMatch(/先做任务：问一句口味[^]*答应了 明天 09:0\d 前做完/);
});

test("a tag goes to WeCom, and can be taken back", async () => {
  const { staffPage } = panel;
  const tags = staffPage.locator("[data-card=tags]");
  await tags.getByRole("button", { name: "贴标签" }).click();
  const first = tags.locator("button.chip.add").first();
  const tag = await first.innerText();
  await first.click();
  await tags.locator(`[data-tag="${tag}"]`).waitFor();
  await stage.world.advance("1m");
  const tagged = async () => (await stage.world.api(api.customers.list, { tagIds: [] })).items[0]?.tags.map(({ name }) => name) ?? [];
  await expect.poll(tagged).toContain(tag);
  await staffPage.getByRole("button", { name: "撤销" }).click();
  await staffPage
    .getByTestId("toast")
    .filter({ hasText: `去掉了 ${tag}` })
    .waitFor();
  await stage.world.advance("1m");
  await expect.poll(tagged).not.toContain(tag);
  await tags.getByRole("button", { name: "贴好了" }).click();
});

test("what she wants is noted at the counter, stands on her own page, and she takes it back there", async () => {
  const { staffPage } = panel;
  const card = staffPage.locator("[data-card=stock]");
  await card.getByRole("combobox").nth(1).selectOption("2");
  await card.locator("[data-press=want]").click();
  await card.getByText("云南日晒豆 2 包").waitFor();
  const hers = await panel.page.context().newPage();
  await hers.setViewportSize({ width: 390, height: 844 });
  await hers.goto(await phoneAddress(who, "/m/stock"));
  expect(await hers.locator("[data-want]").innerText()).toMatch(/云南日晒豆[^]*2 包[^]*等到货/);
  expect(await graveViolations(hers.mainFrame())).toEqual([]);
  await hers.locator("[data-form=drop] button").click();
  await hers.locator("[data-said=dropped]").waitFor();
  await hers.close();
});

test("the task's content goes into the chat by one press, and that shows the task", async () => {
  const { staff, staffPage } = panel;
  await staffPage.locator("[data-press=send]").click();
  await staffPage.getByTestId("toast").filter({ hasText: "已发到聊天" }).waitFor();
  await stage.world.advance("5s");
  const { messages = [] } = stage.world.phone(who).chats.find((chat) => chat.with === officer) ?? {};
  expect(messages.map(({ text }) => text)).toContain(HELLO);
  const links = messages.flatMap(({ attachments = [] }) => attachments).filter(({ msgtype }) => msgtype === "link");
  expect(JSON.stringify(links.at(-1))).toContain("/m/welfare");
  const { items } = await stage.world.api(api.tasks.list, { staffId: officer, kind: "sop-step" });
  expect(items[0]).toMatchObject({ state: "done", grade: "B", claimedDoneAt: null });
  await staffPage.locator("[data-next=none], [data-next=wait]").waitFor();
  await staff.getByTestId("page-close").click();
});

test("a group's chat shows the group, and its owner's tasks there", async () => {
  const { staff, staffPage } = panel;
  await takeStaffPhone(panel, "store-001", "groups");
  await staff.getByTestId("group-item").first().click();
  await staff.getByTestId("group-chat").click();
  await staff.getByTestId("sidebar-open").click();
  await staffPage.locator("[data-card=who]").waitFor();
  expect(await staffPage.locator("[data-card=who]").innerText()).toMatch(/政立路店福利群1[^]*你是群主[^]*门店 政立路店[^]*\d \/ 200 人/);
  expect(await staffPage.locator("[data-next]").innerText()).toMatch(/先做任务：「政立路店福利群1」开好了/);
  await staffPage.locator("[data-card=tasks]").getByText("群公告写上").waitFor();
  await staff.getByTestId("page-close").click();
});

test("outside a chat the day's tasks lead to the right chat, and a tick can be taken back", async () => {
  const { staff, staffPage } = panel;
  await takeStaffPhone(panel, "store-001", "messages");
  const back = staff.getByTestId("back");
  if (await back.isVisible()) await back.click();
  await staff.locator("[data-testid=chat-item][data-kind=app]").click();
  await staff.getByTestId("link-card").first().click();
  await staffPage.getByRole("link", { name: "今天的全部任务" }).click();
  await staffPage.locator("[data-card=day]").waitFor();
  await staffPage.locator("[data-press=claim]").first().click();
  await staffPage.getByTestId("toast").filter({ hasText: "记为做完了" }).waitFor();
  await staffPage.getByRole("button", { name: "撤销" }).click();
  const { items } = await stage.world.api(api.tasks.list, { staffId: "store-001" });
  expect(items.map(({ claimedDoneAt }) => claimedDoneAt)).toEqual(items.map(() => null));
  await staffPage.locator("[data-press=open]").first().click();
  await staffPage.locator("[data-card=day]").waitFor({ state: "detached" });
  await staff
    .getByRole("heading", { name: /福利群1/ })
    .first()
    .waitFor();
});

test("the same in English: who it is, a tag, and what an SOP says goes into the chat", async () => {
  const english = await openPanel(stage, { locale: "en-GB" });
  const { page, staff, staffPage } = english;
  await page.getByTestId("language").click();
  const other = await newcomer();
  await stage.world.advance("2m");
  const her = stage.world.phone(other).chats.find((chat) => chat.with.startsWith("officer-"))?.with ?? "";
  await openSidebar(english, other, her);
  expect(await graveViolations(frameOf(page))).toEqual([]);
  expect(await staffPage.locator("[data-next]").innerText()).toMatch(/Do the task: Ask what she likes[^]*Promised by tomorrow 09:0\d/);
  const tags = staffPage.locator("[data-card=tags]");
  await tags.getByRole("button", { name: "Add a tag" }).click();
  await tags.locator("button.chip.add").first().click();
  await staffPage.getByTestId("toast").filter({ hasText: "added" }).waitFor();
  await staffPage.locator("[data-press=send]").click();
  await staffPage.getByTestId("toast").filter({ hasText: "It is in the chat" }).waitFor();
  await stage.world.advance("5s");
  const { items } = await stage.world.api(api.tasks.list, { staffId: her, kind: "sop-step" });
  expect(items.map(({ state, grade }) => `${state} ${grade}`)).toContain("done B");
  // What is planned for tomorrow goes out today by her own hand; the touch is spent, and the step is done by it.
  const content = staffPage.locator("[data-content]").filter({ hasText: "Planned for tomorrow" }).first();
  await content.getByRole("button", { name: "Put into the chat" }).click();
  await staffPage.locator("[data-card=who]").filter({ hasText: "2 (1 of 3 used in 7 days)" }).waitFor();
  // A content of the library is kept at hand, and goes into the chat with her name in it.
  const library = staffPage.locator("[data-card=library]");
  await library.getByRole("button", { name: "Keep “秋季菜单” at hand" }).click();
  await library.getByRole("button", { name: "Favourites" }).click();
  await library.getByLabel("She asked, I answer").check();
  await library.locator("[data-press=library]").click();
  await staffPage.locator("[data-card=story]").filter({ hasText: "秋季菜单" }).waitFor();
  await staff.getByTestId("page-close").click();
  await staff.getByTestId("message").filter({ hasText: "明天来一杯吗" }).waitFor();
  await staff
    .getByTestId("message")
    .filter({ hasText: `${stage.world.phone(other).name}，秋季菜单来了` })
    .waitFor();
  await page.context().close();
});

test("a page that WeCom does not believe says why, and shows the day", async () => {
  const page = await stage.open({ locale: "en-GB", width: 360, height: 740 });
  await page.addInitScript(`window.__sandboxPhone = { entry: "single_chat_tools", externalUserId: "wm" };`);
  // The client finds it out by itself: it knows the tickets.
  await page.route("**/_sandbox/jssdk/check", (route) =>
    route.continue({ postData: (route.request().postData() ?? "").replace(/"signature":"\w+"/, `"signature":"${"0".repeat(40)}"`) }),
  );
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/sidebar.sign")) asked.push(request.postData() ?? "");
  });
  await page.goto(await phoneAddress(officer, "/m/s"));
  await page.locator("[data-reason=sdk]").filter({ hasText: "40093" }).waitFor();
  await page.locator("[data-card=day]").waitFor();
  // Once more with new tickets, and no further.
  expect(asked.map((body) => /"again":(true|false)/.exec(body)?.[1])).toEqual(["false", "true"]);
  expect(await graveViolations(page)).toEqual([]);
  await page.context().close();
});

test("nothing went wrong in any page on the way", () => {
  expect(stage.troubles).toEqual([]);
});
