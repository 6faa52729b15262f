import { sql } from "kysely";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import type { Handler, StoredEvent } from "#log";
import { applyFact, TICKET_FACTS, type TicketFact } from "./rules.ts";
import type { TicketRow } from "./types.ts";

/** The queue, from ticket.* facts: one read of the cases a batch speaks of, the rule in their order, one write. */
export const ticketsProjection: Handler = {
  kind: "project",
  name: "tickets",
  version: 1,
  on: TICKET_FACTS,
  tables: ["ticket"],
  async project(tx, corpId, batch) {
    const facts = batch.filter(isTicketFact);
    const ids = [...new Set(facts.map(({ data }) => data.ticketId))];
    const rows = new Map((await readRows(tx, corpId, ids)).map((row) => [row.id, row]));
    for (const fact of facts) {
      const row = applyFact(rows.get(fact.data.ticketId) ?? null, fact);
      if (row) rows.set(row.id, row);
    }
    await writeRows(
      tx,
      [...rows.values()],
      (json) => sql`insert into ticket
      select ${corpId}, r.* from jsonb_to_recordset(${json}::jsonb) as r(id text, kind text, state text, source text, text text,
        external_user_id text, chat_id text, store_id text, owner text, ref text, opened_at timestamptz, due_at timestamptz,
        first_due_at timestamptz, first_answered_at timestamptz, answered_at timestamptz, answer text, shown text,
        closed_at timestamptz, note text, round int, reopened int)
      on conflict (corp_id, id) do update set state = excluded.state, owner = excluded.owner, due_at = excluded.due_at,
        first_answered_at = excluded.first_answered_at, answered_at = excluded.answered_at, answer = excluded.answer,
        shown = excluded.shown, closed_at = excluded.closed_at, note = excluded.note, round = excluded.round,
        reopened = excluded.reopened`,
    );
  },
};

const kinds: ReadonlySet<string> = new Set(TICKET_FACTS);
const isTicketFact = (event: StoredEvent): event is StoredEvent & TicketFact => kinds.has(event.type);

export const ticketColumns = sql`t.id, t.kind, t.state, t.source, t.text, t.external_user_id, t.chat_id, t.store_id, t.owner, t.ref,
  t.opened_at, t.due_at, t.first_due_at, t.first_answered_at, t.answered_at, t.answer, t.shown, t.closed_at, t.note, t.round, t.reopened`;

export async function readRows(db: Db, corpId: string, ids: readonly string[]): Promise<TicketRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<TicketRow>`select ${ticketColumns} from ticket t where t.corp_id = ${corpId} and t.id = any(${[...ids]})
    order by t.id`.execute(db);
  return rows;
}
