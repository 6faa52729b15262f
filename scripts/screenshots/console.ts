import type { Page } from "playwright-core";
import type { World } from "../../apps/server/test/world.ts";
import { type Camera, untilStill, type View } from "./camera.ts";
import { consolePages } from "./pages.ts";

const WIDE = { width: 1440, height: 900 } as const;
const LIGHTS: readonly (View & { suffix: string })[] = [
  { language: "zh-CN", dark: false, ...WIDE, suffix: "" },
  { language: "en", dark: false, ...WIDE, suffix: ".en" },
  { language: "zh-CN", dark: true, ...WIDE, suffix: ".dark" },
];

/** All pages in Chinese by day; the main ones in English and by night too. */
export async function shootConsole(world: World, camera: Camera): Promise<void> {
  const pages = await consolePages(world);
  for (const { suffix, ...view } of LIGHTS) {
    const page = await camera.open(view);
    await signIn(world, camera, page, view, `login${suffix}`);
    for (const { name, address, main, height = WIDE.height } of pages) {
      if (suffix !== "" && main !== true) continue;
      await page.setViewportSize({ width: WIDE.width, height });
      await page.goto(world.app.core.publicUrl + address);
      await untilStill(page);
      await camera.shoot(page, `console-${name}${suffix}`);
    }
    await page.context().close();
  }
}

async function signIn(world: World, camera: Camera, page: Page, { language }: View, name: string): Promise<void> {
  await page.goto(`${world.app.core.publicUrl}/login`);
  await page.evaluate((wanted) => localStorage.setItem("shuke.language", wanted), language);
  await page.reload();
  await untilStill(page);
  await camera.shoot(page, `console-${name}`);
  await page.locator("input[type=email]").fill(world.credentials.email);
  await page.locator("input[type=password]").fill(world.credentials.password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/today");
}
