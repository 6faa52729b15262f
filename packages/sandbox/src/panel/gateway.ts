import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { request } from "undici";
import { createCookieJar } from "./cookie-jar.ts";
import type { PhoneSite } from "./gateway-address.ts";
import { gatewayOrigin } from "./gateway-address.ts";

export interface GatewayOptions {
  /** Base url of the sandbox, whose authorize page is passed on the way and never shown. */
  sandboxOrigin(): string;
  /** What this phone is set to; undefined = as the browser asks. */
  languageOf?(who: string): string | undefined;
  /** "customer" and "staff" have the browsers of two different apps. */
  kindOf(who: string): "customer" | "staff" | undefined;
}

type Headers = Record<string, string | string[]>;
interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

const BRIDGE = "/_phone/bridge.js";
const MAX_LOGIN_HOPS = 5;
// Belongs to the connection, or is made anew for the next one.
const NOT_PASSED_ON = new Set(
  "connection keep-alive transfer-encoding content-length content-encoding host cookie set-cookie accept-encoding upgrade te trailer x-frame-options strict-transport-security".split(
    " ",
  ),
);
const AGENTS = {
  customer: "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile MicroMessenger/8.0.50 Shuke-Sandbox",
  staff: "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile wxwork/4.1.30 MicroMessenger/7.0.1 Shuke-Sandbox",
};

/**
 * Shows any site on somebody's phone: passes requests on with that phone's own cookies, goes through the sandbox's
 * OAuth as that person, and puts a small bridge script into pages. Answers 404 for an unknown person and 502, in words,
 * when the site does not answer.
 */
export function createGateway(
  options: GatewayOptions,
): (site: PhoneSite, incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  // Cookie life times are the browser's business, hence real time.
  const jar = createCookieJar(() => Date.now());

  async function ask(site: PhoneSite, url: string, init: { method: string; headers: Headers; body?: Buffer }): Promise<Answer> {
    const key = `${site.who} ${new URL(url).origin}`;
    const cookie = jar.header(key);
    const response = await request(url, {
      method: init.method as "GET",
      headers: { ...init.headers, ...(cookie !== undefined && { cookie }) },
      body: init.body ?? null,
    });
    const headers: Headers = {};
    for (const [name, value] of Object.entries(response.headers)) if (value !== undefined) headers[name] = value;
    jar.store(key, [headers["set-cookie"] ?? []].flat());
    return { status: response.statusCode, headers, body: Buffer.from(await response.body.arrayBuffer()) };
  }

  /** Follows a redirect through the sandbox's own authorize page, which a phone passes without stopping. */
  async function passLogin(site: PhoneSite, answer: Answer): Promise<Answer> {
    let current = answer;
    for (let hop = 0; hop < MAX_LOGIN_HOPS; hop++) {
      const location = locationOf(current);
      if (location === undefined || !location.startsWith(`${options.sandboxOrigin()}/connect/`)) return current;
      current = await ask(site, location, { method: "GET", headers: { "x-sandbox-phone": site.who } });
    }
    return current;
  }

  return async (site, incoming, outgoing) => {
    const port = incoming.socket.localPort ?? 0;
    const kind = options.kindOf(site.who);
    if (kind === undefined) return plain(outgoing, 404, `没有这个人：${site.who}`);
    if (incoming.url === BRIDGE) return sendBridge(outgoing);
    try {
      const body = await readAll(incoming);
      const headers = passedOn(incoming, site, port);
      headers["user-agent"] = AGENTS[kind];
      const language = options.languageOf?.(site.who);
      if (language !== undefined) headers["accept-language"] = language;
      const init = { method: incoming.method ?? "GET", headers, ...(body.length > 0 && { body }) };
      const answer = await passLogin(site, await ask(site, site.origin + (incoming.url ?? "/"), init));
      send(site, port, answer, outgoing);
    } catch (error) {
      plain(outgoing, 502, `打不开 ${site.origin}：${error instanceof Error ? error.message : "没有回应"}`);
    }
  };
}

function passedOn(incoming: IncomingMessage, site: PhoneSite, port: number): Headers {
  const headers: Headers = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !NOT_PASSED_ON.has(name)) headers[name] = value;
  }
  // The site compares these with its own address.
  if (headers["origin"] !== undefined) headers["origin"] = site.origin;
  const referer = incoming.headers.referer;
  if (referer !== undefined) headers["referer"] = referer.replace(gatewayOrigin(site, port), site.origin);
  return headers;
}

function send(site: PhoneSite, port: number, answer: Answer, outgoing: ServerResponse): void {
  const headers: Headers = {};
  for (const [name, value] of Object.entries(answer.headers)) if (!NOT_PASSED_ON.has(name)) headers[name] = value;
  const location = locationOf(answer);
  if (location !== undefined) headers["location"] = onPhone(site, port, new URL(location, site.origin).href);
  const policy = headers["content-security-policy"];
  if (policy !== undefined) {
    // The frame around the page is the phone itself.
    headers["content-security-policy"] = [policy].flat().map((text) => text.replace(/frame-ancestors[^;]*;?/gu, ""));
  }
  let body = answer.body;
  if (String(headers["content-type"] ?? "").includes("text/html")) {
    const html = body.toString("utf8").replaceAll(site.origin, gatewayOrigin(site, port));
    const bridge = `<script src="${BRIDGE}"></script>`;
    // First in the head, so that the page's own script already meets the phone's position.
    body = Buffer.from(/<head[^>]*>/iu.test(html) ? html.replace(/<head[^>]*>/iu, `$&${bridge}`) : bridge + html);
    headers["cache-control"] = "no-store";
  }
  outgoing.writeHead(answer.status, { ...headers, "content-length": String(body.length) });
  outgoing.end(body);
}

function locationOf(answer: Answer): string | undefined {
  const location = answer.headers["location"];
  if (answer.status < 300 || answer.status >= 400 || location === undefined) return undefined;
  return [location].flat()[0];
}

function onPhone(site: PhoneSite, port: number, url: string): string {
  const { origin } = new URL(url);
  return url.replace(origin, gatewayOrigin({ who: site.who, origin }, port));
}

async function sendBridge(outgoing: ServerResponse): Promise<void> {
  const script = await readFile(new URL("./bridge.js", import.meta.url));
  outgoing.writeHead(200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-store" });
  outgoing.end(script);
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function plain(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  outgoing.end(text);
}
