import { createServer, request } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ControlError } from "../kit/errors.ts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { createSim } from "../sim.ts";
import { createPerson } from "../world/persons.ts";
import { createCookieJar } from "./cookie-jar.ts";
import { gatewayOrigin, readGatewayHost } from "./gateway-address.ts";
import { registerPanel } from "./routes.ts";

const sim = createSim({ seed: 1, start: Date.parse("2026-03-02T01:00:00Z"), settings: DEFAULT_SETTINGS });
const people = [createPerson(sim.world, { name: "小满" }), createPerson(sim.world, { name: "阿凯" })].map((p) => p.who);
let app: FastifyInstance;
let site: Server;
let port = 0;
let siteOrigin = "";
const received: { method: string; headers: IncomingMessage["headers"]; body: string }[] = [];

/** A site as Shuke's pages are: logs in by OAuth, keeps a cookie, forbids foreign frames. */
async function answerSite(incoming: IncomingMessage): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const chunks = await Readable.from(incoming).toArray();
  received.push({ method: incoming.method ?? "", headers: incoming.headers, body: Buffer.concat(chunks).toString("utf8") });
  const url = new URL(incoming.url ?? "/", siteOrigin);
  const who = /sid=([^;]*)/u.exec(incoming.headers.cookie ?? "")?.[1];
  if (url.pathname === "/m/back") {
    const cookie = `sid=${url.searchParams.get("code")}; Path=/m; HttpOnly; SameSite=Lax`;
    return { status: 302, headers: { location: "/m/find", "set-cookie": cookie }, body: "" };
  }
  if (who === undefined) {
    const back = encodeURIComponent(`${siteOrigin}/m/back`);
    const location = `${sim.world.origin}/connect/oauth2/authorize?redirect_uri=${back}#wechat_redirect`;
    return { status: 302, headers: { location }, body: "" };
  }
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; img-src *",
  };
  return { status: 200, headers, body: `<html><head><title>t</title></head><a href="${siteOrigin}/m/x">${who}</a></html>` };
}

beforeAll(async () => {
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof ControlError ? error.status : 500;
    return reply.status(status).send({ message: error instanceof Error ? error.message : "" });
  });
  registerPanel(app, sim);
  app.get<{ Querystring: { redirect_uri: string } }>("/connect/oauth2/authorize", (incoming, reply) =>
    reply.redirect(`${incoming.query.redirect_uri}?code=code-of-${String(incoming.headers["x-sandbox-phone"])}`),
  );
  sim.world.origin = await app.listen({ port: 0, host: "127.0.0.1" });
  port = Number(new URL(sim.world.origin).port);
  site = createServer((incoming, outgoing) => {
    void answerSite(incoming).then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body));
  });
  await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
  siteOrigin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await app.close();
  site.close();
});

interface Got {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Asks the gateway as a browser that resolves *.localhost to this machine. */
function ask(
  who: string,
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; origin?: string } = {},
): Promise<Got> {
  const host = new URL(gatewayOrigin({ who, origin: init.origin ?? siteOrigin }, port)).host;
  return new Promise((done, failed) => {
    const options = { host: "127.0.0.1", port, path, method: init.method ?? "GET", headers: { ...init.headers, host } };
    const outgoing = request(options, (incoming) => {
      void incoming.toArray().then((chunks) => {
        done({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString("utf8") });
      }, failed);
    });
    outgoing.on("error", failed).end(init.body);
  });
}

/** Follows redirects as the frame does; they must stay on the phone. */
async function open(who: string, path: string): Promise<Got> {
  const got = await ask(who, path);
  const { location } = got.headers;
  if (got.status !== 302 || location === undefined) return got;
  expect(new URL(location).origin).toBe(gatewayOrigin({ who, origin: siteOrigin }, port));
  return open(who, new URL(location).pathname + new URL(location).search);
}

