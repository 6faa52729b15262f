import type { Endpoint } from "@shuke/contract";
import { sql } from "kysely";
import { type AuditRecord, writeAudit } from "#actions";
import type { Db } from "#db/connect";
import { type Actor, actorWord } from "#kit/actor";
import { forgottenNames, nameOf } from "#kit/forgotten";
import { log } from "#kit/log";

/**
 * Who opened whose data, and who is here. Reading must not wait for it: it is kept in memory and written once a second, many in one
 * statement. What a killed process had not written yet is lost, which is a second of reading at most; changes are never written here,
 * but in the transaction that changes (actions/unit.ts).
 */
export type Trail = {
  /** Somebody's data was opened; the same by the same person counts once in ten minutes. */
  saw(view: Omit<AuditRecord, "kind">): void;
  /** Somebody is here. */
  here(corpId: string, userId: string, now: Date): void;
  /** Writes what is waiting. Whoever lists records asks for it first, so that nobody misses what he has just done. */
  flush(): Promise<void>;
};

const EVERY_MS = 1000;
const SAME_MS = 600_000;
const HERE_MS = 60_000;
/** If the database is gone for long, the newest are worth more than the house's memory. */
const MOST_WAITING = 20_000;
const MOST_KNOWN = 50_000;
const BATCH = 1000;

type Here = { corpId: string; userId: string; at: Date };

export function createTrail(db: Db): Trail {
  const seen = new Map<string, number>();
  const lastHere = new Map<string, number>();
  let waiting: AuditRecord[] = [];
  let present = new Map<string, Here>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  /** Whether this was noted less than `ms` of business time ago; a clock that was set back begins anew. */
  function isKnown(known: Map<string, number>, key: string, now: Date, ms: number): boolean {
    const before = known.get(key);
    if (before !== undefined && Math.abs(now.getTime() - before) < ms) return true;
    known.delete(key);
    known.set(key, now.getTime());
    if (known.size > MOST_KNOWN) known.delete(known.keys().next().value ?? "");
    return false;
  }

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((error: unknown) => log.warn({ err: error }, "who saw what could not be recorded yet; it is tried again"));
    }, EVERY_MS).unref();
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const part = waiting.slice(0, BATCH);
      await writeAudit(db, await withoutForgotten(db, part));
      waiting = waiting.slice(part.length);
    }
    const list = [...present.values()];
    if (list.length === 0) return;
    present = new Map();
    const rows = JSON.stringify(list.map(({ corpId, userId, at }) => ({ corp_id: corpId, user_id: userId, at })));
    await sql`update member m set last_seen_at = h.at
      from jsonb_to_recordset(${rows}::jsonb) as h(corp_id text, user_id text, at timestamptz)
      where m.corp_id = h.corp_id and m.user_id = h.user_id and m.last_seen_at is distinct from h.at`.execute(db);
  }

  function flush(): Promise<void> {
    // One after the other: a batch is taken off the list when it is written.
    writing = writing
      .catch(() => undefined)
      .then(write)
      .catch((error: unknown) => {
        soon();
        throw error;
      });
    return writing;
  }

  return {
    saw(view) {
      if (isKnown(seen, `${view.corpId}\u0000${actorWord(view.actor)}\u0000${view.subject}`, view.at, SAME_MS)) return;
      if (waiting.length >= MOST_WAITING) waiting = waiting.slice(BATCH);
      waiting.push({ ...view, kind: "view" });
      soon();
    },
    here(corpId, userId, now) {
      const key = `${corpId}\u0000${userId}`;
      if (isKnown(lastHere, key, now, HERE_MS)) return;
      present.set(key, { corpId, userId, at: now });
      soon();
    },
    flush,
  };
}

/** Whoever was forgotten while this waited is not named any more: that somebody was looked at stays. */
async function withoutForgotten(db: Db, records: readonly AuditRecord[]): Promise<AuditRecord[]> {
  const nameIn = ({ subject }: AuditRecord) => {
    const [kind = "", id = ""] = subject.split(":");
    return nameOf(kind === "external" ? kind : "person", id);
  };
  const kept: AuditRecord[] = [];
  for (const [corpId, part] of Map.groupBy(records, (record) => record.corpId)) {
    const gone = await forgottenNames(db, corpId, part.map(nameIn));
    kept.push(...part.map((record) => (gone.has(nameIn(record)) ? { ...record, subject: record.subject.split(":")[0] ?? "" } : record)));
  }
  return kept;
}

/** What a call opened, as a record says it; null where it opens nobody's data. */
export function viewOf(
  { name, shows }: Pick<Endpoint, "name" | "shows">,
  input: unknown,
  who: { corpId: string; actor: Actor; now: Date },
): Omit<AuditRecord, "kind"> | null {
  if (!shows || typeof input !== "object" || input === null) return null;
  const value: unknown = Object.entries(input).find(([key]) => key === shows.by)?.[1];
  if (typeof value !== "string") return null;
  // Whoever became a customer keeps one name in all records.
  const subject = shows.subject === "person" && value.startsWith("cus_") ? "customer" : shows.subject;
  return { corpId: who.corpId, actor: who.actor, verb: name, subject: `${subject}:${value}`, data: {}, at: who.now };
}
