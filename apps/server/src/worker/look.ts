import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";

/** When each duty has something to do next; null: nothing waits. One query for all of them. */
export async function lookAtDuties(db: Db, corpId: string, duties: readonly Duty[], now: Date): Promise<ReadonlyMap<Duty, Date | null>> {
  const asked = duties.flatMap((duty) => ("dueAt" in duty ? [{ duty, dueAt: duty.dueAt(corpId) }] : []));
  const times = new Map<Duty, Date | null>();
  if (asked.length > 0) {
    const columns = asked.map(({ dueAt }, i) => sql`(${dueAt})::timestamptz as ${sql.ref(`d${i}`)}`);
    const { rows } = await sql<Record<string, Date | null>>`select ${sql.join(columns)}`.execute(db);
    for (const [i, { duty }] of asked.entries()) times.set(duty, rows[0]?.[`d${i}`] ?? null);
  }
  for (const duty of duties) if ("nextDueAt" in duty) times.set(duty, duty.nextDueAt(corpId, now));
  return times;
}
