import { expect, test } from "vitest";
import { isOutside, isPreview } from "./rules.ts";

const WECHAT =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50(0x18003237) NetType/WIFI Language/zh_CN";
const asked = (agent: string, more: Record<string, string> = {}, method = "GET") => ({ method, headers: { "user-agent": agent, ...more } });

test.each([
  ["a robot by its name", asked("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")],
  ["a program", asked("curl/8.5.0")],
  ["the picture of a card", asked("facebookexternalhit/1.1")],
  ["a question for the head only", asked(WECHAT, {}, "HEAD")],
  ["a page that is loaded ahead", asked(WECHAT, { "sec-purpose": "prefetch;prerender" })],
])("nobody looks: %s", (_, request) => expect(isPreview(request)).toBe(true));

test("a phone with WeChat is a person who can be known; a browser elsewhere is a person who cannot", () => {
  expect([isPreview(asked(WECHAT)), isOutside(asked(WECHAT))]).toEqual([false, false]);
  const chrome = asked("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36");
  expect([isPreview(chrome), isOutside(chrome)]).toEqual([false, true]);
  expect(isOutside(asked("Mozilla/5.0 (Windows NT 10.0) wxwork/4.1.10"))).toBe(false);
  expect([isPreview(asked("")), isOutside(asked(""))]).toEqual([false, false]);
});
