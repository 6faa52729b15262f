import { describe, expect, test } from "vitest";
import type { PhoneRequest } from "./page-form.ts";
import type { Manners } from "./page-walker.ts";
import { walkPages } from "./page-walker.ts";

const SHOP = "https://shop.test";
const LOCATE = `<form method="post" data-form="locate" action="/m/locate"><input type="hidden" name="csrf" value="t1">
  <input name="lng"><input name="lat"><input name="datum"></form>`;
const SEARCH = `<form method="get" data-form="search" action="/m/stores"><input name="q"><select name="city"><option value="">选城市</option>
  <option value="sh">上海市</option></select></form>`;
const STORES = ["s1", "s2"].map(
  (id) => `<form method="post" data-form="choose" action="/m/choose"><input type="hidden" name="storeId" value="${id}">
  <input type="hidden" name="csrf" value="t2"><button>选这家</button></form>`,
);
const CODE = `<img data-qr="http://sandbox.test/q/group/1" src="/qr.png">`;

type Answer = string | { status: number; html: string } | Error;

function shop(answers: Record<string, Answer>): {
  asked: PhoneRequest[];
  fetch: Parameters<typeof walkPages>[0];
} {
  const asked: PhoneRequest[] = [];
  return {
    asked,
    fetch: async (request) => {
      asked.push(request);
      const url = new URL(request.url);
      const answer = answers[`${request.method} ${url.pathname}`] ?? {
        status: 404,
        html: "<p>404</p>",
      };
      if (answer instanceof Error) throw answer;
      const page = typeof answer === "string" ? { status: 200, html: answer } : answer;
      return {
        ...page,
        html: page.html && `<!doctype html><main>${page.html}</main>`,
        url: request.url,
      };
    },
  };
}

function manners(change: Partial<Manners> = {}): Manners {
  return {
    locate: () => ({ lng: 121.5, lat: 31.2, datum: "wgs84" }),
    search: (selects) => ({ q: "", city: selects.get("city")?.at(-1)?.value ?? "" }),
    choose: (_count, attempt) => attempt,
    claim: () => true,
    goOn: () => true,
    ...change,
  };
}

describe("a person uses a page", () => {
  test("shares the position, chooses the first store, sees the code; every hidden input is sent", async () => {
    const { fetch, asked } = shop({
      "GET /m/find": LOCATE + SEARCH,
      "POST /m/locate": STORES.join("") + SEARCH,
      "POST /m/choose": CODE,
    });
    const walk = await walkPages(fetch, `${SHOP}/m/find`, manners());
    expect(walk).toMatchObject({
      steps: ["locate", "choose"],
      codes: ["http://sandbox.test/q/group/1"],
      problems: [],
    });
    expect(asked.map((request) => request.form)).toEqual([
      undefined,
      { csrf: "t1", lng: "121.5", lat: "31.2", datum: "wgs84" },
      { storeId: "s1", csrf: "t2" },
    ]);
  });

  test("refuses the position and searches by city instead", async () => {
    const { fetch, asked } = shop({
      "GET /m/find": LOCATE + SEARCH,
      "GET /m/stores": STORES.join(""),
      "POST /m/choose": CODE,
    });
    const walk = await walkPages(fetch, `${SHOP}/m/find`, manners({ locate: () => undefined }));
    expect(walk.steps).toEqual(["search", "choose"]);
    expect(asked[1]?.url).toBe(`${SHOP}/m/stores?q=&city=sh`);
    expect(walk.codes).toHaveLength(1);
  });

  test("is told that nothing is near, notes the reason, and searches", async () => {
    const { fetch } = shop({
      "GET /m/find": LOCATE,
      "POST /m/locate": `<p data-reason="too-far">附近没有门店</p>${SEARCH}`,
      "GET /m/stores": STORES.join(""),
      "POST /m/choose": CODE,
    });
    const walk = await walkPages(fetch, `${SHOP}/m/find`, manners());
    expect(walk).toMatchObject({ steps: ["locate", "search", "choose"], problems: ["too-far"] });
    expect(walk.codes).toHaveLength(1);
  });

  test("takes another store when the first is full, and gives up after the second", async () => {
    const { fetch, asked } = shop({
      "GET /m/find": STORES.join(""),
      "POST /m/choose": `<p data-reason="full">这家满了</p>${STORES.join("")}`,
    });
    const walk = await walkPages(fetch, `${SHOP}/m/find`, manners());
    expect(asked.slice(1).map((request) => request.form?.["storeId"])).toEqual(["s1", "s2"]);
    expect(walk).toMatchObject({ codes: [], problems: ["full", "full"] });
  });

  test("claims the coupon, then follows the link to the next step", async () => {
    const { fetch } = shop({
      "GET /m/coupon": `<form method="post" data-form="claim" action="/m/claim"></form><a data-next href="/m/find">找门店</a>`,
      "POST /m/claim": `<a data-next href="/m/find">找门店</a>`,
      "GET /m/find": `<p data-already-in="g7">你已经在群里了</p>`,
    });
    const walk = await walkPages(fetch, `${SHOP}/m/coupon`, manners());
    expect(walk).toMatchObject({ steps: ["claim", "next"], alreadyIn: "g7" });
  });

  test.each<[string, Answer, string, boolean]>([
    ["is gone", { status: 404, html: "<p>没有了</p>" }, "http-404", false],
    ["fails", { status: 502, html: "<p>稍后再来</p>" }, "http-502", true],
    ["cannot be reached", new Error("ECONNREFUSED"), "unreachable", true],
    ["is no page", { status: 200, html: "" }, "not-a-page", false],
  ])("a page that %s is a reason, not a crash", async (_what, answer, reason, unreachable) => {
    const walk = await walkPages(shop({ "GET /m/find": answer }).fetch, `${SHOP}/m/find`, manners());
    expect(walk).toMatchObject({ problems: [reason], unreachable, codes: [] });
  });

  test("pages that lead in a circle end", async () => {
    const { fetch, asked } = shop({});
    const endless: typeof fetch = async (request) => {
      await fetch(request);
      const html = `<a data-next href="/m/${asked.length}">next</a>`;
      return { status: 200, url: request.url, html };
    };
    const walk = await walkPages(endless, `${SHOP}/m/0`, manners());
    expect(walk.problems).toEqual(["too-many-pages"]);
    expect(asked).toHaveLength(12);
  });
});
