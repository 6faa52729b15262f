import { sql } from "kysely";
import type { Db } from "#db/connect";

export type Message = {
  corpId: string;
  source: string;
  /** The same message has the same key, however often and in whatever envelope it comes. */
  dedupeKey: string;
  envelope: Record<string, unknown>;
  /** The plaintext, exactly as decrypted. */
  message: string;
  receivedAt: Date;
};

/** `true`: new; `false`: was stored before. Settles after the commit. */
export type StoreMessage = (message: Message) => Promise<boolean>;

type Waiting = { message: Message; resolve: (isNew: boolean) => void; reject: (error: unknown) => void };

const MOST_AT_ONCE = 500;
const WRITERS = 2;

/**
 * Stores messages durably. What arrives while a statement runs goes into the next one, so that a rush costs one commit
 * for many callers and a single message waits for nobody.
 */
export function createStore(db: Db): StoreMessage {
  const queue: Waiting[] = [];
  let writers = 0;

  async function write(): Promise<void> {
    writers += 1;
    try {
      while (queue.length > 0) {
        const batch = queue.splice(0, MOST_AT_ONCE);
        try {
          const fresh = await insert(
            db,
            batch.map((waiting) => waiting.message),
          );
          for (const [i, waiting] of batch.entries()) waiting.resolve(fresh.has(i));
        } catch (error) {
          await oneByOne(batch, error);
        }
      }
    } finally {
      writers -= 1;
    }
  }

  /** A message that PostgreSQL refuses must not take its neighbours with it. */
  async function oneByOne(batch: readonly Waiting[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only) return only.reject(error);
    for (const waiting of batch) {
      await insert(db, [waiting.message]).then((fresh) => waiting.resolve(fresh.has(0)), waiting.reject);
    }
  }

  return (message) =>
    new Promise((resolve, reject) => {
      queue.push({ message, resolve, reject });
      if (writers < WRITERS) void write();
    });
}

/** One INSERT; answers the positions of those that were new. */
async function insert(db: Db, messages: readonly Message[]): Promise<Set<number>> {
  const rows = messages.map((message, n) => ({
    n,
    corp_id: message.corpId,
    source: message.source,
    dedupe_key: message.dedupeKey,
    envelope: message.envelope,
    message: message.message,
    received_at: message.receivedAt.toISOString(),
  }));
  const { rows: added } = await sql<{ corp_id: string; dedupe_key: string }>`
    insert into inbox (corp_id, source, dedupe_key, envelope, message, received_at)
    select corp_id, source, dedupe_key, envelope, message, received_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(n int, corp_id text, source text, dedupe_key text,
      envelope jsonb, message text, received_at timestamptz)
    order by n
    on conflict (corp_id, dedupe_key) do nothing
    returning corp_id, dedupe_key`.execute(db);
  const fresh = new Set(added.map((row) => `${row.corp_id} ${row.dedupe_key}`));
  const positions = new Set<number>();
  for (const row of rows) {
    // Of two equal ones in one statement the first is the new one.
    if (fresh.delete(`${row.corp_id} ${row.dedupe_key}`)) positions.add(row.n);
  }
  return positions;
}
