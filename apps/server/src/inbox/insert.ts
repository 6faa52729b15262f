import { sql } from "kysely";
import type { Db } from "#db/connect";
import { jsonbText } from "#kit/json";

export type Message = {
  corpId: string;
  source: string;
  /** `change_external_contact.add_external_contact`, `unreadable`, … */
  event: string;
  /** What it is about: messages of one subject are stored in the order in which they came. */
  subject: string;
  /** The same message has the same key, however often and in whatever envelope it comes. */
  dedupeKey: string;
  envelope: Record<string, unknown>;
  /** The plaintext, exactly as decrypted (but for U+0000, which PostgreSQL does not keep). */
  message: string;
  receivedAt: Date;
};

/** One INSERT; answers the positions of those that were new. */
export async function insertMessages(db: Db, messages: readonly Message[]): Promise<Set<number>> {
  const rows = messages.map((message, n) => ({
    n,
    corp_id: message.corpId,
    source: message.source,
    event: message.event,
    dedupe_key: message.dedupeKey,
    envelope: message.envelope,
    message: message.message,
    received_at: message.receivedAt.toISOString(),
  }));
  const { rows: added } = await sql<{ corp_id: string; dedupe_key: string }>`
    insert into inbox (corp_id, source, event, dedupe_key, envelope, message, received_at)
    select corp_id, source, event, dedupe_key, envelope, message, received_at
    from jsonb_to_recordset(${jsonbText(rows)}::jsonb) as r(n int, corp_id text, source text, event text, dedupe_key text,
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
