import { sql } from "kysely";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { log } from "#kit/log";
import type { Db } from "#db/connect";
import { append, type NewEvent } from "#log";

/** Eleven in the morning in Shanghai, a Saturday: open, far from quiet hours. */
export const MORNING = new Date("2025-03-01T03:00:00Z");

// Failures are made on purpose here.
log.level = "silent";

let made = 0;

/** A corp of its own in the test's database. */
export async function createCorp(db: Db, settings: Record<string, unknown> = {}): Promise<string> {
  made += 1;
  const corpId = `corp${made}`;
  await sql`insert into corp (corp_id, name, settings, created_at)
    values (${corpId}, 'test', ${JSON.stringify(settings)}::jsonb, ${MORNING})`.execute(db);
  return corpId;
}

export const ctxOf = (db: Db, corpId: string, now: Date = MORNING): Ctx => ({ db, corpId, actor: system("test"), now });

export function tell(db: Db, corpId: string, events: readonly NewEvent[]): Promise<number> {
  return db.transaction().execute((tx) => append(tx, corpId, events, { actor: system("test"), now: MORNING }));
}

/** A fact that only tests tell; `n` makes it recognisable. */
export const opened = (n: number, more: Partial<NewEvent> = {}): NewEvent => {
  const event: NewEvent<"page.opened"> = {
    type: "page.opened",
    subject: "customer:c",
    data: { externalUserId: "wm", page: String(n), via: null },
    occurredAt: MORNING,
  };
  return { ...event, ...more } as NewEvent;
};

export const at = (from: Date, ms: number) => new Date(from.getTime() + ms);
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
