import { Agent, request } from "undici";
import { encrypt, sign } from "./kit/crypto.ts";
import { CallbackLog } from "./callback-log.ts";
import type { CallbackOutcome } from "./callback-log.ts";
import { ControlError } from "./kit/errors.ts";
import { hashHex } from "./kit/hash.ts";
import { seconds } from "./kit/time.ts";
import { toXml } from "./kit/xml.ts";
import type { XmlValue } from "./kit/xml.ts";
import type { Faults } from "./faults.ts";
import type { Json } from "./people-host.ts";
import type { Effect } from "./world/types.ts";
import type { World } from "./world/world.ts";

export interface CallbackInput {
  event: string;
  changeType: string;
  fields: Record<string, XmlValue>;
  /** whom it is about; part of the order within one instant and of all chance */
  subject: string;
}

/** What an undelivered callback effect carries. */
export interface PendingCallback {
  [key: string]: Json;
  event: string;
  changeType: string;
  fields: Record<string, XmlValue>;
  subject: string;
  /** Unix seconds */
  createTime: number;
  attempt: number;
  /** seconds after which it is delivered a second time (planted fault); 0 = not */
  repeatAfter: number;
  /** seconds by which WeCom's clock is wrong (planted fault) */
  skew: number;
}

/** Virtual seconds before the 1st, 2nd and 3rd retry (WeCom names only their number). */
const RETRY_AFTER = [2, 5, 10];
const LAST_RETRY = 10;
const TIMEOUT_MS = 5000;

/** Writes callbacks into the world's future and delivers them when they are due. */
export class Callbacks {
  readonly #world: World;
  readonly #faults: Faults;
  /** Its limits of time cost nothing; a signal for each request costs as much as half of the request. */
  readonly #agent = new Agent({
    connections: 4,
    pipelining: 1,
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  /** true while a declared outage makes callbacks to the url fail unsent */
  isOut: (url: string) => boolean = () => false;
  timeFor: (url: URL) => Record<string, string> = () => ({});
  readonly log = new CallbackLog();
  readonly stats = { sent: 0, failed: 0, lost: 0, repeated: 0, reordered: 0, givenUp: 0 };

  constructor(world: World, faults: Faults) {
    this.#world = world;
    this.#faults = faults;
  }

  get url(): string {
    return this.#world.cell("callbackUrl", "");
  }

  /** Schedules a callback; null when nobody listens or a fault swallowed it. */
  emit(input: CallbackInput): Effect | null {
    const world = this.#world;
    if (this.url === "") return null;
    const now = world.now();
    const nth = world.count(`cb:${input.event}`);
    const path = `callback/${input.event}/${input.changeType}`;
    const chance = `${input.subject}/${seconds(now)}`;
    const key = `cb|${input.event}|${input.changeType}|${input.subject}|${String(nth).padStart(9, "0")}`;
    if (this.#faults.strike(["callback-lost"], path, chance, 0)) {
      this.stats.lost += 1;
      this.#note({ ...input, createTime: seconds(now), attempt: 0 }, key, "lost");
      return null;
    }
    const repeat = this.#faults.strike(["callback-repeat"], path, chance, 0);
    const repeatAfter = repeat ? repeat.delaySeconds || world.randomInt(1, 20, "repeat", path, chance) : 0;
    const skew = this.#faults.strike(["clock-skew"], path, chance, 0)?.skewSeconds ?? 0;
    const data: PendingCallback = { ...input, createTime: seconds(now) + skew, attempt: 0, repeatAfter, skew };
    const at = now + this.#latency(path, chance) * 1000;
    return world.schedule(at, key, "callback", data);
  }

  /** One attempt of a due callback; schedules the retry when it fails. */
  async deliver(effect: Effect): Promise<void> {
    const data = effect.data as PendingCallback;
    if (data.repeatAfter > 0) {
      this.stats.repeated += 1;
      const again: PendingCallback = { ...data, repeatAfter: 0 };
      this.#world.schedule(this.#world.now() + data.repeatAfter * 1000, `${effect.key}|again`, "callback", again);
      data.repeatAfter = 0;
    }
    const answered = this.isOut(this.url) ? "unreachable" : await this.#post(data, effect.key);
    const outcome = answered === "delivered" && this.#isTooSlow(data) ? "slow" : answered;
    if (outcome === "delivered") {
      this.stats.sent += 1;
      this.#note(data, effect.key, outcome);
      return;
    }
    this.stats.failed += 1;
    const givenUp = !this.#world.limits.allows("callback.retries", data.attempt + 1);
    this.#note(data, effect.key, outcome, givenUp);
    if (givenUp) {
      this.stats.givenUp += 1;
      return;
    }
    const wait = RETRY_AFTER[data.attempt] ?? LAST_RETRY;
    this.#world.schedule(this.#world.now() + wait * 1000, effect.key, "callback", { ...data, attempt: data.attempt + 1 });
  }

  /** Token and key as somebody typed them into the console; the url is checked with them. */
  setKeys(token: string, encodingAesKey: string): void {
    const { corp, limits } = this.#world;
    if (!/^[A-Za-z0-9]+$/.test(token) || !limits.allows("callback.token", token.length)) {
      throw new ControlError(`Token must be 1–${limits.max("callback.token")} letters and digits`);
    }
    const fits = limits.allows("callback.aes-key", encodingAesKey.length) && encodingAesKey.length === limits.max("callback.aes-key");
    if (!/^[A-Za-z0-9]+$/.test(encodingAesKey) || !fits) {
      throw new ControlError(`EncodingAESKey must be ${limits.max("callback.aes-key")} letters and digits`);
    }
    Object.assign(corp, { token, encodingAesKey });
    this.#world.keep("corp", { ...corp });
  }

