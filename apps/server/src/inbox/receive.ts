import { createHash } from "node:crypto";
import { CallbackError, type CallbackCodec, type CallbackEvent, createCallbackCodec, identifyingFields, parseEvent } from "@shuke/wecom";
import { counts } from "#kit/figures";
import { traced, traceOf } from "#kit/trace";
import { insertMessages, type Message } from "./insert.ts";
import { createStore, Overloaded, PATIENCE_MS, type StoreOptions } from "./store.ts";
import type { InboxDeps } from "./types.ts";

export type CallbackQuery = { msg_signature: string; timestamp: string; nonce: string; echostr?: string };

export type Receiver = {
  /** Verifies, decrypts and stores one callback; settles after the commit. `false`: it was stored before. */
  receive(corpId: string, query: CallbackQuery, body: string): Promise<boolean>;
  /** The console's URL check: what to answer. */
  verifyUrl(corpId: string, query: CallbackQuery & { echostr: string }): Promise<string>;
};

/**
 * The way in. Throws CallbackError for what must not be believed, UnknownCorp for a corp that is not set up, Overloaded for
 * what could not be stored in time.
 */
export function createReceiver(deps: InboxDeps, options: StoreOptions = {}): Receiver {
  const { db, intake = db } = deps;
  const store = createStore((messages) => insertMessages(intake, messages), options);
  const codecs = new Map<string, { settings: unknown; codec: CallbackCodec }>();

  async function codecOf(corpId: string): Promise<CallbackCodec> {
    const settings = await inTime(deps.clients.callbackConfig(corpId), options.patienceMs ?? PATIENCE_MS);
    // The same object until somebody changes the keys.
    const known = codecs.get(corpId);
    if (known?.settings === settings) return known.codec;
    const codec = createCallbackCodec(settings);
    codecs.set(corpId, { settings, codec });
    return codec;
  }

  return {
    async receive(corpId, query, body) {
      const message = (await codecOf(corpId)).open(query, body);
      const { timestamp, nonce, msg_signature } = query;
      const identity = identityOf(message);
      const what = { name: "callback", kind: "server" as const, attributes: { corp: corpId, event: identity.event } };
      const isNew = await traced([traceOf(identity.dedupeKey)], what, () =>
        store({
          corpId,
          source: "wecom",
          ...identity,
          envelope: { timestamp, nonce, msg_signature, bytes: Buffer.byteLength(body) },
          message,
          receivedAt: deps.clock.now(),
        }),
      );
      counts.callbacks.inc({ result: isNew ? "stored" : "repeated" });
      return isNew;
    },
    verifyUrl: async (corpId, query) => (await codecOf(corpId)).verifyUrl(query),
  };
}

/** Identified over all fields; a message that cannot be read is identified by its text, kept, and quarantined later. */
export function identityOf(message: string): Pick<Message, "event" | "subject" | "dedupeKey"> {
  try {
    const event = parseEvent(message);
    return { event: kindOf(event), subject: subjectOf(event), dedupeKey: keyOf(identifyingFields(event)) };
  } catch (error) {
    if (error instanceof CallbackError) return { event: guessOf(message), subject: "", dedupeKey: keyOf(message) };
    throw error;
  }
}

/** A kind without its ids is still of that kind. */
function guessOf(message: string): string {
  const [event, changeType] = ["Event", "ChangeType"].map(
    (name) => new RegExp(`<${name}>\\s*(?:<!\\[CDATA\\[)?([\\w.]{1,60})`).exec(message)?.[1],
  );
  return event === undefined ? "unreadable" : [event, changeType].filter((part) => part !== undefined).join(".");
}

const keyOf = (identity: string) => `wecom:${createHash("sha256").update(identity).digest("hex")}`;

const kindOf = ({ event, changeType }: CallbackEvent) => (changeType === "" ? event : `${event}.${changeType}`);

function subjectOf(event: CallbackEvent): string {
  if (event.family === "customer") return event.externalUserId;
  if (event.family === "group") return event.chatId;
  return event.event;
}

async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Overloaded(`the corp's keys were not read within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
