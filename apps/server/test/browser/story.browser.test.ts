import { afterAll, beforeAll, expect, test } from "vitest";
import { says, settled, signIn, visit } from "./console.ts";
import { jump, openPanel, type Panel, scanPoster, takeStaffPhone, tellPosition } from "./panel.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;
let panel: Panel;
const customer = { who: "", name: "", id: "" };

beforeAll(async () => {
  stage = await createStage();
  panel = await openPanel(stage);
});
afterAll(() => stage?.close());

test("a store manager opens the task card on her phone and finishes the group's set-up", async () => {
  const { staff, staffPage, toast } = panel;
  await takeStaffPhone(panel, "store-001", "messages");
  await staff.locator("[data-testid=chat-item][data-kind=app]").click();
  await staff.getByTestId("link-card").filter({ hasText: "政立路店福利群1" }).click();
  await staffPage.getByRole("heading", { name: /「政立路店福利群1」开好了/ }).waitFor();
  const acts = staff.getByTestId("page-act");
  await expect.poll(() => acts.count()).toBe(2);
  for (const act of await acts.all()) {
    await act.click();
    await toast.filter({ hasText: "做好了" }).waitFor();
    await toast.evaluate((element) => (element.textContent = ""));
  }
  await staffPage.getByRole("button", { name: "我做完了" }).click();
  await staffPage.getByText("系统看到结果后会自动打勾").waitFor();
  await staff.getByTestId("page-close").click();
});

test("somebody scans the poster and within 20 seconds has the officer's welcome, in words and with a card", async () => {
  customer.who = await scanPoster(panel);
  const before = stage.world.now().getTime();
  await stage.world.advance("20s");
  expect(stage.world.now().getTime() - before).toBe(20_000);
  const said = panel.customer.getByTestId("message");
  await said.filter({ hasText: "我是山禾咖啡的首席福利官小禾" }).waitFor();
  const card = panel.customer.getByTestId("link-card");
  await card.filter({ hasText: "领新人 9.9 元券" }).waitFor();
  expect(await card.count()).toBe(1);
  customer.name = stage.world.phone(customer.who).name;
});

test("the card leads over her treat and her position to the nearest store's group, whose rules greet her", async () => {
  const { customer: phone, customerPage } = panel;
  await phone.getByTestId("link-card").click();
  await customerPage.getByRole("heading", { name: "新人第一杯 9.9 元" }).waitFor();
  await customerPage.locator("[data-next]").click();
  await tellPosition(panel, true);
  await customerPage.getByRole("heading", { name: "离你最近的门店" }).waitFor();
  const stores = customerPage.locator("form[data-form=choose]");
  expect(await stores.first().innerText()).toMatch(/政立路店[^]*公里[^]*进这家店的群/);
  await stores.first().getByRole("button").click();
  await customerPage.getByRole("heading", { name: "长按二维码，进政立路店的群" }).waitFor();
  expect(await customerPage.getByText(/^位置为你留到/).innerText()).toMatch(/\d\d:\d\d/);
  await phone.getByTestId("page-scan").click();
  await phone.getByTestId("leave-group").waitFor();
  expect(await phone.getByRole("heading").first().innerText()).toContain("政立路店福利群1");
  await stage.world.advance("10s");
  await phone.getByTestId("message").filter({ hasText: "欢迎进群" }).filter({ hasText: "请不要：发广告" }).waitFor();
});

test("on the next day the officer confirms the first step on his phone, and she has it", async () => {
  const { customer: phone, staff, toast } = panel;
  await jump(panel, "1d");
  await jump(panel, "1h");
  await jump(panel, "10m");
  await jump(panel, "10m");
  const officer = stage.world.phone(customer.who).chats.find((chat) => chat.with.startsWith("officer-"))?.with ?? "";
  await takeStaffPhone(panel, officer, "tasks");
  const task = staff.locator("[data-testid=task-item][data-status=open]").filter({ hasText: "你的新人 9.9 元券还没用吧" });
  expect(await task.innerText()).toContain("发给 1 个客户");
  await task.getByTestId("task-confirm").click();
  await toast.filter({ hasText: "已发出 1，0 没送到" }).waitFor();
  await phone.getByTestId("back").click();
  await phone.locator(`[data-testid=chat-item][data-with=${officer}]`).click();
  await phone.getByTestId("message").filter({ hasText: "你的新人 9.9 元券还没用吧" }).waitFor();
  await stage.world.advance("1h");
});