  /** Plays the admin console: GET with echostr, and only then remembers the url. Throws ControlError. */
  async configure(url: string): Promise<void> {
    const { corp } = this.#world;
    let target: URL;
    try {
      target = new URL(url);
    } catch {
      throw new ControlError(`callback url is no url: ${url}`);
    }
    const plain = String(this.#world.randomInt(1e15, 9e15, "echo", url));
    const echostr = encrypt(corp, plain, this.#random16(`echo ${url}`));
    const timestamp = String(seconds(this.#world.now()));
    const nonce = hashHex(this.#world.seed, "nonce", url).slice(0, 10);
    target.searchParams.set("msg_signature", sign(corp.token, timestamp, nonce, echostr));
    target.searchParams.set("timestamp", timestamp);
    target.searchParams.set("nonce", nonce);
    target.searchParams.set("echostr", echostr);
    let answer: string;
    try {
      const { statusCode, body } = await request(target, { dispatcher: this.#agent });
      answer = await body.text();
      if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
    } catch (error) {
      throw new ControlError(`40057 the url check failed: GET ${url} gave ${String(error)}`);
    }
    const slow = this.#faults.strike(["callback-slow"], "callback/check", url, 0);
    if (slow && !this.#world.limits.allows("callback.check", slow.delaySeconds)) {
      throw new ControlError(`40057 the url check failed: the answer took ${slow.delaySeconds} s`);
    }
    if (answer !== plain) {
      throw new ControlError("40057 the url check failed: the answer is not the decrypted echostr alone");
    }
    this.#world.keep("callbackUrl", url);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  #note(
    data: CallbackInput & Pick<PendingCallback, "createTime" | "attempt">,
    key: string,
    outcome: CallbackOutcome,
    givenUp = false,
  ): void {
    const { event, changeType, subject, fields, createTime, attempt } = data;
    const id = key.replace(/(\|again)+$/, "");
    const at = new Date(this.#world.now()).toISOString();
    this.log.add({ id, event, changeType, subject, fields, createTime, attempt, outcome, givenUp, at });
  }

  #latency(path: string, chance: string): number {
    const world = this.#world;
    const { callbackSeconds, slowCallbackEvery, slowCallbackSeconds } = world.settings;
    const slow = slowCallbackEvery > 0 && world.random("slow-callback", path, chance) < 1 / slowCallbackEvery;
    const [from, to] = slow ? [callbackSeconds[1], Math.max(slowCallbackSeconds, callbackSeconds[1])] : callbackSeconds;
    let latency = world.randomInt(from, to, "callback-latency", path, chance);
    const late = this.#faults.strike(["delay"], path, chance, 0);
    if (late) latency += late.delaySeconds;
    const reorder = this.#faults.strike(["callback-reorder"], path, chance, 0);
    if (reorder) {
      this.stats.reordered += 1;
      latency += world.randomInt(1, Math.max(1, reorder.delaySeconds || 30), "reorder", path, chance);
    }
    return latency;
  }

  /** A planted slow answer: the other side has it, and hears of it once more when it took more than five seconds. */
  #isTooSlow(data: PendingCallback): boolean {
    const path = `callback/${data.event}/${data.changeType}`;
    const slow = this.#faults.strike(["callback-slow"], path, `${data.subject}/${data.createTime}`, data.attempt);
    return slow !== null && !this.#world.limits.allows("callback.answer", slow.delaySeconds);
  }

  async #post(data: PendingCallback, key: string): Promise<CallbackOutcome> {
    const { corp } = this.#world;
    const envelope: Record<string, XmlValue> = {
      ToUserName: corp.corpId,
      FromUserName: "sys",
      CreateTime: data.createTime,
      MsgType: "event",
      Event: data.event,
      ...(data.changeType === "" ? {} : { ChangeType: data.changeType }),
      ...data.fields,
    };
    const encrypted = encrypt(corp, toXml(envelope), this.#random16(`${key}/${data.attempt}`));
    const timestamp = String(seconds(this.#world.now()) + data.skew);
    const nonce = hashHex(this.#world.seed, "nonce", key, data.attempt).slice(0, 10);
    const url = new URL(this.url);
    url.searchParams.set("msg_signature", sign(corp.token, timestamp, nonce, encrypted));
    url.searchParams.set("timestamp", timestamp);
    url.searchParams.set("nonce", nonce);
    try {
      const { statusCode, body } = await request(url, {
        method: "POST",
        dispatcher: this.#agent,
        headers: { "content-type": "text/xml", ...this.timeFor(url) },
        body: toXml({ ToUserName: corp.corpId, AgentID: String(corp.agentId), Encrypt: encrypted }),
      });
      await body.dump();
      return statusCode === 200 ? "delivered" : "refused";
    } catch {
      return "unreachable";
    }
  }

  #random16(purpose: string): Buffer {
    return Buffer.from(hashHex(this.#world.seed, "aes-random", purpose), "hex").subarray(0, 16);
  }
}
