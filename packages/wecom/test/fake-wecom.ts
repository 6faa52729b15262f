import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type FakeRequest = {
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** How many requests of this path came before */
  nth: number;
};
/** A JSON answer, or a way to fail after the request was read. */
export type FakeReply =
  | { json: object }
  | { text: string; status?: number; headers?: Record<string, string> }
  | "destroy"
  | "half_body"
  | "never";
export type FakeWecom = {
  url: string;
  calls: FakeRequest[];
  countOf: (path: string) => number;
  close: () => Promise<void>;
};

/** A server that answers as a test says. gettoken works by itself (token-1, token-2 …) unless the test answers it. */
export async function startFake(
  answer: (request: FakeRequest) => FakeReply | undefined | Promise<FakeReply | undefined>,
): Promise<FakeWecom> {
  const calls: FakeRequest[] = [];
  const countOf = (path: string): number => calls.filter((call) => call.path === path).length;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const url = new URL(incoming.url ?? "/", "http://fake");
      const path = url.pathname;
      const { headers } = incoming;
      const request = {
        path,
        query: url.searchParams,
        headers,
        raw: Buffer.concat(chunks),
        nth: countOf(path),
      };
      calls.push(request);
      void Promise.resolve(answer(request)).then((reply) => write(response, reply ?? ordinary(request)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    countOf,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const ok = (fields: object = {}): FakeReply => ({
  json: { errcode: 0, errmsg: "ok", ...fields },
});
export const refused = (errcode: number): FakeReply => ({
  json: { errcode, errmsg: `refused ${errcode}` },
});
export const bodyOf = (request: FakeRequest): unknown => JSON.parse(request.raw.toString("utf8"));

function ordinary(request: FakeRequest): FakeReply {
  if (request.path === "/cgi-bin/gettoken") {
    return ok({ access_token: `token-${request.nth + 1}`, expires_in: 7200 });
  }
  return ok();
}

function write(response: ServerResponse, reply: FakeReply): void {
  if (reply === "never") return;
  if (reply === "destroy") {
    response.destroy();
  } else if (reply === "half_body") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('{"errcode":0,"errm', () => response.destroy());
  } else if ("json" in reply) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply.json));
  } else {
    response.writeHead(reply.status ?? 200, reply.headers ?? { "content-type": "text/html" }).end(reply.text);
  }
}

/** A clock that only sleep moves; `naps` are the pauses that were taken. */
export function fakeTime(start = 1_700_000_000_000): {
  clock: { now(): number };
  sleep: (ms: number) => Promise<void>;
  naps: number[];
  pass: (ms: number) => void;
} {
  let now = start;
  const naps: number[] = [];
  return {
    clock: { now: () => now },
    sleep: async (ms) => {
      naps.push(ms);
      now += ms;
    },
    naps,
    pass: (ms) => {
      now += ms;
    },
  };
}

/** Many sleepers on one clock, woken strictly in order: a small discrete-event simulation. */
export function virtualTime(start = 1_700_000_000_000): {
  clock: { now(): number };
  sleep: (ms: number) => Promise<void>;
  runAll: (jobs: Promise<void>[]) => Promise<void>;
} {
  let now = start;
  const sleepers: { at: number; wake: () => void }[] = [];
  const runAll = async (jobs: Promise<void>[]): Promise<void> => {
    let open = true;
    const done = Promise.all(jobs).finally(() => {
      open = false;
    });
    while (open) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = Math.min(...sleepers.map((sleeper) => sleeper.at));
      if (sleepers.length === 0) continue;
      now = Math.max(now, next);
      const due = sleepers.filter((sleeper) => sleeper.at <= now);
      sleepers.splice(0, sleepers.length, ...sleepers.filter((sleeper) => sleeper.at > now));
      for (const sleeper of due) sleeper.wake();
    }
    await done;
  };
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => sleepers.push({ at: now + ms, wake: () => resolve() }));
  return { clock: { now: () => now }, sleep, runAll };
}
