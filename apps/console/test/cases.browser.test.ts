import { expect, test } from "vitest";
import { goTo, open, useConsole } from "./browser.ts";

useConsole();

test("a complaint is noted in one go, answered, and its drawer says what is known of it", async () => {
  const page = await open("/tickets");
  await page.getByRole("button", { name: "记一条" }).click();
  await page.getByRole("radio", { name: "投诉" }).click();
  await page.getByLabel("客户说了什么").fill("杯子漏了一半");
  await page.getByRole("button", { name: "记下" }).click();
  await page.getByText("记下了，约定").first().waitFor();
  await page.getByRole("button", { name: /杯子漏了一半/ }).click();
  await page.getByRole("button", { name: "用「杯子漏了」" }).click();
  expect(await page.getByLabel("写下答复").inputValue()).toBe("拍张照，我们马上补一杯。");
  await page.getByLabel("写下答复").fill("已经给您补发一杯券");
  await page.getByRole("button", { name: "记下答复" }).click();
  await page.getByText("只有同事的话，还没有凭据").waitFor();
  expect(await page.getByText("/m/q/").count()).toBeGreaterThan(0);
});

test("whoever is second to save a session sees where the two differ; theirs can be taken and given back, mine saved over it", async () => {
  const page = await open("/talks/tlk_3/edit");
  const saved: unknown[] = [];
  await page.route("**/talks.save", async (route) => {
    const { revision } = route.request().postDataJSON() as { revision: number };
    saved.push(revision);
    if (revision === 2) return route.fallback();
    const details = { by: "阿美", time: "2026-03-02 10:05", revision: 2 };
    return route.fulfill({ status: 409, json: { code: "talkSavedMeanwhile", message: "talkSavedMeanwhile", details } });
  });
  const title = page.getByLabel("标题");
  await title.fill("我改过的标题");
  await page.getByRole("button", { name: "存成草稿" }).click();
  const told = page.getByRole("alert").filter({ hasText: "阿美在 2026-03-02 10:05 保存过这一场" });
  await told.getByText("你的：我改过的标题").waitFor();
  await told.getByRole("button", { name: "用对方那份" }).click();
  expect(await title.inputValue()).toBe("四月新品直播");
  await page.getByRole("button", { name: "换回我那份" }).click();
  expect(await title.inputValue()).toBe("我改过的标题");
  await page.getByRole("button", { name: "存成草稿" }).click();
  await told.getByRole("button", { name: "用我这份" }).click();
  await page.getByRole("heading", { name: "我改过的标题" }).waitFor();
  expect(saved).toEqual([1, 1, 2]);
  await page.context().close();
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

test("a question that nothing fits becomes a standing answer, which is then found; who saves an older one is told", async () => {
  const page = await open("/answers");
  // An account of customer service answers by itself once somebody has said so twice, and no more at a press.
  const turn = page.getByRole("switch", { name: "「小程序客服」自动回答" });
  await turn.click();
  await page.getByRole("button", { name: /打\s*开/ }).click();
  await page.getByText("打开了，从现在起自动回答").waitFor();
  await expect.poll(() => turn.isChecked()).toBe(true);
  await turn.click();
  await page.getByText("关掉了，不再自动回答").waitFor();
  const said = page.getByLabel("客户说的话");
  await said.fill("宠物能进店吗");
  await page.getByRole("button", { name: "照这句写一条" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("关键词").fill("宠物\n狗");
  await drawer.getByLabel("回答", { exact: true }).fill("可以，请牵好绳子。");
  await drawer.getByRole("button", { name: /保\s*存/ }).click();
  await page.getByText("存好了").first().waitFor();
  await page.getByText("关键词「宠物」").waitFor();
  await page.locator("td").getByRole("button", { name: "宠物能进店吗" }).click();
  await drawer.getByLabel("标题").fill("宠物");
  await page.evaluate(`fetch("/api/answers.save", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({
    id: "ans_6", version: 1, title: "带宠物", keywords: ["宠物"], answer: "可以", state: "live" }) })`);
  await drawer.getByRole("button", { name: /保\s*存/ }).click();
  await drawer.getByRole("button", { name: /看现在的内容/ }).click();
  await expect.poll(() => drawer.getByLabel("标题").inputValue()).toBe("带宠物");
});

test("a content is written with a picture, sent for approval, approved by somebody else, put away and taken back", async () => {
  const page = await open("/contents");
  await page.getByRole("button", { name: "新建内容" }).click();
  await page.getByLabel("名称", { exact: true }).fill("周五的海报");
  await page.getByLabel("文字", { exact: true }).fill("周五见，");
  await page.getByRole("button", { name: "客户昵称" }).click();
  await page.getByText("有变量就不能群发").waitFor();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "+ 图片" }).click()]);
  await chooser.setFiles({ name: "周五.png", mimeType: "image/png", buffer: Buffer.alloc(2_000_000, 1) });
  await page.getByText("周五.png").waitFor();
  await page.getByRole("button", { name: "保存并送审" }).click();
  await page.getByText("存好了，等另一位同事通过").waitFor();
  await page.getByRole("button", { name: "会员日 · 周三半价" }).click();
  await page.getByRole("button", { name: "通过，开始发" }).click();
  await page.getByText("通过了，从现在起发这一版").waitFor();
  // What an SOP and a send still use stays.
  await page.getByRole("button", { name: "停用" }).click();
  await page.getByText(/会员日预告、七天新人 SOP/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "小程序点单" }).click();
  await page.getByRole("button", { name: "停用" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await page.getByText("恢复了").first().waitFor();
  await page.context().close();
});

test("a short link is made with its follow-up, and its page says who opened it; a poster gets a background and is drawn", async () => {
  const page = await open("/links", { language: "en" });
  await page.getByRole("button", { name: "New short link" }).click();
  await page.getByLabel("Name", { exact: true }).last().fill("First cup");
  await page.getByLabel("Leads to").fill("https://shop.example.com/first");
  await page.getByText("A task for her friend on the staff", { exact: true }).click();
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
  await page.getByLabel("What is said").fill("Shall I keep one for you?");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("After 120 min: A task").nth(1).waitFor();
  await page.getByRole("button", { name: "会员日菜单", exact: true }).click();
  await page.getByText("96 people, 120 clicks").waitFor();
  await page.getByText("Left alone: Contact budget used up").waitFor();
  await goTo(page, "/posters");
  await page.getByRole("button", { name: "New poster" }).click();
  await page.getByLabel("Name", { exact: true }).last().fill("Counter");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Upload a background" }).click(),
  ]);
  await chooser.setFiles({ name: "b.png", mimeType: "image/png", buffer: Buffer.alloc(100, 1) });
  await page.getByRole("img", { name: "Preview" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Counter" }).waitFor();
  await page.context().close();
});

test("a customer's data is taken as a file, and forgetting wants a second yes; the record shows how far it is", async () => {
  const page = await open("/customers/cus_0001");
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出全部资料" }).click();
  expect((await file).suggestedFilename()).toMatch(/^cus_0001-.*\.json$/u);
  await page.getByRole("button", { name: "忘记这位客户" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("会话存档的消息 214").waitFor();
  const go = dialog.getByRole("button", { name: "忘记", exact: true });
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole("checkbox", { name: "我知道这不能撤回" }).check();
  await go.click();
  await page.getByText("已经开始忘记").waitFor();
  await goTo(page, "/system/privacy");
  await page.getByText("刚提出").waitFor();
  await page.getByRole("button", { name: "停下 5 · 删除 4 · 改写 39" }).first().click();
  await page.getByText("最后一遍什么都没找到").waitFor();
  await page.context().close();
});

test("a post of the week is dragged to another day and moved by keyboard, taken back, and the proposal fills the next week, which is published", async () => {
  const page = await open("/calendar");
  const saturday = page.getByRole("region", { name: "周六 3/6" });
  const sunday = page.getByRole("region", { name: "周日 3/7" });
  await saturday.getByRole("button", { name: /今日上新/ }).dragTo(sunday);
  const moved = sunday.getByRole("button", { name: /10:00 今日上新/ });
  await moved.waitFor();
  await moved.focus();
  await page.keyboard.press("Alt+ArrowDown");
  await sunday.getByRole("button", { name: /10:30 今日上新/ }).waitFor();
  await page.getByRole("button", { name: "撤销", exact: true }).click();
  await moved.waitFor();
  expect(await sunday.getByRole("button", { name: /10:30 今日上新/ }).count()).toBe(0);
  await page.getByRole("button", { name: "下一周" }).click();
  await page.getByRole("heading", { name: "周一 3/8" }).waitFor();
  await page.getByRole("button", { name: "看排期建议" }).first().click();
  await page.getByRole("checkbox", { name: "2027-03-14 21:00 晚安" }).uncheck();
  await page.getByRole("button", { name: /采用选中的/ }).click();
  await page.getByRole("region", { name: "周一 3/8" }).getByRole("button", { name: /早安/ }).waitFor();
  expect(await page.getByRole("region", { name: "周日 3/14" }).getByRole("button", { name: /晚安/ }).count()).toBe(0);
  await page.getByRole("button", { name: "发布这一周" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /发布/ }).click();
  await page
    .getByRole("region", { name: "周一 3/8" })
    .getByRole("button", { name: /早安.*已排好/ })
    .waitFor();
  await page.context().close();
});
