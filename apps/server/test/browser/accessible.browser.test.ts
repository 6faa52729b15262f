import type { Page } from "playwright-core";
import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { graveViolations } from "./axe.ts";
import { goTo, settled, signIn } from "./console.ts";
import { openPanel } from "./panel.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;
let me = "";

/** A small brand on its second day: one in a group, one who has only added the officer, one who is gone again. */
beforeAll(async () => {
  stage = await createStage();
  const { world } = stage;
  const { items: codes } = await world.api(api.liveCodes.list, {});
  const url = (kind: "staff" | "group") => codes.find((code) => code.kind === kind)?.qrUrl ?? "";
  me = (await world.act({ who: "new", do: "scan", url: url("staff") })).who;
  await world.act({ who: "new", do: "scan", url: url("staff") });
  const lost = (await world.act({ who: "new", do: "scan", url: url("staff") })).who;
  await world.advance("30s");
  await world.act({ who: me, do: "scan", url: url("group") });
  const officer = world.phone(lost).chats[0]?.with ?? "";
  await world.act({ who: lost, do: "unfriend", userid: officer });
  await world.advance("26h");
});
afterAll(() => stage?.close());

test("a page that keeps people out is found", async () => {
  const page = await stage.open();
  await page.setContent(
    '<html lang="zh-CN"><title>x</title><main><h1>x</h1><img src="x.png"><p style="color:#ccc;background:#fff">faint</p></main></html>',
  );
  const rules = (await graveViolations(page)).map((line) => line.split(" ").slice(0, 2).join(" "));
  expect(rules.toSorted()).toEqual(["critical image-alt", "serious color-contrast"]);
  await page.context().close();
});

/** Every address of the console, with things that exist. */
async function addresses(): Promise<string[]> {
  const { world } = stage;
  const first = async (items: Promise<{ items: Array<{ id: string }> }>) => (await items).items[0]?.id ?? "";
  const customer = await first(world.api(api.customers.list, {}));
  const group = await first(world.api(api.groups.list, {}));
  const staffCode = await first(world.api(api.liveCodes.list, { kind: "staff" }));
  const groupCode = await first(world.api(api.liveCodes.list, { kind: "group" }));
  const sop = await first(world.api(api.sops.list, {}));
  return [
    ...["/today", "/customers", `/customers/${customer}`, `/customers/${customer}?tab=groups`, `/customers/${customer}?tab=sops`, "/tags"],
    ...["/groups", `/groups/${group}`, "/codes", "/codes/new", `/codes/${staffCode}`, `/codes/${groupCode}`, `/codes/${staffCode}/edit`],
    ...["/stores", "/stores/map", "/stores/import", "/playbooks", "/playbooks/store-community", "/playbooks/store-community?tab=yaml"],
    ...["/playbooks/store-community?tab=rehearse", "/sops", `/sops/${sop}`, "/tasks", "/insight", "/system/sync", "/system/inbox"],
    ...["/system/actions", "/system/staff", "/system/settings"],
  ];
}

async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate(`localStorage.setItem("shuke.language", ${JSON.stringify(language)})`);
}

// What keeps people out there is looked for in both looks against invented data (apps/console/test): here the data are real.
test("every page of the console shows what this server has", async () => {
  const page = await signIn(stage);
  const pages = await addresses();
  expect(pages.filter((address) => /\/(\?|$)/.test(address) || address.includes("//"))).toEqual([]);
  const broken: string[] = [];
  for (const address of pages) {
    await goTo(page, address);
    expect(page.url()).toBe(stage.world.app.core.publicUrl + address);
    if ((await page.locator(".error-state").count()) > 0) broken.push(address);
  }
  await page.context().close();
  expect(broken).toEqual([]);
  expect(stage.troubles).toEqual([]);
});

test.for([
  ["zh-CN", false],
  ["en", true],
] as const)("the login keeps nobody out, in %s, in the dark: %s", async ([language, dark]) => {
  const page = await stage.open({ dark });
  await page.goto(`${stage.world.app.core.publicUrl}/login`);
  await speak(page, language);
  await page.reload();
  await settled(page);
  expect(await graveViolations(page)).toEqual([]);
  await page.context().close();
});

