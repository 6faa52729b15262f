import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../../scripts/browser.ts";
import { startFake } from "./fake-server.ts";
import { pages } from "./pages.ts";

type Finding = { id: string; impact: string; help: string; nodes: Array<{ html: string; failureSummary: string }> };

let fake: Awaited<ReturnType<typeof startFake>>;
let browser: Browser;
let axe: string;
const complaints: string[] = [];

beforeAll(async () => {
  fake = await startFake();
  browser = await launchBrowser();
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});
afterAll(async () => {
  await browser?.close();
  await fake?.close();
});
afterEach(() => {
  fake.scene("full");
  complaints.length = 0;
});

type Look = { language?: string; mode?: string; width?: number };
async function open(path: string, { language = "zh-CN", mode = "light", width = 1280 }: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 860 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => line.type() === "error" && !/Failed to load resource/.test(line.text()) && complaints.push(line.text()));
  await page.addInitScript(
    `if (!localStorage.getItem("shuke.language")) { localStorage.setItem("shuke.language", "${language}"); localStorage.setItem("shuke.mode", "${mode}"); }`,
  );
  await page.goto(fake.url + path);
  await settle(page);
  return page;
}

/** Goes to another page inside the console, and waits until nothing is loading any more. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState({}, "", ${JSON.stringify(path)})`);
  await settle(page);
}

async function settle(page: Page): Promise<void> {
  await page.locator("h1, .empty-state, .error-state").first().waitFor();
  await expect.poll(() => page.locator(".table-skeleton, .ant-skeleton, .shell-wait").count(), { timeout: 15_000 }).toBe(0);
}

/** What axe finds serious or critical, in lines that can be read. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Finding[]>("axe.run({ resultTypes: ['violations'] }).then((result) => result.violations)");
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary.split("\n")[1]?.trim() ?? ""}`),
    );
}

const looks = [
  { language: "zh-CN", mode: "light" },
  { language: "en", mode: "dark" },
] as const;

test("the check itself sees what it should see", async () => {
  const page = await open("/today");
  await page.evaluate(`document.querySelector("h1").innerHTML = '<span style="color:#ccc;background:#fff">pale</span><img src="x">'`);
  expect((await serious(page)).map((line) => line.split(":")[0])).toEqual(expect.arrayContaining(["color-contrast", "image-alt"]));
  await page.context().close();
});

for (const look of looks) {
  test(`axe finds nothing serious on any page (${look.language}, ${look.mode})`, { timeout: 240_000 }, async () => {
    const page = await open("/today", look);
    const findings: string[] = [];
    for (const [name, path] of Object.entries(pages)) {
      await goTo(page, path);
      expect(new URL(page.url()).pathname, name).toBe(path.split("?")[0]);
      findings.push(...(await serious(page)).map((line) => `${name}: ${line}`));
    }
    expect(findings).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
}

test.each(["empty", "error"] as const)(
  "axe finds nothing serious when every list is in its %s state",
  { timeout: 120_000 },
  async (scene) => {
    fake.scene(scene);
    const page = await open("/today");
    const findings: string[] = [];
    for (const name of ["today", "customers", "groups", "live codes", "stores", "sops", "tasks", "insight", "sync", "inbox"]) {
      await goTo(page, pages[name] ?? "/today");
      await page
        .locator(scene === "error" ? ".error-state" : ".empty-state")
        .first()
        .waitFor();
      findings.push(...(await serious(page)).map((line) => `${name}: ${line}`));
    }
    expect(findings).toEqual([]);
    await page.context().close();
  },
);

test("on a phone no page is wider than the screen: tables scroll in their own box", { timeout: 120_000 }, async () => {
  const page = await open("/today", { language: "en", width: 390 });
  const wide: string[] = [];
  for (const [name, path] of Object.entries(pages)) {
    await goTo(page, path);
    const over = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    if (over > 0) wide.push(`${name}: ${over} px`);
  }
  expect(wide).toEqual([]);
  await page.context().close();
});

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
  const names = () => page.locator("tbody tr.ant-table-row td:first-child").allTextContents();
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
