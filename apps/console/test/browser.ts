import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "../../../scripts/browser.ts";
import { MOVING } from "../../../scripts/browser/moving.ts";
import { startFake } from "./fake-server.ts";
import { pages } from "./pages.ts";

type Finding = { id: string; impact: string; help: string; nodes: Array<{ html: string; failureSummary: string }> };

export let fake: Awaited<ReturnType<typeof startFake>>;
let browser: Browser;
let axe: string;
/** Errors of scripts on any page of the running test. */
const complaints: string[] = [];

/** Call it once in a test file: a browser and the console with its stand-in server. */
export function useConsole(): void {
  beforeAll(async () => {
    fake = await startFake();
    browser = await launchBrowser();
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.close();
  });
  afterEach(() => {
    fake.scene("full");
    complaints.length = 0;
  });
}

export type Look = { language?: string; mode?: string; width?: number };
export async function open(path: string, { language = "zh-CN", mode = "light", width = 1280 }: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 860 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => line.type() === "error" && !/Failed to load resource/.test(line.text()) && complaints.push(line.text()));
  await page.addInitScript(
    `if (!localStorage.getItem("shuke.language")) { localStorage.setItem("shuke.language", "${language}"); localStorage.setItem("shuke.mode", "${mode}"); }`,
  );
  await page.goto(fake.url + path);
  await settle(page);
  return page;
}

/** Goes to another page inside the console, and waits until nothing is loading any more. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState({}, "", ${JSON.stringify(path)})`);
  await settle(page);
}

async function settle(page: Page): Promise<void> {
  await page.locator("h1, .empty-state, .error-state").first().waitFor();
  await expect.poll(() => page.locator(".table-skeleton, .ant-skeleton, .shell-wait").count(), { timeout: 15_000 }).toBe(0);
  // What is still fading in has other colours than it will have.
  await expect.poll(() => page.evaluate<number>(MOVING), { timeout: 5_000 }).toBe(0);
}

/** What axe finds serious or critical, in lines that can be read. */
export async function serious(page: Page): Promise<string[]> {
  // Walking inside the console keeps the document and what was read into it: reading axe cost as much as asking it.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe);
  const found = await page.evaluate<Finding[]>("axe.run({ resultTypes: ['violations'] }).then((result) => result.violations)");
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.failureSummary.split("\n")[1]?.trim() ?? ""}`),
    );
}

/** Walks through every page in one look: what axe finds serious, and what scripts complained of. */
export async function seriousOnEveryPage(look: Look): Promise<{ findings: string[]; complaints: string[] }> {
  const page = await open("/today", look);
  const findings: string[] = [];
  for (const [name, path] of Object.entries(pages)) {
    await goTo(page, path);
    expect(new URL(page.url()).pathname, name).toBe(path.split(/[?#]/)[0]);
    let found = await serious(page);
    // On a busy machine something may just be opening or closing. What is still wrong when it has is wrong.
    if (found.length > 0) {
      await settle(page);
      found = await serious(page);
    }
    findings.push(...found.map((line) => `${name}: ${line}`));
  }
  await page.context().close();
  return { findings, complaints };
}
