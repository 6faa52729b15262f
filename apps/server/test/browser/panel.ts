import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { PATIENCE_MS, type Stage } from "./stage.ts";

/** The panel with its two phones, as a person uses it. */
export type Panel = {
  page: Page;
  /** The phone of whoever is chosen at the left, and of the member of staff at the right. */
  customer: Locator;
  staff: Locator;
  /** The page that the customer's or the staff's phone shows. */
  customerPage: FrameLocator;
  staffPage: FrameLocator;
  toast: Locator;
};

export async function openPanel(stage: Stage, options?: Parameters<Stage["open"]>[0]): Promise<Panel> {
  const page = await stage.open(options);
  await page.goto(`${stage.world.sandbox.url}/_sandbox/panel/`);
  const customer = page.getByTestId("phone-customer");
  const staff = page.getByTestId("phone-staff");
  return {
    page,
    customer,
    staff,
    customerPage: customer.getByTestId("page-frame").contentFrame(),
    staffPage: staff.getByTestId("page-frame").contentFrame(),
    toast: page.getByTestId("toast"),
  };
}

/** Somebody new takes the left phone and scans the poster of the officers; answers who it is. */
export async function scanPoster({ customer }: Panel): Promise<string> {
  const chosen = customer.getByTestId("person-select");
  const before = await chosen.inputValue();
  await customer.getByTestId("person-new").click();
  await expect.poll(() => chosen.inputValue(), { timeout: PATIENCE_MS }).not.toBe(before);
  await customer.locator("[data-testid=code-item][data-kind=contact]").click();
  await customer.getByTestId("unfriend").waitFor();
  return chosen.inputValue();
}

/** Opens the newest card of the chat and goes on to the page that looks for her store. */
export async function openFindStore({ customer, customerPage }: Panel): Promise<void> {
  await customer.getByTestId("link-card").last().click();
  await customerPage.locator("[data-next]").click();
  await customerPage.locator("form[data-form=locate]").waitFor();
}

/** Presses the button that wants the position, and answers the phone's question. */
export async function tellPosition({ customer, customerPage }: Panel, allowed: boolean): Promise<void> {
  await customerPage.locator("form[data-form=locate] button").click();
  await customer.getByTestId(allowed ? "sheet-yes" : "sheet-no").click();
}

/** Whoever holds the left phone goes there. */
export async function stand({ customer, toast }: Panel, at: { lng: number; lat: number }): Promise<void> {
  await customer.getByTestId("page-close").or(customer.getByTestId("back")).first().click();
  await customer.getByTestId("customer-tab-me").click();
  await customer.getByTestId("where-lng").fill(String(at.lng));
  await customer.getByTestId("where-lat").fill(String(at.lat));
  await customer.getByTestId("where-save").click();
  await toast.filter({ hasText: /\S/ }).waitFor();
}

/** The right phone is now this member of staff's, with this tab open. */
export async function takeStaffPhone({ staff }: Panel, userid: string, tab: "messages" | "tasks" | "groups"): Promise<void> {
  await staff.getByTestId("staff-select").selectOption(userid);
  await staff.getByTestId(`staff-tab-${tab}`).click();
}

/** Presses one of the jumps of the clock and waits until it has landed. */
export async function jump({ page }: Panel, by: "10m" | "1h" | "1d"): Promise<void> {
  const landed = page.waitForResponse((answer) => answer.url().endsWith("/_sandbox/clock") && answer.request().method() === "POST", {
    timeout: 120_000,
  });
  await page.getByTestId(`clock-add-${by}`).click();
  await landed;
  await page.getByTestId("clock-busy").filter({ hasNotText: /\S/ }).waitFor({ state: "attached" });
}
