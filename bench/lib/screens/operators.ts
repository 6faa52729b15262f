import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "./ask.ts";
import type { Samples } from "./samples.ts";

export interface Click {
  endpoint: string;
  label: string;
  ms: number;
  bytes: number;
}

export interface Operator {
  /** answers the body; throws on anything but 200 */
  post(path: string, body: unknown): Promise<Buffer>;
  get(path: string): Promise<Buffer>;
  close(): void;
}

/** A browser: its own connections, its own session, its own language. */
export async function signIn(base: string, nth: number, login: { email: string; password: string }): Promise<Operator> {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept-language": nth % 2 === 0 ? "zh-CN" : "en",
    "x-forwarded-for": `10.0.${Math.floor(nth / 200)}.${1 + (nth % 200)}`,
  };
  const call = (method: string, path: string, text?: string): Promise<{ body: Buffer; cookies: string[] }> =>
    new Promise((resolve, reject) => {
      const sent = request(`${base}${path}`, { agent, method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const body = Buffer.concat(parts);
          if (answer.statusCode === 200) resolve({ body, cookies: answer.headers["set-cookie"] ?? [] });
          else reject(new Error(`${path} ${text ?? ""} gave HTTP ${answer.statusCode}: ${body.toString().slice(0, 300)}`));
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  const { cookies } = await call("POST", "/api/auth/sign-in/email", JSON.stringify(login));
  headers["cookie"] = cookies.map((cookie) => cookie.split(";")[0]).join("; ");
  return {
    post: async (path, body) => (await call("POST", path, JSON.stringify(body))).body,
    get: async (path) => (await call("GET", path)).body,
    close: () => agent.destroy(),
  };
}

/** How many further pages somebody looks at. */
const FURTHER_PAGES = 2;

/** One click, and of lists a page or two more. */
export async function click(operator: Operator, { endpoint, label, input }: Ask, some: Samples, pages = FURTHER_PAGES): Promise<Click[]> {
  const clicks: Click[] = [];
  const asked = input(some);
  let cursor: string | undefined;
  for (let page = 0; page <= pages; page++) {
    const started = performance.now();
    const body = await operator.post(`/api/${endpoint}`, { ...(asked as object), ...(cursor === undefined ? {} : { cursor }) });
    clicks.push({
      endpoint,
      label: page === 0 ? label : `${label}, page ${page + 1}`,
      ms: performance.now() - started,
      bytes: body.length,
    });
    const answer: { nextCursor?: string | null } = JSON.parse(body.toString());
    if (typeof answer.nextCursor !== "string") break;
    cursor = answer.nextCursor;
  }
  return clicks;
}

export interface Run {
  clicks: Click[];
  /** the same sessions' calls of what answers from memory */
  baseline: number[];
}

/** All of them click in closed loops until the time is over, each with two or three seconds in between to read. */
export async function operate(operators: readonly Operator[], asks: readonly Ask[], some: Samples, seconds: number): Promise<Run> {
  const run: Run = { clicks: [], baseline: [] };
  const bag = asks.flatMap((ask) => Array.from({ length: ask.weight }, () => ask));
  const until = performance.now() + seconds * 1000;
  const rounds = operators.map(async (operator, nth) => {
    // Each goes through everything from a place of her own, so that each way is walked equally often.
    let at = Math.floor((nth * bag.length) / operators.length);
    await sleep(20 * nth);
    while (performance.now() < until) {
      const ask = bag[(at += 17) % bag.length];
      if (!ask) break;
      run.clicks.push(...(await click(operator, ask, some, at % 3 === 0 ? FURTHER_PAGES : 0)));
      const started = performance.now();
      await operator.get("/healthz");
      run.baseline.push(performance.now() - started);
      await sleep(1500 + some.any([0, 500, 1000, 1500, 2000]));
    }
  });
  await Promise.all(rounds);
  return run;
}
