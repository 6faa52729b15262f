import type { Page } from "playwright-core";
import { expect } from "vitest";
import { MOVING } from "../../../../scripts/browser/moving.ts";
import { drained } from "./drained.ts";
import { PATIENCE_MS, type Stage } from "./stage.ts";

/** Signs in with what the start printed, and stands on the first page. */
export async function signIn(stage: Stage, options?: Parameters<Stage["open"]>[0]): Promise<Page> {
  const page = await stage.open(options);
  await enter(stage, page, stage.world.credentials);
  return page;
}

/** The same as somebody else, on a page that is open already. */
export async function enter(stage: Stage, page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto(stage.world.app.core.publicUrl);
  await page.locator("input[type=email]").fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/today");
  await settled(page);
}

/** Loads a page of the console and waits until it shows what it has. */
export async function visit(stage: Stage, page: Page, path: string): Promise<void> {
  await page.goto(stage.world.app.core.publicUrl + path);
  await settled(page);
}

/** Goes to another page inside the console, as a press on a link does, and waits until it shows what it has. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState({}, "", ${JSON.stringify(path)})`);
  await settled(page);
}

/** Nothing is being asked and no skeleton is left. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await drained(page, PATIENCE_MS);
  await page.locator(".table-skeleton, .ant-skeleton, .shell-wait").first().waitFor({ state: "detached" });
}

/** Nothing moves any more: a menu that is still unfolding on a busy machine moves away from under a press. */
export async function still(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<number>(MOVING), { timeout: PATIENCE_MS }).toBe(0);
}

/** Waits until a part of the page says all of this; shows what it says instead when it never does. */
export async function says(page: Page, selector: string, ...wanted: Array<string | RegExp>): Promise<string> {
  const place = page.locator(selector).first();
  let text = "";
  await expect
    .poll(
      async () => {
        text = (await place.innerText()).replaceAll(/\s+/g, " ");
        return wanted.filter((one) => (typeof one === "string" ? !text.includes(one) : !one.test(text)));
      },
      { timeout: PATIENCE_MS, message: `${selector} of ${page.url()}` },
    )
    .toEqual([]);
  return text;
}