test.for([
  ["zh-CN", false],
  ["en-GB", true],
] as const)("the phones and what is behind them keep nobody out, in %s, in the dark: %s", async ([locale, dark]) => {
  const { page, customer, staff } = await openPanel(stage, { locale, dark });
  if (locale === "en-GB") await page.getByTestId("language").click();
  await customer.getByTestId("person-select").selectOption(me);
  await customer.getByTestId("customer-tab-chats").click();
  const seen: Record<string, string[]> = {};
  const look = async (what: string) => {
    const violations = await graveViolations(page);
    if (violations.length > 0) seen[what] = violations;
  };
  await customer.getByTestId("chat-item").first().waitFor();
  await look("chats");
  await customer.locator("[data-testid=chat-item][data-with^=officer-]").click();
  await customer.getByTestId("link-card").first().waitFor();
  await look("a chat");
  await customer.getByTestId("back").click();
  for (const tab of ["scan", "moments", "me"]) {
    await customer.getByTestId(`customer-tab-${tab}`).click();
    await look(tab);
  }
  await staff.getByTestId("staff-select").selectOption("store-001");
  for (const tab of ["messages", "tasks", "moments", "groups"]) {
    await staff.getByTestId(`staff-tab-${tab}`).click();
    await look(tab);
  }
  await staff.getByTestId("group-item").first().click();
  await staff.getByTestId("welcome-template").waitFor();
  await look("a group");
  await page.getByTestId("fault-more").click();
  await page.getByTestId("fault-slow").check();
  await page.getByTestId("fault-clear").waitFor();
  await page.getByTestId("call").first().click();
  await page.getByTestId("call-answer").waitFor();
  await look("a call and a trouble");
  await page.getByTestId("fault-clear").click();
  await page.getByTestId("fault-clear").waitFor({ state: "detached" });
  await page.context().close();
  expect(seen).toEqual({});
});

/** What phones show: who opens which address of ours. */
const PHONE_PAGES = [
  ["somebody new", "/m/welfare", ".number"],
  ["somebody new", "/m/find-store", "form[data-form=search]"],
  ["somebody new", "/m/find-store?city=%E4%B8%8A%E6%B5%B7%E5%B8%82", "form[data-form=choose]"],
  ["somebody new", "/m/find-store?q=nowhere", "[data-reason=unknown]"],
  ["somebody new", "/m/gone", "[data-reason=notFound]"],
  ["me", "/m/my-group", "[data-already-in]"],
  ["manager", "TASK", "[data-act]"],
  ["somebody new", "TASK", "[data-reason=not-staff]"],
] as const;

test.for([
  ["zh-CN", false],
  ["en-GB", true],
] as const)("no page on a phone keeps anybody out, in %s, in the dark: %s", async ([locale, dark]) => {
  const { world } = stage;
  const { items: codes } = await world.api(api.liveCodes.list, { kind: "staff" });
  const newcomer = (await world.act({ who: "new", do: "scan", url: codes[0]?.qrUrl ?? "" })).who;
  await world.advance("30s");
  const { items: tasks } = await world.api(api.tasks.list, { assignee: "store-001" });
  const task = tasks.find(({ kind }) => kind === "finish-group-setup")?.id ?? "";
  const holders = { "somebody new": newcomer, me, manager: "store-001" };
  const seen: Record<string, string[]> = {};
  for (const [holder, address, shows] of PHONE_PAGES) {
    const page = await stage.open({ locale, dark, width: 390, height: 844 });
    await page.goto(await addressOnPhone(holders[holder], world.app.core.publicUrl + address.replace("TASK", `/m/t/${task}`)));
    await page.locator(shows).first().waitFor({ state: "attached" });
    expect(await page.locator("html").getAttribute("lang"), address).toBe(locale.startsWith("en") ? "en" : "zh-CN");
    const violations = await graveViolations(page);
    if (violations.length > 0) seen[address] = violations;
    await page.context().close();
  }
  // The code of a seat, reached as people do.
  const page = await stage.open({ locale, dark, width: 390, height: 844 });
  await page.goto(await addressOnPhone(newcomer, `${world.app.core.publicUrl}/m/find-store?city=%E4%B8%8A%E6%B5%B7%E5%B8%82`));
  await page.locator("form[data-form=choose] button").first().click();
  await page.locator("[data-qr]").waitFor();
  const violations = await graveViolations(page);
  if (violations.length > 0) seen["code"] = violations;
  await page.context().close();
  expect(seen).toEqual({});
});

async function addressOnPhone(who: string, url: string): Promise<string> {
  const answer = await fetch(`${stage.world.sandbox.url}/_sandbox/panel/visit`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ who, url }),
  });
  const body: unknown = await answer.json();
  if (typeof body !== "object" || body === null || !("src" in body)) throw new Error(`no way to show ${url} on a phone`);
  return String(body.src);
}
