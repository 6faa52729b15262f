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

test("whoever is second to save sees who was first and what differs; either choice keeps the other within reach of undo", async () => {
  const page = await open("/sops/sop_1/edit");
  const details = { by: "阿美", time: "2026-03-02 10:05", revision: 5 };
  const saved: unknown[] = [];
  await page.route("**/sops.update", async (route) => {
    const { revision } = route.request().postDataJSON() as { revision: number };
    saved.push(revision);
    if (revision === 5) return route.fallback();
    return route.fulfill({ status: 409, json: { code: "sopSavedMeanwhile", message: "sopSavedMeanwhile", details } });
  });
  const text = page.getByRole("textbox", { name: "内容" }).first();
  await page.locator("[data-key=act-1] .flow-card").click();
  await text.fill("我改过的话");
  await page.getByRole("button", { name: "保存草稿" }).click();
  const told = page.getByRole("alert").filter({ hasText: "阿美在 2026-03-02 10:05 保存过这个 SOP" });
  await told.getByRole("button", { name: "看差别" }).click();
  await page.getByRole("dialog").getByText("你这份和已保存的那份差在哪里").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "用对方那份" }).click();
  await told.waitFor({ state: "detached" });
  expect(await text.inputValue()).not.toBe("我改过的话");
  await page.getByRole("button", { name: "撤销" }).click();
  await expect.poll(() => text.inputValue()).toBe("我改过的话");
  await page.getByRole("button", { name: "保存草稿" }).click();
  await told.getByRole("button", { name: "用我这份" }).click();
  await told.waitFor({ state: "detached" });
  expect(await text.inputValue()).toBe("我改过的话");
  expect(saved).toEqual([4, 4, 5]);
  await page.context().close();
});

test("a step takes a content of the library: its words and pictures are on the phone, and what is over stops the publishing", async () => {
  const page = await open("/sops/sop_1/edit");
  await page.locator("[data-key=act-3] .flow-card").click();
  const phone = page.locator(".sop-phone");
  await page.getByRole("textbox", { name: "内容" }).first().fill("");
  const choice = page.getByRole("combobox", { name: "用内容库里的" }).first();
  await choice.click();
  await page.getByTitle("加盟资料").click();
  await phone.getByText("加盟手册发你，有问题随时问我。").waitFor();
  await phone.getByText("加盟手册.pdf").waitFor();
  await page.route("**/contents.get", async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as object;
    return route.fulfill({ json: { ...told, usable: false } });
  });
  await choice.click();
  await page.getByTitle("三八节活动").click();
  await phone.getByText("「三八节活动」现在发不出去").waitFor();
  await page.getByText("选的「三八节活动」现在发不出去").first().waitFor();
  await page.context().close();
});
