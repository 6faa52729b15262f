import { setTimeout as sleep } from "node:timers/promises";
import { api } from "@shuke/contract";
import { z } from "zod";
import { StartupError } from "#db/startup-error";

const corp = z.object({
  corpId: z.string(),
  agentId: z.number(),
  secret: z.string(),
  token: z.string(),
  encodingAesKey: z.string(),
  name: z.string().optional(),
});
export type SandboxCorp = z.infer<typeof corp>;

const clock = z.object({ now: z.string().transform((text) => new Date(text)), speed: z.number().default(0) });

const totals = z.object({ byPath: z.record(z.string(), z.object({ calls: z.number(), errors: z.number() })) });

export type SandboxLink = ReturnType<typeof createSandboxLink>;

/** The control plane of the sandbox, as far as a server that follows it needs it (DESIGN §5b, §6). */
export function createSandboxLink(url: string) {
  async function call(method: string, path: string, body?: unknown, seconds = 60): Promise<unknown> {
    const answer = await fetch(url + path, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${method} ${path}: ${text.slice(0, 500)}`);
    return text === "" ? {} : JSON.parse(text);
  }

  const moving = new Set<Promise<unknown>>();
  let leaving = false;
  async function move(to: Record<string, unknown>): Promise<void> {
    if (leaving) throw new Error("we are leaving: time is not moved any more");
    const moved = call("POST", "/_sandbox/clock", to, 3600);
    moving.add(moved);
    await moved.finally(() => moving.delete(moved));
  }

  return {
    url,
    /** The clock of the sandbox; waits up to 20 s (real time) for a sandbox that is just starting. */
    async clock() {
      const until = Date.now() + 20_000;
      for (;;) {
        try {
          return clock.parse(await call("GET", "/_sandbox/clock"));
        } catch (error) {
          if (Date.now() > until) throw unreachable(url, error);
          await sleep(200);
        }
      }
    },
    corp: async () => corp.parse(await call("GET", "/_sandbox/corp")),
    /** Plays the admin console: the sandbox checks the address and sends events there from now on. */
    setCallback: (callbackUrl: string) => call("POST", "/_sandbox/callback", { url: callbackUrl }),
    /** The brand's shop tells this address of every order from now on. */
    setShop: (shop: { url: string; secret: string }) => call("POST", "/_sandbox/shop", shop),
    /** The page beside the chats of staff; from now on it is only believed with WeCom's signatures. */
    setSidebar: async (agentId: number, name: string, url: string) => {
      await call("POST", "/_sandbox/settings", { jssdkSignatures: true });
      await call("POST", "/_sandbox/apps", { agentId, sidebar: [{ name, url }] });
    },
    follow: (followerUrl: string, key: string) => call("POST", "/_sandbox/followers", { url: followerUrl, key }),
    /** Departments, staff, groups, customers-to-be; idempotent. */
    setUp: (corpSetup: unknown) => call("POST", "/_sandbox/corp/setup", corpSetup, 600),
    /** Virtual time moves on by `"3d"`, `"30s"`, … in lockstep; answers when everything of it has happened. */
    advance: (by: string | number) => move({ advance: by }),
    advanceTo: (now: Date) => move({ now: now.toISOString() }),
    /** Before we leave: time that we set in motion comes to rest, and we set no more in motion. */
    async rest(): Promise<void> {
      leaving = true;
      await Promise.allSettled(moving);
    },
    /** Virtual seconds per real second, 0…60; 0 stops the world. */
    setSpeed: (speed: number) => call("POST", "/_sandbox/clock", { speed }),
    /** The world's pace and what WeCom leaves open; see the sandbox's README. */
    settings: (patch: Record<string, unknown>) => call("POST", "/_sandbox/settings", patch),
    /** Plants a fault (the sandbox's README lists them); `clearFaults` removes all. */
    fault: (rule: unknown) => call("POST", "/_sandbox/faults", rule),
    clearFaults: () => call("DELETE", "/_sandbox/faults"),
    /** For so many virtual seconds the server at `url` is neither called nor stepped. */
    outage: (serverUrl: string, seconds: number) => call("POST", "/_sandbox/followers/outage", { url: `${serverUrl}/_follow`, seconds }),
    truth: async () => api.sync.truth.output.parse(await call("GET", "/_sandbox/truth", undefined, 600)),
    /** Calls received and refused, by path. */
    callTotals: async () => totals.parse(await call("GET", "/_sandbox/calls?limit=1")).byPath,
    peopleStats: async () => z.record(z.string(), z.unknown()).parse(await call("GET", "/_sandbox/people/stats")),
    unfollow: (followerUrl: string) => call("DELETE", "/_sandbox/followers", { url: followerUrl }),
  };
}

function unreachable(url: string, cause: unknown): StartupError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartupError(
    `The sandbox at ${url} does not answer (${reason}). Start it with: npm run sandbox, or unset SANDBOX_URL.`,
    `沙箱 ${url} 没有应答（${reason}）。请先运行 npm run sandbox，或去掉 SANDBOX_URL。`,
    { cause },
  );
}
