import { createGovernor, createWecomClient, type RateLimit, type WecomClient, WecomError } from "@shuke/wecom";
import { type CallBook, createCallBook } from "#kit/call-book";
import type { Clock } from "#kit/clock";
import type { Secrets } from "#kit/secrets";
import { noteCall } from "#kit/trace";

/** What a corp keeps sealed in `corp_secret`. `wecom.baseUrl` is only set where WeCom is not at its public address. */
export const secretNames = {
  secret: "wecom.secret",
  agentId: "wecom.agentId",
  token: "wecom.token",
  encodingAesKey: "wecom.encodingAesKey",
  baseUrl: "wecom.baseUrl",
  /** The chat archive has a secret of its own; `archiveKeys` are the private keys by version (JSON), `archiveVia` the road to it. */
  archive: "archive.secret",
  archiveKeys: "archive.keys",
  archiveVia: "archive.via",
} as const;

/** As many as the dispatcher has under way at once: fewer, and calls that are counted as made wait for a connection. */
const CONNECTIONS = 64;

export type CallbackSettings = { token: string; encodingAesKey: string; receiveId: string };

export type WecomClients = {
  /** The client of a corp's own app: one per process and corp, so that token and quota are shared. */
  of(corpId: string): Promise<WecomClient>;
  /** The client with the chat archive's secret (consents). */
  archive(corpId: string): Promise<WecomClient>;
  /** Throws `UnknownCorp` where the corp has no callback set up. */
  callbackConfig(corpId: string): Promise<CallbackSettings>;
  /** After secrets were changed: the next call reads them again. */
  forget(corpId: string): void;
  /** What WeCom answered this process lately. */
  readonly book: CallBook;
  /** How much of each limit the paths called so far have used in the running window. */
  quotas(): QuotaFigures[];
  close(): Promise<void>;
};

/** What is left of an answer without forgotten people; null: it was about one of them. */
export type Strainer = (corpId: string, answer: unknown) => Promise<unknown>;

export type QuotaFigures = { corpId: string; path: string; per: string; used: number; max: number };

/** No such corp, or its WeCom app was not set up. */
export class UnknownCorp extends Error {
  constructor(corpId: string, missing: string) {
    super(`Corp ${corpId} has no ${missing}: set up its WeCom app first`);
    this.name = "UnknownCorp";
  }
}

/**
 * Clients for all corps. They neither sleep nor repeat by themselves: business time may stand still, so whoever calls
 * plans the next try (`sync_due`, planned actions). `baseUrlOverride` leads every corp to one host (tests). With `strain`
 * they do not tell of people who are forgotten (kit/forgotten.ts).
 */
export function createWecomClients(deps: {
  secrets: Secrets;
  clock: Clock;
  strain?: Strainer;
  baseUrlOverride?: string;
  share?: number;
  /** What WeCom allows, unless it is the published limits: a bench that measures ourselves has none. */
  rateLimits?: readonly RateLimit[];
}): WecomClients {
  const clock = { now: () => deps.clock.now().getTime() };
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const governor = createGovernor({ clock, sleep, share: deps.share ?? 1, ...(deps.rateLimits ? { rateLimits: deps.rateLimits } : {}) });
  const book = createCallBook();
  const clients = new Map<string, Promise<WecomClient>>();
  const archives = new Map<string, Promise<WecomClient>>();
  const callbacks = new Map<string, Promise<CallbackSettings>>();

  async function open(corpId: string, name: "secret" | "archive" = "secret"): Promise<WecomClient> {
    const secrets = await deps.secrets.all(corpId);
    const secret = secrets.get(secretNames[name]);
    if (secret === undefined) throw new UnknownCorp(corpId, secretNames[name]);
    const agentId = name === "archive" ? undefined : secrets.get(secretNames.agentId);
    const baseUrl = deps.baseUrlOverride ?? secrets.get(secretNames.baseUrl);
    return createWecomClient({
      corpId,
      secret,
      clock,
      governor,
      connections: CONNECTIONS,
      retry: "never",
      log: (entry) => {
        book.see(corpId, agentId ?? (name === "archive" ? name : "default"), entry);
        const { path, outcome, errcode, attempt } = entry;
        const attributes = { path, outcome, attempt, ...(errcode === undefined ? {} : { errcode }) };
        noteCall({ name: `wecom ${path}`, attributes }, entry.durationMs, outcome !== "ok");
      },
      ...(deps.strain === undefined ? {} : { strain: strainOf(deps.strain, corpId) }),
      ...(name === "archive" ? { app: name } : {}),
      ...(agentId === undefined ? {} : { agentId: Number(agentId) }),
      ...(baseUrl === undefined ? {} : { baseUrl, authorizeBaseUrl: baseUrl }),
    });
  }

  async function callback(corpId: string): Promise<CallbackSettings> {
    const secrets = await deps.secrets.all(corpId);
    const token = secrets.get(secretNames.token);
    const encodingAesKey = secrets.get(secretNames.encodingAesKey);
    if (token === undefined || encodingAesKey === undefined) throw new UnknownCorp(corpId, secretNames.token);
    return { token, encodingAesKey, receiveId: corpId };
  }

  return {
    book,
    quotas: () =>
      book
        .seen()
        .flatMap((key) => governor.usage(key).map(({ per, used, max }) => ({ corpId: key.corpId, path: key.path, per, used, max }))),
    of: (corpId) => remember(clients, corpId, (id) => open(id)),
    archive: (corpId) => remember(archives, corpId, (id) => open(id, "archive")),
    callbackConfig: (corpId) => remember(callbacks, corpId, callback),
    forget: (corpId) => {
      const known = [clients.get(corpId), archives.get(corpId)];
      clients.delete(corpId);
      archives.delete(corpId);
      callbacks.delete(corpId);
      for (const client of known) void client?.then((opened) => opened.close()).catch(() => {});
    },
    close: async () => {
      const opened = await Promise.allSettled([...clients.values(), ...archives.values()]);
      clients.clear();
      archives.clear();
      for (const client of opened) if (client.status === "fulfilled") await client.value.close();
    },
  };
}

const NO_RELATION = 84_061;

/** WeCom goes on listing whom we have forgotten; asked for herself, she is nobody's customer. */
function strainOf(strain: Strainer, corpId: string) {
  return async <T extends object>(path: string, answer: T): Promise<T> => {
    const rest = await strain(corpId, answer);
    if (rest === null) throw new WecomError({ errcode: NO_RELATION, errmsg: "forgotten", path, response: answer });
    // Lists are shorter, and their shape is the same.
    return rest as T;
  };
}

/** A failure is not remembered: the next caller tries again. */
function remember<T>(known: Map<string, Promise<T>>, corpId: string, make: (corpId: string) => Promise<T>): Promise<T> {
  const found = known.get(corpId);
  if (found) return found;
  const made = make(corpId);
  known.set(corpId, made);
  made.catch(() => known.delete(corpId));
  return made;
}
