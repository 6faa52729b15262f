import { createServer } from "node:http";
import type { Server } from "node:http";
import { onTestFinished } from "vitest";
import { createSandbox } from "../index.ts";
import type { RunningSandbox, SandboxOptions } from "../index.ts";
import { decrypt, sign } from "../kit/crypto.ts";
import { isBody } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";

/** The smallest picture. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A WeCom answer as plain JSON. */
export type Answer = Body & { errcode: number; errmsg: string };

export interface Heard {
  changeType: string;
  xml: string;
  /** text of an element, "" when absent */
  field(name: string): string;
  /** as it came: the query and the encrypted body */
  query: Query;
  body: string;
}

export type Query = Record<string, string>;

/** Checks the signature of what came and decrypts it; null when it is not from WeCom. */
export type Opener = (query: Query, encrypted: string) => string | null;

/** Somebody who listens to callbacks and follows the clock, as the server does. */
export interface Listener {
  url: string;
  heard: Heard[];
  /** the present instant that came along with each of them, if it came with the key */
  told: string[];
  /** virtual times at which it was stepped */
  steps: string[];
  runs: Body[];
  /** asked at every step; the answer is `nextDueAt` */
  onStep: (now: string) => Promise<string | null> | string | null;
  /** whether it cannot be stepped yet */
  isStarting: () => boolean | Promise<boolean>;
  /** HTTP status for callbacks */
  status: number;
  close(): Promise<void>;
}

/** A call without anything added: no token, method by body. */
export interface RawCall {
  method?: string;
  query?: Record<string, string>;
  body?: object;
  headers?: Record<string, string>;
}

export interface Harness {
  sb: RunningSandbox;
  call(path: string, raw?: RawCall): Promise<Answer>;
  /** the same as another app of the corp */
  as(secret: string): Harness;
  /** a further self-built app; answers its secret */
  app(input: { users?: string[]; departments?: number[]; customers?: boolean; kf?: boolean }): Promise<string>;
  /** a file by multipart/form-data */
  upload(path: string, file: { data: Buffer; name?: string; type?: string }, query?: Record<string, string>): Promise<Answer>;
  api(path: string, body?: object, query?: Record<string, string>): Promise<Answer>;
  token(): Promise<string>;
  control(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }>;
}

/** A sandbox with three members of staff who do nothing by themselves; closed when the test ends. */
export async function createHarness(options: SandboxOptions = {}): Promise<Harness> {
  const sb = await createSandbox({ profile: { staff: 3 }, start: "2026-03-02T01:00:00.000Z", ...options });
  onTestFinished(() => sb.close());
  return harnessOf(sb);
}

export function harnessOf(sb: RunningSandbox, secret = sb.corp.secret): Harness {
  const urlOf = (path: string, query: Record<string, string>): URL => {
    const url = new URL(`${sb.url}/cgi-bin/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };
  const call = async (path: string, { method, query = {}, body, headers = {} }: RawCall = {}): Promise<Answer> => {
    const response = await fetch(urlOf(path, query), {
      method: method ?? (body ? "POST" : "GET"),
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answerOf(await response.json());
  };
  const token = async (): Promise<string> => {
    const answer = await call("gettoken", { query: { corpid: sb.corp.corpId, corpsecret: secret } });
    return String(answer.access_token);
  };
  return {
    sb,
    token,
    call,
    as: (other) => harnessOf(sb, other),
    app: async ({ users, departments, ...lists }) => {
      const range = users || departments ? { users: users ?? [], departments: departments ?? [] } : null;
      const response = await fetch(`${sb.url}/_sandbox/apps`, {
        method: "POST",
        body: JSON.stringify({ name: "另一个应用", range, ...lists }),
      });
      const app: { secret: string } = JSON.parse(await response.text());
      return app.secret;
    },
    api: async (path, body, query = {}) => call(path, { ...(body ? { body } : {}), query: { ...query, access_token: await token() } }),
    upload: async (path, { data, name = "poster.png", type = "image/png" }, query = {}) => {
      const form = new FormData();
      form.set("media", new Blob([new Uint8Array(data)], { type }), name);
      const needsToken = query.key === undefined;
      const url = urlOf(path, { ...query, ...(needsToken ? { access_token: await token() } : {}) });
      return answerOf(await (await fetch(url, { method: "POST", body: form })).json());
    },
    control: async (method, path, body) => {
      const response = await fetch(`${sb.url}/_sandbox/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const json: unknown = await response.json();
      return { status: response.status, body: isBody(json) ? json : {} };
    },
  };
}

