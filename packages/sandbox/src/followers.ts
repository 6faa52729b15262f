import { Agent, request } from "undici";
import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import type { Json } from "./people-host.ts";
import type { World } from "./world/world.ts";

export interface Follower {
  url: string;
  key: string;
}

const GIVE_UP_MS = 120_000;
const BACK_OFF_MS = { first: 50, last: 500 };
const RUN_TIMEOUT_MS = 2000;

/** Programs whose clock follows the sandbox's (the conduct protocol). */
export class Followers {
  readonly #world: World;
  readonly #agent = new Agent({ connections: 2, headersTimeout: 600_000, bodyTimeout: 600_000 });
  #list: Follower[];
  readonly #outages = new Map<string, number>();
  #closed = false;
  #giveUpMs = GIVE_UP_MS;

  constructor(world: World) {
    this.#world = world;
    const kept = world.cells.get("followers")?.value;
    this.#list = Array.isArray(kept) ? kept.flatMap((row) => readFollower(row) ?? []) : [];
  }

  list(): { url: string; outageUntil: string | null }[] {
    return this.#list.map(({ url }) => {
      const until = this.#outages.get(hostOf(url)) ?? 0;
      return { url, outageUntil: until > this.#world.now() ? new Date(until).toISOString() : null };
    });
  }

  /** Real ms after which a follower that cannot be reached fails an advance. */
  set giveUpMs(ms: number) {
    this.#giveUpMs = ms;
  }

  add(input: unknown): Follower {
    const follower = readFollower(input);
    if (!follower) throw new ControlError("a follower is {url, key}, with an http url");
    this.#list = [...this.#list.filter(({ url }) => url !== follower.url), follower];
    this.#save();
    return follower;
  }

  remove(url: unknown): boolean {
    const before = this.#list.length;
    this.#list = this.#list.filter((follower) => follower.url !== url);
    this.#save();
    return this.#list.length < before;
  }

  /** For so much virtual time the host is neither stepped nor sent callbacks. */
  declareOutage(url: unknown, secondsOut: unknown): string {
    if (typeof url !== "string" || hostOf(url) === "") throw new ControlError("outage needs an http url");
    if (typeof secondsOut !== "number" || !(secondsOut >= 0)) throw new ControlError("outage seconds must be a number ≥ 0");
    const until = this.#world.now() + Math.round(secondsOut * 1000);
    this.#outages.set(hostOf(url), until);
    return new Date(until).toISOString();
  }

  isOut(url: string): boolean {
    return (this.#outages.get(hostOf(url)) ?? 0) > this.#world.now();
  }

  /**
   * What tells a follower the present instant along with a callback or a page that somebody opens, so that it never acts on
   * the time of its last step. Nobody else gets the key.
   */
  timeFor(url: URL): Record<string, string> {
    const follower = this.#list.find((one) => hostOf(one.url) === url.host);
    if (!follower || this.#world.clock.speed > 0) return {};
    return { "x-follow-key": follower.key, "x-follow-now": new Date(this.#world.now()).toISOString() };
  }

  /** Ends of outages that lie ahead: instants at which followers must be stepped again. */
  nextOutageEnd(): number | null {
    const now = this.#world.now();
    const ends = [...this.#outages.values()].filter((until) => until > now);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** Steps everybody at the present instant; answers the earliest time anybody is due again. */
  async stepAll(): Promise<number | null> {
    let next: number | null = null;
    for (const follower of [...this.#list]) {
      const due = await this.#step(follower);
      if (due !== null && (next === null || due < next)) next = due;
    }
    return next;
  }

  /** Tells everybody how the clock runs now; nobody has to be there. */
  async announceRun(speed: number): Promise<void> {
    const body = { mode: "run", now: new Date(this.#world.now()).toISOString(), speed };
    await Promise.allSettled(this.#list.map((follower) => this.#send(follower, body, AbortSignal.timeout(RUN_TIMEOUT_MS))));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#agent.destroy();
  }

  async #step(follower: Follower): Promise<number | null> {
    const started = performance.now();
    let pause = BACK_OFF_MS.first;
    for (;;) {
      // One that was killed registers anew when it comes back: it is the same one, and waits for this very step.
      const current = this.#list.find(({ url }) => url === follower.url);
      if (this.#closed || this.isOut(follower.url) || !current) return null;
      let failure: string;
      try {
        const body = { mode: "step", now: new Date(this.#world.now()).toISOString() };
        const { status, text } = await this.#send(current, body);
        if (status === 200) return readDue(text, follower.url);
        if (status !== 503) throw new ControlError(`follower ${follower.url} answered ${status}: ${text.slice(0, 500)}`, 502);
        failure = "HTTP 503";
      } catch (error) {
        if (error instanceof ControlError) throw error;
        failure = error instanceof Error ? error.message : String(error);
      }
      if (performance.now() - started > this.#giveUpMs) {
        throw new ControlError(
          `follower ${follower.url} cannot be reached (${failure}); start it again, declare an outage, or DELETE /_sandbox/followers`,
          504,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, BACK_OFF_MS.last);
    }
  }

  async #send(follower: Follower, body: object, signal?: AbortSignal): Promise<{ status: number; text: string }> {
    const response = await request(follower.url, {
      method: "POST",
      dispatcher: this.#agent,
      headers: { "content-type": "application/json", "x-follow-key": follower.key },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
    return { status: response.statusCode, text: await response.body.text() };
  }

  #save(): void {
    this.#world.keep(
      "followers",
      this.#list.map((row): Json => ({ ...row })),
    );
  }
}

function readFollower(input: unknown): Follower | null {
  if (!isBody(input)) return null;
  const { url, key } = input;
  return typeof url === "string" && typeof key === "string" && hostOf(url) !== "" ? { url, key } : null;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}

function readDue(text: string, url: string): number | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (!isBody(parsed)) throw new ControlError(`follower ${url} answered no JSON object: ${text.slice(0, 200)}`, 502);
  const { nextDueAt } = parsed;
  if (nextDueAt === null || nextDueAt === undefined) return null;
  const due = typeof nextDueAt === "string" ? Date.parse(nextDueAt) : Number.NaN;
  if (Number.isNaN(due)) throw new ControlError(`follower ${url} answered a bad nextDueAt: ${text.slice(0, 200)}`, 502);
  return due;
}
