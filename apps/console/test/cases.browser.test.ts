import { expect, test } from "vitest";
import { open, useConsole } from "./browser.ts";

useConsole();

test("a complaint is noted in one go, answered, and its drawer says what is known of it", async () => {
  const page = await open("/tickets");
  await page.getByRole("button", { name: "记一条" }).click();
  await page.getByRole("radio", { name: "投诉" }).click();
  await page.getByLabel("客户说了什么").fill("杯子漏了一半");
  await page.getByRole("button", { name: "记下" }).click();
  await page.getByText("记下了，约定").first().waitFor();
  await page.getByRole("button", { name: /杯子漏了一半/ }).click();
  await page.getByLabel("写下答复").fill("已经给您补发一杯券");
  await page.getByRole("button", { name: "记下答复" }).click();
  await page.getByText("只有同事的话，还没有凭据").waitFor();
  expect(await page.getByText("/m/q/").count()).toBeGreaterThan(0);
});

test("a session is led from draft to digest in the console, in English too", async () => {
  const page = await open("/talks/tlk_3", { language: "en" });
  await page.getByRole("button", { name: "Plan the posts" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Plan the posts" }).click();
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await expect.poll(() => page.locator(".run-item.now").count()).toBe(1);
  await page.getByRole("button", { name: "End" }).click();
  await page.getByLabel("Digest").fill("What was said");
  await page.getByRole("button", { name: "Send the digest and close" }).click();
  await page.getByText("What came of it").waitFor();
  expect(await page.getByText("Unknown without the chat archive").count()).toBe(1);
});
