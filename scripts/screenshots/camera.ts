import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";

export type View = { language: "zh-CN" | "en"; dark: boolean; width: number; height: number; scale?: number };

const PATIENCE_MS = 60_000;

/** Takes pictures into a folder and counts them. */
export function createCamera(browser: Browser, folder: string) {
  mkdirSync(folder, { recursive: true });
  let taken = 0;
  return {
    taken: () => taken,
    async open({ language, dark, width, height, scale = 1.5 }: View): Promise<Page> {
      const context = await browser.newContext({
        locale: language === "en" ? "en-GB" : "zh-CN",
        timezoneId: "Asia/Shanghai",
        colorScheme: dark ? "dark" : "light",
        reducedMotion: "reduce",
        deviceScaleFactor: scale,
        viewport: { width, height },
      });
      context.setDefaultTimeout(PATIENCE_MS);
      return context.newPage();
    },
    async shoot(page: Page, name: string): Promise<string> {
      const file = path.join(folder, `${name}.png`);
      await page.screenshot({ path: file, animations: "disabled" });
      taken += 1;
      return file;
    },
  };
}

export type Camera = ReturnType<typeof createCamera>;

/** Nothing is asked for, no skeleton is left, and the charts have been drawn. */
export async function untilStill(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.locator(".table-skeleton, .ant-skeleton, .shell-wait").first().waitFor({ state: "detached" });
  let before = "";
  for (let same = 0; same < 2;) {
    const now = (await page.screenshot({ animations: "disabled", scale: "css" })).toString("base64");
    same = now === before ? same + 1 : 0;
    before = now;
  }
}