function answerOf(value: unknown): Answer {
  if (!isBody(value) || typeof value.errcode !== "number" || typeof value.errmsg !== "string") {
    throw new Error(`no WeCom answer: ${JSON.stringify(value)}`);
  }
  return { ...value, errcode: value.errcode, errmsg: value.errmsg };
}

/** Text of an element, CDATA or bare. */
export function element(xml: string, name: string): string {
  const match = new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, "s").exec(xml);
  return match?.[1] ?? "";
}

/** Starts a listener, configures the callback url and follows the clock. Somebody else's library may open what comes. */
export async function listenTo(sb: RunningSandbox, opener?: Opener): Promise<Listener> {
  const { corp } = sb;
  const open: Opener =
    opener ??
    (({ timestamp = "", nonce = "", msg_signature = "" }, encrypted) =>
      sign(corp.token, timestamp, nonce, encrypted) === msg_signature ? decrypt(corp, encrypted) : null);
  const server: Server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => void answer(text));
    const answer = async (body: string): Promise<void> => {
      const url = new URL(request.url ?? "/", "http://x");
      if (url.pathname === "/follow") return follow(body);
      const query: Query = Object.fromEntries(url.searchParams);
      const plain = open(query, request.method === "GET" ? (query.echostr ?? "") : element(body, "Encrypt"));
      if (plain === null) return void response.writeHead(403).end();
      if (request.method === "GET") return void response.end(plain);
      if (listener.status === 200) {
        const { "x-follow-key": key, "x-follow-now": now } = request.headers;
        listener.told.push(key === corp.followKey ? String(now) : "nothing");
        listener.heard.push({ xml: plain, changeType: element(plain, "ChangeType"), field: (name) => element(plain, name), query, body });
      }
      response.writeHead(listener.status).end("success");
    };
    const follow = async (body: string): Promise<void> => {
      if (request.headers["x-follow-key"] !== corp.followKey) return void response.writeHead(403).end();
      const message: unknown = JSON.parse(body);
      if (!isBody(message)) return void response.writeHead(400).end();
      let nextDueAt: string | null = null;
      if (message.mode === "step") {
        if (await listener.isStarting()) return void response.writeHead(503).end();
        listener.steps.push(String(message.now));
        nextDueAt = await listener.onStep(String(message.now));
      } else listener.runs.push(message);
      response.end(JSON.stringify({ nextDueAt }));
    };
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const listener: Listener = {
    url: `http://127.0.0.1:${port}`,
    heard: [],
    told: [],
    steps: [],
    runs: [],
    onStep: () => null,
    isStarting: () => false,
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  onTestFinished(() => listener.close());
  await sb.setCallback(`${listener.url}/callback`);
  await sb.follow(`${listener.url}/follow`, corp.followKey);
  return listener;
}

/** A 「联系我」 code; answers its QR url. */
export async function contactWay(h: Harness, input: object = {}): Promise<string> {
  const answer = await h.api("externalcontact/add_contact_way", { type: 1, scene: 2, user: ["staff001"], state: "poster", ...input });
  return String(answer.qr_code);
}

/** A 「加入群聊」 code over the given groups; answers its QR url and config id. */
export async function joinWay(h: Harness, chatIds: string[], input: object = {}): Promise<{ url: string; configId: string }> {
  const added = await h.api("externalcontact/groupchat/add_join_way", { scene: 2, chat_id_list: chatIds, ...input });
  const got = await h.api("externalcontact/groupchat/get_join_way", { config_id: added.config_id });
  const way = isBody(got.join_way) ? got.join_way : {};
  return { url: String(way.qr_code), configId: String(added.config_id) };
}
