import { createHash } from "node:crypto";
import { CallbackError, createCallbackCodec, identifyingFields, parseEvent } from "@shuke/wecom";
import type { CallbackCodec } from "@shuke/wecom";
import { createStore, type StoreMessage } from "./store.ts";
import type { InboxDeps } from "./types.ts";

export type CallbackQuery = { msg_signature: string; timestamp: string; nonce: string; echostr?: string };

export type Receiver = {
  /** Verifies, decrypts and stores one callback; settles after the commit. `false`: it was stored before. */
  receive(corpId: string, query: CallbackQuery, body: string): Promise<boolean>;
  /** The console's URL check: what to answer. */
  verifyUrl(corpId: string, query: CallbackQuery & { echostr: string }): Promise<string>;
};

/** The way in. Throws CallbackError for what must not be believed, UnknownCorp for a corp that is not set up. */
export function createReceiver(deps: InboxDeps, store: StoreMessage = createStore(deps.db)): Receiver {
  const codecs = new Map<string, CallbackCodec>();

  async function codecOf(corpId: string): Promise<CallbackCodec> {
    const settings = await deps.clients.callbackConfig(corpId);
    const key = JSON.stringify(settings);
    const codec = codecs.get(key) ?? createCallbackCodec(settings);
    codecs.set(key, codec);
    return codec;
  }

  return {
    async receive(corpId, query, body) {
      const message = (await codecOf(corpId)).open(query, body);
      const { timestamp, nonce, msg_signature } = query;
      return store({
        corpId,
        source: "wecom",
        dedupeKey: dedupeKey(message),
        envelope: { timestamp, nonce, msg_signature, bytes: Buffer.byteLength(body) },
        message,
        receivedAt: deps.clock.now(),
      });
    },
    verifyUrl: async (corpId, query) => (await codecOf(corpId)).verifyUrl(query),
  };
}

/** Over all identifying fields; a message that cannot be read is identified by its text, kept, and quarantined later. */
export function dedupeKey(message: string): string {
  return `wecom:${createHash("sha256").update(identityOf(message)).digest("hex")}`;
}

function identityOf(message: string): string {
  try {
    return identifyingFields(parseEvent(message));
  } catch (error) {
    if (error instanceof CallbackError) return message;
    throw error;
  }
}
