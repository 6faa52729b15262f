import { api } from "@shuke/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { says, settled, signIn, still, visit } from "./console.ts";
import { createStage, PATIENCE_MS, type Stage } from "./stage.ts";

let stage: Stage;
let page: Page;
let sopId = "";

/** Three new groups are under way in it from the first morning. */
beforeAll(async () => {
  stage = await createStage();
  const { items } = await stage.world.api(api.sops.list, {});
  sopId = items.find(({ key }) => key === "group-first-week")?.id ?? "";
  page = await signIn(stage, { width: 1440 });
});
afterAll(() => stage?.close());

const problems = () => page.locator(".sop-problems");
const card = (name: string) => page.locator(".flow-card", { hasText: name });
const versions = async () => (await stage.world.api(api.sops.enrolments, { sopId })).items.map(({ version }) => version);

test("a group owner opens the flow, and what is missing is said at its place while she types", async () => {
  await visit(stage, page, `/sops/${sopId}`);
  await page.getByRole("link", { name: "编辑流程" }).click();
  await card("开群第一帖").click();
  await says(page, ".sop-problems", "没有问题，可以发布");
  await page.getByLabel("内容", { exact: true }).fill("");
  await says(page, ".sop-problems", "还要改 1 处", "步骤「开群第一帖」还没有写内容");
  await card("开群第一帖").getByText("还没有写内容", { exact: false }).first().waitFor();
  await page.getByLabel("内容", { exact: true }).fill("早上好，今天进店报「福利群」，中杯拿铁 11 元。");
  await says(page, ".sop-problems", "没有问题，可以发布");
  await says(page, ".sop-phone", "中杯拿铁 11 元");
});

test("she adds a step behind the last one, takes it back and has it again, by keyboard", async () => {
  const last = page.getByRole("button", { name: "在「新品预告」之后加" });
  await last.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "一步：发内容或派任务" }).waitFor();
  await still(page);
  await page.getByRole("menuitem", { name: "一步：发内容或派任务" }).click();
  await card("新步骤").waitFor();
  await page.getByLabel("这一步叫什么").fill("周末小结");
  await page.getByLabel("内容", { exact: true }).fill("这周大家问得最多的是停车，写进公告了。");
  await page.getByRole("heading", { level: 1 }).click();
  // Words in a field are one change each; then the step itself goes.
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("Control+z");
  await expect.poll(() => page.locator(".flow-act").count(), { timeout: PATIENCE_MS }).toBe(3);
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("Control+y");
  await card("周末小结").waitFor();
});

test("she tries it on the groups: each is told why it would or would not enter", async () => {
  await page.getByRole("button", { name: "试跑" }).click();
  await says(page, ".ant-drawer", "3 个里，0 个会走进来", "已经走过或正在走这个 SOP，不会再开始");
  await page.keyboard.press("Escape");
  await page.locator(".ant-drawer").waitFor({ state: "hidden" });
  expect(await versions()).toEqual([1, 1, 1]);
});

test("she sees what changes and for whom, publishes, and moves the groups that are under way", async () => {
  await page.getByRole("button", { name: "发布…" }).click();
  await says(page, ".ant-drawer", "步骤 · 周末小结", "早上好，这里是门店福利群", "早上好，今天进店报", "3 个正在走的对象不受影响");
  await page.getByText("搬到新版").click();
  await says(page, ".ant-drawer", "其中 3 个后面的步骤会变", "周末小结 3");
  await page.getByRole("button", { name: "发布并搬 3 个" }).click();
  await page.getByText("第 2 版发布了，3 个跟着搬").waitFor();
  await stage.world.settle();
  expect(await versions()).toEqual([2, 2, 2]);
  expect(await problems().count()).toBe(1);
});

test("she pauses and resumes it, each after reading what that concerns", async () => {
  await visit(stage, page, `/sops/${sopId}`);
  for (const [verb, state, done] of [
    ["暂停", "paused", "已暂停，影响 3 个对象"],
    ["继续", "active", "已继续，3 个对象往下走"],
  ] as const) {
    await page.getByRole("button", { name: verb, exact: true }).click();
    const asked = page.getByRole("dialog");
    await asked.getByText("3 个对象正在走").waitFor();
    await asked.getByText("12 步还没到时间或在等").waitFor();
    await asked.getByRole("button", { name: verb, exact: true }).click();
    await page.getByText(done).waitFor();
    await settled(page);
    expect((await stage.world.api(api.sops.get, { sopId })).state).toBe(state);
  }
  expect(stage.troubles).toEqual([]);
});
