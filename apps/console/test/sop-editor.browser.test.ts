import { expect, test } from "vitest";
import { open, useConsole } from "./browser.ts";

useConsole();

test("a step is moved by keyboard alone, and whoever leaves without saving is asked", async () => {
  const page = await open("/sops/sop_1/edit");
  await page.locator("[data-key=act-1] .flow-card").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "移动: 提醒用新人券" }).press("Enter");
  await page.getByRole("button", { name: "放到这里: 在「48 小时内没有」之后加" }).press("Enter");
  const below = page.locator(".flow-way", { hasText: "48 小时内没有" });
  await below.getByText("提醒用新人券").first().waitFor();
  // Its time goes along; the first day is over there, so it becomes the next one.
  await below.getByText("第 3 天 10:20").waitFor();
  await page.getByRole("link", { name: "打法" }).click();
  const asked = page.getByRole("dialog");
  await asked.getByText("现在离开，刚才的改动就没了").waitFor();
  await asked.getByRole("button", { name: "回去接着改" }).click();
  expect(new URL(page.url()).pathname).toBe("/sops/sop_1/edit");
  await page.getByRole("link", { name: "打法" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "不存了，离开" }).click();
  await page.waitForURL(/\/playbooks/);
  await page.context().close();
});

test("a slip in a file leads to its line", async () => {
  const page = await open("/sops/sop_1/edit", { language: "en" });
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Import and export" }).click();
  const text = page.getByLabel("Definition of the SOP (YAML)");
  await expect.poll(() => text.inputValue()).toContain("windowHours");
  await page.getByRole("button", { name: "Read into the editor" }).click();
  await page.getByRole("button", { name: "Line 6" }).click();
  expect(await page.evaluate<string>("getSelection().toString()")).toContain("windowHours: many");
  await page.context().close();
});
