import type { LogEvent } from "kysely";
import { counts } from "#kit/figures";

/** A statement that took long: its text, in which values are numbered gaps, never the values. Real time. */
export type SlowStatement = { text: string; ms: number; at: string };
export type SlowTotal = { text: string; count: number; totalMs: number; maxMs: number; lastAt: string };
export type SlowFigures = { thresholdMs: number; total: number; totals: SlowTotal[]; recent: SlowStatement[] };

export type SlowLog = {
  /** For `connect({ log })`. */
  see(event: LogEvent): void;
  figures(): SlowFigures;
};

const RING = 200;
/** Different statements that are remembered; ours are a few hundred, and made-up ones must not fill the memory. */
const STATEMENTS = 500;
const LONGEST = 2000;
const SHOWN_TOTALS = 50;

/** Remembers the last 200 statements slower than `thresholdMs` and totals by statement, in the memory of this process. */
export function createSlowLog(thresholdMs: number): SlowLog {
  const recent: SlowStatement[] = [];
  const totals = new Map<string, SlowTotal>();
  let total = 0;

  return {
    see(event) {
      const ms = event.queryDurationMillis;
      if (ms < thresholdMs) return;
      total += 1;
      counts.slowStatements.inc();
      const text = event.query.sql.replaceAll(/\s+/g, " ").trim().slice(0, LONGEST);
      const at = new Date().toISOString();
      recent.push({ text, ms: Math.round(ms), at });
      if (recent.length > RING) recent.shift();
      const known = totals.get(text);
      if (known) {
        known.count += 1;
        known.totalMs += Math.round(ms);
        known.maxMs = Math.max(known.maxMs, Math.round(ms));
        known.lastAt = at;
      } else if (totals.size < STATEMENTS) totals.set(text, { text, count: 1, totalMs: Math.round(ms), maxMs: Math.round(ms), lastAt: at });
    },
    figures: () => ({
      thresholdMs,
      total,
      totals: [...totals.values()].toSorted((a, b) => b.totalMs - a.totalMs).slice(0, SHOWN_TOTALS),
      recent: recent.toReversed(),
    }),
  };
}