test("the console lists her with her channel, and her profile tells the whole story and why", async () => {
  const page = await signIn(stage);
  await says(page, "main", "好友 1", "群成员 1");
  await visit(stage, page, "/customers");
  const row = page.getByRole("row", { name: new RegExp(customer.name) });
  expect(await row.innerText()).toMatch(/好友[^]*店内海报[^]*政立路店福利群1/);
  await row.getByRole("link", { name: customer.name }).click();
  await page.waitForURL("**/customers/cus_*");
  await settled(page);
  customer.id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await says(page, "main", "渠道 / 店内海报", "门店 / 政立路店", "归属 政立路店");
  const lines = (await page.locator(".timeline li").allInnerTexts()).map((line) => line.replaceAll(/\s+/g, " ")).toReversed();
  const story = [
    ["加了 ", "为什么：首席福利官·店内海报"],
    ["收到欢迎语", "为什么：首席福利官·店内海报"],
    ["打开了福利页", "为什么：首席福利官·店内海报"],
    ["选了门店 政立路店", "为什么：用定位"],
    ["进了群 政立路店福利群1", "为什么：政立路店·群码"],
    ["SOP 步骤「提醒用新人券」完成", "为什么：新人七天 · 提醒用新人券"],
  ] as const;
  const order = story.map(([what, why]) => lines.findIndex((line) => line.startsWith(what) && line.includes(why)));
  expect(order, lines.join("\n")).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  await page.getByRole("tab", { name: "SOP 1" }).click();
  await says(page, ".step-strip", "提醒用新人券 完成", "平台结果");
  await page.context().close();
});

test("groups, codes, board and funnel count her once", async () => {
  // Whether somebody was reached is judged two days after the start.
  await stage.world.advance("1d");
  const page = await signIn(stage);
  await visit(stage, page, "/groups");
  const group = page.getByRole("row", { name: /政立路店福利群1/ });
  expect(await group.innerText()).toMatch(/王思远[^]*3 \/ 200/);
  await visit(stage, page, "/codes?kind=staff");
  expect(await page.getByRole("row", { name: /首席福利官·店内海报/ }).innerText()).toMatch(/3 位员工\s+添加 1 · 还在 1/);
  await visit(stage, page, "/codes?kind=group");
  expect(await page.getByRole("row", { name: /政立路店·群码/ }).innerText()).toMatch(/进群 1 · 还在 1/);
  await visit(stage, page, "/sops");
  await page.getByRole("link", { name: "新人七天" }).click();
  await page.waitForURL("**/sops/sop_*");
  await settled(page);
  const board = page.getByRole("group", { name: "步骤对目标" }).locator("tbody");
  expect(await board.getByRole("row", { name: /^提醒用新人券/ }).innerText()).toMatch(/第 1 天 10:20[^]*1 \/ 1[^]*100%/);
  expect(await board.getByRole("row", { name: /^问一次口味/ }).innerText()).toMatch(/第 3 天 14:40[^]*0 \/ 1/);
  await visit(stage, page, "/insight");
  await page.locator(".funnel li").first().waitFor();
  const steps = await page
    .locator(".funnel li")
    .evaluateAll((items) =>
      items.map((item) => [item.querySelector("strong")?.textContent, item.querySelector(".funnel-count")?.textContent]),
    );
  expect(steps).toEqual([
    ["加上福利官", "1"],
    ["收到欢迎语", "1"],
    ["打开福利页", "1"],
    ["选了门店", "1"],
    ["进了门店群", "1"],
    ["开始新人七天", "1"],
    ["收到至少一步", "1"],
    ["七天后还在", "0"],
  ]);
  await page.context().close();
});

test("the same story reads in English, and stays so after a reload", async () => {
  const page = await signIn(stage);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: /^Good / }).waitFor();
  const headings = [
    ["/customers", "Customers"],
    ["/groups", "Customer groups"],
    ["/codes", "Live codes"],
    ["/sops", "SOPs"],
    ["/tasks", "Tasks"],
    ["/insight", "Overview"],
  ] as const;
  for (const [path, heading] of headings) {
    await visit(stage, page, path);
    expect(await page.getByRole("heading", { level: 1 }).innerText(), path).toContain(heading);
  }
  await visit(stage, page, `/customers/${customer.id}`);
  await says(page, ".timeline", "Got the welcome message", "Joined 政立路店福利群1", "Why: by location");
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.context().close();

  const english = await openPanel(stage, { locale: "en-GB" });
  await english.page.getByTestId("language").click();
  await english.customer.getByTestId("person-select").selectOption(customer.who);
  await english.page.getByRole("button", { name: "New person" }).waitFor();
  await english.customer.getByTestId("customer-tab-chats").click();
  await english.customer.locator("[data-testid=chat-item][data-with^=officer-]").click();
  await english.customer.getByTestId("link-card").first().click();
  await english.customerPage.getByRole("heading", { name: "Your first cup for 9.9 yuan" }).waitFor();
  await english.customerPage.getByRole("link", { name: "Find my store" }).click();
  await english.customerPage.getByRole("heading", { name: "You are in the group already" }).waitFor();
  await english.page.context().close();
});

test("the dark console is dark, and remembers it", async () => {
  const page = await signIn(stage);
  const brightness = async () => {
    const color = String(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
    return Math.max(...(color.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  };
  expect(await brightness()).toBeGreaterThan(200);
  await page.getByRole("button", { name: "切换到深色" }).click();
  await expect.poll(brightness).toBeLessThan(60);
  await page.reload();
  await settled(page);
  expect(await brightness()).toBeLessThan(60);
  await page.context().close();
});

test("nothing went wrong in any page on the way", () => {
  expect(stage.troubles).toEqual([]);
});
