import type { Context } from "@opentelemetry/api";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { isTracing, traced, traceOf } from "#kit/trace";
import type { StoredEvent } from "./events.ts";

/** Facts follow from facts; nobody follows them further back than this. */
const DEEPEST = 8;

/** The traces of the callbacks that these facts go back to. Asks nothing where nobody listens. */
export async function tracesOfFacts(db: Db, corpId: string, seqs: ReadonlyArray<number | null | undefined>): Promise<Map<number, Context>> {
  const asked = [...new Set(seqs.filter((seq) => typeof seq === "number"))].slice(0, 100);
  if (asked.length === 0 || !isTracing()) return new Map();
  const { rows } = await sql<{ asked: number; key: string | null }>`
    with recursive chain as (
      select seq as asked, source_key as key, cause_seq, 0 as depth from event where corp_id = ${corpId} and seq = any(${asked}::bigint[])
      union all
      select c.asked, e.source_key, e.cause_seq, c.depth + 1 from chain c
        join event e on e.corp_id = ${corpId} and e.seq = c.cause_seq where c.depth < ${DEEPEST})
    select asked, key from chain order by depth`.execute(db);
  const traces = new Map<number, Context>();
  for (const { asked: seq, key } of rows) {
    const at = traceOf(key);
    if (at && !traces.has(seq)) traces.set(seq, at);
  }
  return traces;
}

/** The traces of planned actions, by what caused them. */
export async function tracesOfActions(db: Db, corpId: string, ids: readonly string[]): Promise<Map<string, Context>> {
  if (ids.length === 0 || !isTracing()) return new Map();
  const { rows } = await sql<{ id: string; cause: number }>`select id, cause_seq as cause from planned_action
    where corp_id = ${corpId} and id = any(${[...ids]}) and cause_seq is not null`.execute(db);
  const traces = await tracesOfFacts(
    db,
    corpId,
    rows.map(({ cause }) => cause),
  );
  return new Map(
    rows.flatMap(({ id, cause }) => {
      const at = traces.get(cause);
      return at ? [[id, at] as const] : [];
    }),
  );
}

/** A handler's work on a batch, as a span in the trace of each callback behind it. */
export async function asHandler(
  db: Db,
  corpId: string,
  name: string,
  batch: readonly StoredEvent[],
  work: () => Promise<void>,
): Promise<void> {
  if (!isTracing()) return work();
  const traces = await tracesOfFacts(
    db,
    corpId,
    batch.map(({ seq }) => seq),
  );
  return traced([...traces.values()], { name: `handle ${name}`, attributes: { corp: corpId, handler: name, facts: batch.length } }, work);
}
