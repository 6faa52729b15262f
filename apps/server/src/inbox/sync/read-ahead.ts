import type { GroupChat } from "@shuke/wecom";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { headOf } from "#log";
import type { Fetched } from "./fetch.ts";
import type { Piece } from "./pieces.ts";
import type { SyncRun } from "./run.ts";
import { askGroups, waitOf } from "./sync-groups.ts";
import type { Trouble } from "./walk.ts";

// While the list of people waits for WeCom's next minute, groups can be fetched: their calls are counted apart. What they answer is
// kept and becomes facts after the people, since strangers in groups would otherwise be written first and as friends once more.

/** An answer that was fetched ahead, and what was known when it was asked for. */
export type AheadGroup = { answer: Fetched<GroupChat | null>; since: number; at: Date };

/** Keeps what WeCom shows of a piece's groups. What it does not answer is asked for when the piece has its turn. */
export async function fetchAhead(run: SyncRun, runId: string, piece: Piece): Promise<{ pages: number; trouble: Trouble | null }> {
  const { db, corpId, now } = run;
  const since = await headOf(db, corpId);
  const asked = await askGroups(run, piece.keys);
  const rows = asked.flatMap(({ key, answer }) => (answer.ok ? [{ key, answer: JSON.stringify(answer.value) }] : []));
  await db.transaction().execute(async (tx) => {
    await sql`insert into sync_ahead (corp_id, run_id, key, since, asked_at, answer)
      select ${corpId}, ${runId}, key, ${since}, ${now}, answer::json
      from unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(({ answer }) => answer)}::text[]) as r(key, answer)
      on conflict do nothing`.execute(tx);
    await sql`update sync_piece set expected = ${piece.keys.length}
      where corp_id = ${corpId} and run_id = ${runId} and no = ${piece.no}`.execute(tx);
  });
  return { pages: piece.keys.length, trouble: waitOf(asked) };
}

/** What was kept of these. The table does not outlive a crash of the database: then they are asked for again. */
export async function keptAhead(db: Db, corpId: string, runId: string, keys: readonly string[]): Promise<Map<string, AheadGroup>> {
  const { rows } = await sql<{ key: string; since: number; at: Date; answer: GroupChat | null }>`
    select key, since, asked_at as at, answer from sync_ahead
    where corp_id = ${corpId} and run_id = ${runId} and key = any(${keys})`.execute(db);
  return new Map(rows.map(({ key, since, at, answer }) => [key, { answer: { ok: true, value: answer }, since, at }]));
}
