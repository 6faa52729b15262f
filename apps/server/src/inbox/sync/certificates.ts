import { sql } from "kysely";
import type { api, Certificate, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";

const SHOWN_FAILURES = 100;

type Row = {
  id: string;
  family: string;
  kind: Certificate["kind"];
  startedAt: Date;
  finishedAt: Date | null;
  expected: number;
  fetched: number;
  repaired: number;
  failed: string[];
  keys: number;
  keysDone: number;
  error: string | null;
};

/** The newest certificate of each family and kind, or all of them by cursor (law 8: partial never looks whole). */
export async function certificates(
  ctx: Ctx,
  { family, history, cursor, limit }: ParsedInputOf<typeof api.sync.certificates>,
): Promise<OutputOf<typeof api.sync.certificates>> {
  const [at, id] = placeOf(cursor);
  const columns = sql`id, family, kind, started_at as "startedAt", finished_at as "finishedAt", expected, fetched, repaired, failed,
    keys, keys_done as "keysDone", error`;
  const mine = sql`corp_id = ${ctx.corpId} and (${family ?? null}::text is null or family = ${family ?? null})`;
  const { rows } = history
    ? await sql<Row>`select ${columns} from sync_run where ${mine} and (started_at, id) < (${at}::timestamptz, ${id})
        order by started_at desc, id desc limit ${limit + 1}`.execute(ctx.db)
    : await sql<Row>`with recursive pair as (
          (select family, kind from sync_run where ${mine} order by family, kind limit 1)
          union all
          select n.family, n.kind from pair p cross join lateral (select family, kind from sync_run
            where ${mine} and (family, kind) > (p.family, p.kind) order by family, kind limit 1) n)
        select newest.* from pair p cross join lateral (select ${columns} from sync_run
          where corp_id = ${ctx.corpId} and family = p.family and kind = p.kind order by started_at desc, id desc limit 1) newest
        order by newest.family, newest.kind limit ${limit + 1}`.execute(ctx.db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toCertificate(row, ctx.now)),
    nextCursor: history && rows.length > limit && last ? `${last.startedAt.toISOString()} ${last.id}` : null,
  };
}

function placeOf(cursor: string | undefined): [at: string, id: string] {
  if (cursor === undefined) return ["infinity", ""];
  const [at = "", id = ""] = cursor.split(" ");
  if (Number.isNaN(Date.parse(at))) throw new Problem("invalidInput", { issues: "cursor" });
  return [at, id];
}

/** `id: what WeCom said`; the id ends at the first colon. */
export function failureOf(text: string): { id: string; error: string } {
  const at = text.indexOf(": ");
  return at < 0 ? { id: "", error: text } : { id: text.slice(0, at), error: text.slice(at + 2) };
}

export function toCertificate(row: Row, now: Date): Certificate {
  const { id, family, kind, expected, fetched, repaired, startedAt, finishedAt } = row;
  const failures = row.failed.slice(0, SHOWN_FAILURES).map(failureOf);
  return {
    id,
    family,
    kind,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    expected,
    fetched,
    failed: row.failed.length,
    failedIds: failures.flatMap((failure) => (failure.id === "" ? [] : [failure.id])),
    failures,
    repaired,
    ageSeconds: finishedAt === null ? null : Math.max(0, Math.floor((now.getTime() - finishedAt.getTime()) / 1000)),
    whole: finishedAt !== null && row.failed.length === 0 && fetched >= expected,
    progress: finishedAt === null ? progressOf(row, now) : null,
  };
}

/** The pace so far, carried on. Unknown before the first list is read. */
function progressOf({ keys, keysDone, startedAt, error }: Row, now: Date): Certificate["progress"] {
  const seconds = (now.getTime() - startedAt.getTime()) / 1000;
  const remaining = keysDone === 0 ? null : Math.round((seconds / keysDone) * Math.max(0, keys - keysDone));
  return { done: Math.min(keysDone, keys), of: keys, waitingFor: error, remainingSeconds: remaining };
}
