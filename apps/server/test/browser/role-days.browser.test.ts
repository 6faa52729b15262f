import { api, type Role } from "@shuke/contract";
import { h5, sidebar } from "@shuke/phrases";
import { consolePhrases as english } from "@shuke/phrases/en/console";
import { consolePhrases as chinese } from "@shuke/phrases/zh-CN/console";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putUser } from "#modules/access";
import { enter, goTo, says, still, visit } from "./console.ts";
import { firstWords, HELLO } from "./first-words.ts";
import { openPanel, type Panel, takeStaffPhone } from "./panel.ts";
import { createStage, PATIENCE_MS, type Stage } from "./stage.ts";

/** A head of communities, a store manager, a group owner and a guide: each sees her part, nothing of it refuses her, and her day's work is done with it. */
const people = [
  { role: "storeManager", userId: "store-002" },
  { role: "groupOwner", userId: "store-001" },
  { role: "guide", userId: "officer-1" },
] as const satisfies ReadonlyArray<{ role: Role; userId: string }>;
const password = "a long enough password";
const languages = ["zh-CN", "en"] as const;
type Language = (typeof languages)[number];
const words = { "zh-CN": chinese, en: english };
const GROUP = "政立路店福利群1";

let stage: Stage;
const panels = new Map<Language, Panel>();
const refused: string[] = [];

beforeAll(async () => {
  stage = await createStage();
  const { world } = stage;
  const { auth, db } = world.app.core;
  const { corp } = await world.api(api.session.current, {});
  const put = (user: { role: Role; staffUserId?: string }) =>
    putUser(auth, db, { corpId: corp.id, now: world.now() }, { email: `${user.role}@example.com`, name: user.role, password, ...user });
  await put({ role: "headOfCommunities" });
  for (const { role, userId } of people) await put({ role, staffUserId: userId });
  const { sopId } = await world.api(api.sops.create, { definition: firstWords });
  await world.api(api.sops.publish, { sopId });
  await world.advance("10s");
  for (const language of languages) {
    const panel = await openPanel(stage, { locale: language });
    if (language === "en") await panel.page.getByTestId("language").click();
    panels.set(language, panel);
  }
});
afterAll(() => stage?.close());

