import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("the browser draws Chinese: two characters look different, a character without a glyph would be a box like any other", async () => {
  const page = await browser.newPage({ viewport: { width: 100, height: 100 } });
  const draw = async (text: string): Promise<string> => {
    await page.setContent(`<body style="margin:0;font:64px system-ui">${text}</body>`);
    return (await page.screenshot()).toString("base64");
  };
  const pictures = new Set([await draw("熟"), await draw("客"), await draw("群"), await draw("")]);
  expect(pictures.size).toBe(4);
});

test("the browser runs scripts and knows its language", async () => {
  const page = await browser.newPage({ locale: "zh-CN" });
  await page.setContent(
    "<p id=p></p><script>p.textContent = new Date(0).toLocaleDateString('zh-CN', { timeZone: 'Asia/Shanghai' })</script>",
  );
  expect(await page.textContent("#p")).toBe("1970/1/1");
});