describe("a page on a phone", () => {
  test("every person is logged in as herself, in one browser", async () => {
    const [first = "", second = ""] = people;
    expect((await open(first, "/m/find")).body).toContain(`code-of-${first}`);
    expect((await open(second, "/m/find")).body).toContain(`code-of-${second}`);
    expect((await open(first, "/m/find")).body).toContain(`code-of-${first}`);
  });

  test("may be framed by the phone, has the bridge first, and its links stay on the phone", async () => {
    const [who = ""] = people;
    const page = await open(who, "/m/find");
    expect(page.headers["x-frame-options"]).toBeUndefined();
    expect(page.headers["content-security-policy"]).toBe("default-src 'self';  img-src *");
    expect(page.body).toContain(`<head><script src="/_phone/bridge.js"></script><title>`);
    expect(page.body).toContain(`href="${gatewayOrigin({ who, origin: siteOrigin }, port)}/m/x"`);
    expect((await ask(who, "/_phone/bridge.js")).headers["content-type"]).toContain("text/javascript");
  });

  test("a form arrives as from the site itself, body untouched", async () => {
    const [who = ""] = people;
    await open(who, "/m/find");
    const origin = gatewayOrigin({ who, origin: siteOrigin }, port);
    const headers = { origin, referer: `${origin}/m/find`, "content-type": "application/x-www-form-urlencoded" };
    await ask(who, "/m/choose", { method: "POST", headers, body: "storeId=s1&csrf=%E5%BA%97" });
    expect(received.at(-1)).toMatchObject({
      method: "POST",
      body: "storeId=s1&csrf=%E5%BA%97",
      headers: { origin: siteOrigin, referer: `${siteOrigin}/m/find` },
    });
    expect(received.at(-1)?.headers["user-agent"]).toContain("MicroMessenger");
  });

  test("nobody's phone and a site that is down are said in words", async () => {
    expect(await ask("c999", "/m/find")).toMatchObject({ status: 404, body: "没有这个人：c999" });
    const down = await ask(people[0] ?? "", "/", { origin: "http://127.0.0.1:9" });
    expect(down.status).toBe(502);
    expect(down.body).toContain("打不开 http://127.0.0.1:9");
  });
});

describe("the panel's own routes", () => {
  test("serve the page and nothing outside its folder", async () => {
    expect((await app.inject("/_sandbox/panel/index.html")).headers["content-type"]).toContain("text/html");
    const outside = ["routes.ts", "..%2Fsim.ts", "README.md", "nothing.js"];
    const answers = outside.map((path) => app.inject(`/_sandbox/panel/${path}`));
    expect((await Promise.all(answers)).map((answer) => answer.statusCode)).toEqual([404, 404, 404, 404]);
  });

  test("list people, the latest first, and find them by name", async () => {
    const all = (await app.inject("/_sandbox/people?kind=customer&limit=1")).json();
    expect(all).toMatchObject({ total: 2, items: [{ name: "阿凯", kind: "customer" }] });
    const found = (await app.inject(`/_sandbox/people?q=${encodeURIComponent("小满")}`)).json();
    expect(found.items.map((one: { id: string }) => one.id)).toEqual([people[0]]);
    expect((await app.inject("/_sandbox/people?kind=robots")).statusCode).toBe(400);
  });

  test("a visit gives the frame's address, for known people and web addresses only", async () => {
    const visit = (payload: object) => app.inject({ method: "POST", url: "/_sandbox/panel/visit", payload });
    const src: string = (await visit({ who: people[0], url: `${siteOrigin}/m/find?v=1` })).json().src;
    expect(readGatewayHost(new URL(src).host)).toEqual({ who: people[0], origin: siteOrigin });
    expect(src.endsWith("/m/find?v=1")).toBe(true);
    expect((await visit({ who: people[0], url: "file:///etc/passwd" })).statusCode).toBe(400);
    expect((await visit({ who: "c999", url: siteOrigin })).statusCode).toBe(404);
  });
});

describe("addresses and cookies", () => {
  test.each([
    ["c12", "http://127.0.0.1:8080"],
    ["张店长", "https://community.a-brand-with-a-rather-long-name.example.com.cn"],
  ])("%s on %s comes back from the host name", (who, origin) => {
    const { host } = new URL(gatewayOrigin({ who, origin }, 8081));
    expect(host.split(".").every((label) => label.length <= 63)).toBe(true);
    expect(readGatewayHost(host)).toEqual({ who, origin });
  });

  test.each(["127.0.0.1:8081", "localhost", "phone.localhost", "zz.687474703a2f2f61.phone.localhost", "61.62.phone.localhost"])(
    "%s is no phone",
    (host) => {
      expect(readGatewayHost(host)).toBeUndefined();
    },
  );

  test("cookies are replaced and end", () => {
    const jar = createCookieJar(() => Date.parse("2026-01-01T00:00:00Z"));
    jar.store("k", ["a=1; Path=/", "b=2=3; HttpOnly", "bad"]);
    jar.store("k", ["a=4"]);
    expect(jar.header("k")).toBe("a=4; b=2=3");
    jar.store("k", ["a=; Max-Age=0", "b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
    expect([jar.header("k"), jar.header("other")]).toEqual([undefined, undefined]);
  });
});
