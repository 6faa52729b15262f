import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../../scripts/browser.ts";
import { createWorld, type World, type WorldOptions } from "../world.ts";
import { countRequests } from "./drained.ts";

/** Generous: the machine may be busy with other things. Nothing waits for time, only for what should appear. */
export const PATIENCE_MS = 30_000;

export type Stage = {
  world: World;
  browser: Browser;
  /** A page of its own in a context of its own. What goes wrong inside is kept in `troubles`. */
  open(options?: { locale?: string; dark?: boolean; width?: number; height?: number }): Promise<Page>;
  /** Errors of scripts, refused resources and defects of the server in any page so far. */
  troubles: string[];
  close(): Promise<void>;
};

/** 9:00 on a Monday in China: the shops are open and the night's rest is over. */
export const MORNING = "2026-03-02T01:00:00.000Z";

const OFFICERS = ["林知夏", "周予安", "陈若溪"];

/**
 * The whole house with the demo's brand (three stores, no past), and a browser. Nobody acts by themselves: the test plays
 * the customers, the officers and the managers; time stands still until it is moved.
 */
export async function createStage(options: WorldOptions = {}): Promise<Stage> {
  const world = await createWorld({
    start: MORNING,
    ...options,
    config: { demo: { stores: 3, history: false }, ...options.config },
  });
  const officers = OFFICERS.map((name, i) => ({
    userid: `officer-${i + 1}`,
    name,
    department: [2],
    position: "首席福利官",
    persona: "manual",
  }));
  const { users } = world.sandbox.setup({ users: [...officers, manager("store-001", "王思远")] });
  if (users.length !== officers.length + 1) throw new Error("the demo's staff has other ids");
  const browser = await launchBrowser();
  const troubles: string[] = [];
  const tell = (page: Page, what: string) => troubles.push(`${page.url().slice(0, 120)} ${what.slice(0, 300)}`);
  return {
    world,
    browser,
    troubles,
    async open({ locale = "zh-CN", dark = false, width = 1440, height = 900 } = {}) {
      const context = await browser.newContext({
        locale,
        timezoneId: "Asia/Shanghai",
        colorScheme: dark ? "dark" : "light",
        viewport: { width, height },
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      countRequests(page);
      page.on("pageerror", (error) => tell(page, error.message));
      page.on("response", (answer) => {
        if (answer.status() >= 500) troubles.push(`${answer.status()} ${answer.url()}`);
      });
      page.on("console", (line) => {
        // Said by Chromium for the first question of somebody who is not signed in.
        if (line.type() === "error" && !line.text().includes("401")) tell(page, line.text());
      });
      return page;
    },
    async close() {
      await browser.close();
      await world.close();
    },
  };
}

const manager = (userid: string, name: string) => ({
  userid,
  name,
  department: [10],
  position: "店长",
  persona: "manual",
});
