import { Pool } from "undici";
import type { Dispatcher } from "undici";
import { contactWayApi } from "./api/contact-way.ts";
import { externalContactApi } from "./api/external-contact.ts";
import { groupChatApi } from "./api/group-chat.ts";
import { groupWelcomeApi } from "./api/group-welcome.ts";
import { idConvertApi } from "./api/id-convert.ts";
import { joinWayApi } from "./api/join-way.ts";
import { kfApi } from "./api/kf.ts";
import { massMessageApi } from "./api/mass-message.ts";
import { mediaApi } from "./api/media.ts";
import { messageApi } from "./api/message.ts";
import { momentsApi } from "./api/moments.ts";
import { networkApi } from "./api/network.ts";
import { oauthApi } from "./api/oauth.ts";
import { orgApi } from "./api/org.ts";
import { statisticsApi } from "./api/statistics.ts";
import { tagsApi } from "./api/tags.ts";
import { ticketApi } from "./api/ticket.ts";
import { transferApi } from "./api/transfer.ts";
import { createCaller } from "./call.ts";
import type { Caller, CallerContext, LogEntry, Strain, UnknownOutcomeEntry } from "./call.ts";
import { DEFAULT_RETRY } from "./retry.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Envelope } from "./answer.ts";
import type { Clock, PathGate, Sleep } from "./gate.ts";
import { createGovernor } from "./governor.ts";
import type { Governor } from "./governor.ts";
import { createTokenSource } from "./token.ts";
import type { TokenAnswer, TokenSource } from "./token.ts";

export type WecomClientOptions = {
  /** Default https://qyapi.weixin.qq.com */
  baseUrl?: string;
  /** Host of the OAuth authorize page. Default https://open.weixin.qq.com */
  authorizeBaseUrl?: string;
  corpId: string;
  secret: string;
  /** Needed by application messages and app-level OAuth. */
  agentId?: number;
  /** Name of the app in counters and logs; one token per (corp, app). Default: the agent id, else "default". */
  app?: string;
  /** An undici Pool or Agent of the caller's (not closed by us). Default: a Pool of our own. */
  dispatcher?: Dispatcher;
  /** Connections of our own Pool. Default 16. */
  connections?: number;
  /** Longest silence in real ms while waiting for an answer. Default 15,000. */
  timeoutMs?: number;
  /** Business time in ms. Default Date.now. */
  clock?: Clock;
  /** How the client waits. Default: real timers. */
  sleep?: Sleep;
  /** Bounds of the client's own repeats; "never" leaves them to the caller. */
  retry?: "never" | Partial<RetryPolicy>;
  /** Shared between the clients of a process; "off" keeps no quota, only 45009/45033 are obeyed. */
  governor?: Governor | "off";
  /** Shared between clients of the same (corp, app). */
  tokens?: TokenSource;
  /** One entry per attempt; never contains tokens, secrets or bodies. */
  log?: (entry: LogEntry) => void;
  /** See `Strain`: whoever may not see all that WeCom says looks through it. */
  strain?: Strain;
  /** A write of which nobody knows whether it happened, right before it is thrown. */
  onUnknownOutcome?: (entry: UnknownOutcomeEntry) => void;
};

export type WecomClient = ReturnType<typeof createWecomClient>;

// A media chunk is ≤ 20 MB; nothing that WeCom answers is larger.
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const realSleep: Sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const systemClock: Clock = { now: () => Date.now() };

/** A client of one app of one corp. Answers are WeCom's own objects, unknown fields included. */
export function createWecomClient(options: WecomClientOptions) {
  const base = new URL(options.baseUrl ?? "https://qyapi.weixin.qq.com");
  const pool =
    options.dispatcher ??
    // One request per connection at a time (no pipelining): a lost connection leaves one unknown outcome, not several.
    new Pool(base.origin, {
      connections: options.connections ?? 16,
      pipelining: 1,
      allowH2: false,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  const clock = options.clock ?? systemClock;
  const sleep = options.sleep ?? realSleep;
  const { corpId, agentId } = options;
  const app = options.app ?? (agentId === undefined ? "default" : String(agentId));
  const governor = governorOf(options, clock, sleep);
  const gates = new Map<string, PathGate>();
  let closing: Promise<void> | undefined;

  const context: CallerContext = {
    dispatcher: options.dispatcher ? withOrigin(pool, base.origin) : pool,
    prefix: base.pathname.replace(/\/+$/, ""),
    clock,
    sleep,
    retry: options.retry === "never" ? "never" : { ...DEFAULT_RETRY, ...options.retry },
    timeoutMs: options.timeoutMs ?? 15_000,
    gateOf: (path) => {
      const known = gates.get(path);
      if (known) return known;
      const made = governor.gate({ corpId, app, path });
      gates.set(path, made);
      return made;
    },
    token: () => tokens,
    log: options.log,
    onUnknownOutcome: options.onUnknownOutcome,
    strain: options.strain,
  };
  const caller: Caller = createCaller(context);
  const tokens = options.tokens ?? createTokenSource({ clock, fetch: () => fetchToken(caller, corpId, options.secret) });

  return {
    corpId,
    agentId,
    app,
    /** Any path that has no function yet. `idempotent: true` only for reads. */
    call: caller.call,
    governor,
    tokens,
    externalContact: externalContactApi(caller),
    contactWay: contactWayApi(caller),
    tags: tagsApi(caller),
    transfer: transferApi(caller),
    groupChat: groupChatApi(caller),
    joinWay: joinWayApi(caller),
    groupWelcome: groupWelcomeApi(caller),
    massMessage: massMessageApi(caller),
    moments: momentsApi(caller),
    message: messageApi(caller, agentId),
    kf: kfApi(caller),
    media: mediaApi(caller),
    org: orgApi(caller),
    oauth: oauthApi(caller, { corpId, agentId, authorizeBaseUrl: options.authorizeBaseUrl }),
    ticket: ticketApi(caller),
    idConvert: idConvertApi(caller),
    statistics: statisticsApi(caller),
    network: networkApi(caller),
    /** Waits for running calls, then closes the connections (only those of our own Pool). */
    close: async (): Promise<void> => {
      if (options.dispatcher) return;
      closing ??= pool.close();
      await closing;
    },
  };
}

function governorOf(options: WecomClientOptions, clock: Clock, sleep: Sleep): Governor {
  if (options.governor === "off") return createGovernor({ clock, sleep, rateLimits: [], concurrencyLimits: [] });
  return options.governor ?? createGovernor({ clock, sleep });
}

function fetchToken(caller: Caller, corpId: string, secret: string): Promise<TokenAnswer & Envelope> {
  const query = { corpid: corpId, corpsecret: secret };
  return caller.call("/cgi-bin/gettoken", { query, idempotent: true, auth: false });
}

/** An Agent needs the origin with every request; a Pool ignores it. */
function withOrigin(dispatcher: Dispatcher, origin: string): Pick<Dispatcher, "dispatch"> {
  return { dispatch: (request, handler) => dispatcher.dispatch({ ...request, origin }, handler) };
}
