import { expect, test } from "vitest";
import { fake, goTo, open, serious, useConsole } from "./browser.ts";

useConsole();

test("one group is one group in English, and a staff code shows nothing of groups", async () => {
  const page = await open("/codes", { language: "en" });
  await page
    .getByRole("row", { name: /Group code/ })
    .first()
    .getByText(/^1 group/)
    .waitFor();
  await goTo(page, "/codes/lc_01");
  await page.getByText("Still friends").waitFor();
  expect(await page.getByRole("main").innerText()).not.toMatch(/joined/i);
  // The card under the welcome is part of what the customer sees.
  await page.getByRole("group", { name: "Phone preview" }).getByText("领第一杯").waitFor();
  await page.context().close();
});

test("signing in says in words what is wrong, then leads to where one was going", async () => {
  fake.scene("out");
  const page = await open("/groups?state=open");
  await page.waitForURL(/\/login\?to=/);
  expect(new URL(page.url()).searchParams.get("to")).toBe("/groups?state=open");
  await page.getByLabel("邮箱").fill("linxiao@zhaolu.example");
  await page.getByLabel("密码").fill("wrong");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByText("邮箱或密码不对").waitFor();
  await page.getByLabel("密码").fill("right");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("heading", { name: "客户群", level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/groups");
  await page.context().close();
});

test("filters live in the address: a reload shows the same list", async () => {
  const page = await open("/customers");
  await page.getByLabel("名字、备注或外部联系人 ID").fill("王小满");
  await page.waitForURL(/query=/);
  const names = () => page.locator("tbody tr.ant-table-row td:nth-child(2)").allTextContents();
  await expect.poll(async () => [...new Set(await names())], { timeout: 15_000 }).toEqual(["王小满"]);
  await page.reload();
  await expect.poll(async () => [...new Set(await names())], { timeout: 15_000 }).toEqual(["王小满"]);
  await page.context().close();
});

test("the language and the dark mode are kept", async () => {
  const page = await open("/today");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Steps off target" }).waitFor();
  await page.getByRole("button", { name: "Switch to dark" }).click();
  await page.reload();
  await page.getByRole("heading", { name: "Steps off target" }).waitFor();
  expect(await page.evaluate("document.documentElement.lang + ' ' + document.documentElement.dataset.mode")).toBe("en dark");
  await page.context().close();
});

test("pausing a code says what it will do before it does it", async () => {
  const page = await open("/codes/lc_02");
  await page.getByRole("button", { name: "停用" }).click();
  const asked = page.getByRole("dialog");
  await asked.getByText("已经加上的 163 位好友不受影响").waitFor();
  await asked.getByRole("button", { name: "停用" }).click();
  await page.getByText("已停用「门店海报」").waitFor();
  await page.getByRole("button", { name: "启用" }).click();
  await page.getByText("已启用「门店海报」").waitFor();
  await page.context().close();
});

test("the palette finds people and pages by keyboard alone", async () => {
  const page = await open("/today");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /输入名字/ }).fill("任务");
  await page.getByRole("option", { name: /任务/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/tasks/);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /输入名字/ }).fill("王小满");
  await page
    .getByRole("option", { name: /王小满/ })
    .first()
    .waitFor();
  expect(await serious(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/customers\/cus_/);
  await page.context().close();
});

test("a store file is tried before it is imported, and its bad rows are shown", async () => {
  const page = await open("/stores/import");
  const csv = `id,name,province,city,lng,lat\n${Array.from({ length: 40 }, (_, n) => `S${n},店${n},上海市,上海市,121.4,31.2`).join("\n")}`;
  await page.locator("input[type=file]").setInputFiles({ name: "stores.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByText("stores.csv，40 行").waitFor();
  await page.getByRole("button", { name: "试跑" }).click();
  await page.getByText("试跑完成，还没有改动任何数据").waitFor();
  await page.getByRole("cell", { name: "「name」是空的，请补上" }).waitFor();
  expect(await serious(page)).toEqual([]);
  await page.getByRole("button", { name: /导入 36 家门店/ }).click();
  await page.getByText("导入完成", { exact: true }).waitFor();
  await page.context().close();
});

test("a refusal is told in words, with what is safe", async () => {
  const page = await open("/system/inbox?state=quarantined&message=9120");
  await page.getByText("企业微信少给了必要的字段").first().waitFor();
  await page.getByRole("button", { name: "重放", exact: true }).click();
  await page.getByText("只有被隔离或不用处理的消息可以重放").waitFor();
  fake.scene("error");
  await page.reload();
  // The list and the opened message each say it.
  for (const part of [page.locator("#page"), page.getByRole("dialog")]) {
    await part.getByText("编号 req_7f3a91", { exact: true }).waitFor();
    await part.getByText("其他页面可以照常使用").waitFor();
  }
  await page.context().close();
});