/** Signed in as one of them; what the server refuses is kept. */
async function come(role: Role, language: Language = "zh-CN"): Promise<Page> {
  const page = await stage.open({ locale: language });
  page.on("response", (answer) => {
    if (answer.status() >= 400 && answer.status() !== 401) refused.push(`${role} ${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  await page.addInitScript(`localStorage.setItem('shuke.language', '${language}')`);
  await enter(stage, page, { email: `${role}@example.com`, password });
  return page;
}

const panelOf = (language: Language): Panel => {
  const panel = panels.get(language);
  if (!panel) throw new Error(`no phones in ${language}`);
  return panel;
};

/** Somebody complains; whoever has the queue notes it. */
async function complaint(text: string, owner?: string): Promise<void> {
  await stage.world.api(api.tickets.note, { kind: "complaint", text, ...(owner === undefined ? {} : { owner }) });
  await stage.world.advance("10s");
}

const caseOf = async (text: string) => (await stage.world.api(api.tickets.list, { limit: 100 })).items.find((one) => one.text === text);

/** The same once what was told of it has been read. */
async function settledCase(text: string) {
  await stage.world.advance("5s");
  return caseOf(text);
}

test.each(people)("$role opens every page that her navigation shows, in both languages, and nothing refuses her", async ({ role }) => {
  for (const language of languages) {
    const own = await come(role, language);
    const ways = await own.locator(".sidebar a.nav-item").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    expect(ways).toContain("/customers");
    expect(ways.filter((way) => /segments|sops|insight|system|codes/u.test(way))).toEqual([]);
    for (const way of ways) {
      await goTo(own, way);
      expect([role, way, new URL(own.url()).pathname]).toEqual([role, way, way]);
      expect([role, way, await own.locator(".error-state, .ant-message-error").count()]).toEqual([role, way, 0]);
    }
    await own.context().close();
  }
});

test.each(languages)(
  "a group owner's day, %s: what waits, an answer from her phone, one from her desk, and her group",
  async (language) => {
    const [cold, late] = [`拿铁是冷的 ${language}`, `等了四十分钟 ${language}`];
    await complaint(cold, "store-001");
    await complaint(late, "store-001");
    const page = await come("groupOwner", language);
    await says(page, "main", words[language].today.ownSentence, language === "en" ? /\d questions wait/ : /\d 个问题等着回复/);

    const { staff, staffPage } = panelOf(language);
    await takeStaffPhone(panelOf(language), "store-001", "messages");
    await staff.locator("[data-testid=chat-item][data-kind=app]").click();
    await staff.getByTestId("link-card").filter({ hasText: cold }).click();
    await staffPage.getByRole("heading", { name: cold }).waitFor();
    await staffPage.locator("textarea").fill("抱歉，重做一杯给你");
    await staffPage.getByRole("button", { name: h5[language].ask.save }).click();
    await expect.poll(async () => (await settledCase(cold))?.state, { timeout: PATIENCE_MS }).toBe("answered");

    await visit(stage, page, "/tickets");
    await page.getByRole("button", { name: late }).click();
    await page.locator(".ant-drawer textarea").first().fill("以后高峰多开一台机器");
    await page.getByRole("button", { name: words[language].tickets.detail.answerOk }).click();
    await expect.poll(async () => (await settledCase(late))?.state, { timeout: PATIENCE_MS }).toBe("answered");
    // Said by her, and shown by nothing yet.
    expect(await caseOf(late)).toMatchObject({ inTime: true, shown: null });

    await visit(stage, page, "/groups");
    await page.getByRole("link", { name: GROUP }).first().click();
    await says(page, "main", GROUP, "王思远");
    await page.context().close();
  },
);

test.each(languages)(
  "a head of communities' day, %s: steps against targets, a case given to whose it is, goals and the report",
  async (language) => {
    const spilt = `咖啡洒了 ${language}`;
    await complaint(spilt);
    const page = await come("headOfCommunities", language);
    await says(page, "main", words[language].today.sentence);
    await visit(stage, page, "/boards");
    await says(page, "main", language === "en" ? "First words" : "第一句话");
    await visit(stage, page, "/tickets");
    await page.getByRole("button", { name: spilt }).click();
    await page.locator(".ant-drawer").waitFor();
    await still(page);
    await page.locator(".ant-drawer").getByRole("combobox", { name: words[language].tickets.give }).click();
    const officer = page
      .locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option")
      .filter({ hasText: "王思远" });
    await officer.waitFor();
    await still(page);
    await officer.click();
    await expect.poll(async () => (await settledCase(spilt))?.owner?.userId, { timeout: PATIENCE_MS }).toBe("store-001");
    for (const way of ["/goals", "/insight/reports", "/tasks/coaching"]) {
      await visit(stage, page, way);
      expect([way, await page.locator(".error-state, .ant-message-error").count()]).toEqual([way, 0]);
    }
    await page.context().close();
  },
);

test.each(languages)("a guide's day, %s: who came, what to say next beside the chat, and what shows that it was said", async (language) => {
  const { items: codes } = await stage.world.api(api.liveCodes.list, { kind: "staff" });
  const { who } = await stage.world.act({ who: "new", do: "scan", url: codes[0]?.qrUrl ?? "" });
  await stage.world.advance("2m");
  const phone = stage.world.phone(who);
  const officer = phone.chats.find((chat) => chat.with.startsWith("officer-"))?.with ?? "";
  const { staff, staffPage } = panelOf(language);
  await takeStaffPhone(panelOf(language), officer, "messages");
  await staff.locator(`[data-testid=chat-item][data-with=${who}]`).click();
  await staff.getByTestId("sidebar-open").click();
  await staffPage.locator("[data-card=who]").waitFor();
  expect(await staffPage.getByRole("heading", { level: 1 }).innerText()).toBe(phone.name);
  expect(await staffPage.locator("[data-next]").innerText()).toContain(sidebar[language].next.title);
  await staffPage.locator("[data-press=send]").click();
  await staffPage.getByTestId("toast").filter({ hasText: /\S/ }).waitFor();
  await stage.world.advance("5s");
  await staffPage.locator("[data-next=none], [data-next=wait]").waitFor();
  const { messages = [] } = stage.world.phone(who).chats.find((chat) => chat.with === officer) ?? {};
  expect(messages.map(({ text }) => text)).toContain(HELLO);
  const { items } = await stage.world.api(api.tasks.list, { staffId: officer, kind: "sop-step" });
  expect(items.map(({ state, grade }) => `${state} ${grade}`)).toContain("done B");
  const page = await come("guide", language);
  await visit(stage, page, "/customers");
  // Whoever came to a colleague is not hers to see.
  const shown = await page.locator("main").innerText();
  expect(shown.includes(phone.name)).toBe(officer === "officer-1");
  await visit(stage, page, "/tasks");
  await says(page, "main", language === "en" ? "Tasks" : "任务");
  await page.context().close();
});

test("nothing was refused and nothing went wrong in any page on the way", () => {
  expect(refused).toEqual([]);
  expect(stage.troubles).toEqual([]);
});
