import { sql } from "kysely";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import { byType, only, type Handler, type StoredEvent } from "#log";

type Change = {
  action: string;
  recipient: string;
  state: "delivered" | "failed" | "released";
  reason: string | null;
  at?: string;
};

const REASON: Record<number, string> = { 2: "not-a-friend", 3: "over-wecom-cap" };

/**
 * Keeps the ledger of touches true to what the platform says: delivered ones spend budget, those that never arrived give
 * it back. Not a projection: reservations are made by the gate and cannot be rebuilt from facts.
 */
export const touchLedger: Handler = {
  kind: "react",
  name: "actions.touches",
  version: 1,
  on: ["mass-task.created", "mass-task.delivered", "mass-task.closed"],
  async react({ db, corpId, now }, batch) {
    const changes: Change[] = [
      ...only(batch, "mass-task.created").flatMap(({ data }) =>
        data.failed.map((recipient) => ({
          action: data.actionId,
          recipient,
          state: "failed" as const,
          reason: "not-reachable",
        })),
      ),
      ...only(batch, "mass-task.delivered").flatMap(({ data }) =>
        data.results.map(({ recipient, status, at }) => ({
          action: data.actionId,
          recipient,
          state: status === 1 ? ("delivered" as const) : ("failed" as const),
          reason: REASON[status] ?? null,
          at,
        })),
      ),
      ...only(batch, "mass-task.closed").flatMap(({ data }) =>
        data.unsent.map((recipient) => ({
          action: data.actionId,
          recipient,
          state: "released" as const,
          reason: data.why,
        })),
      ),
    ];
    if (changes.length > 0) await settle(db, corpId, changes, now);
  },
};

/** The first word on a recipient counts. From then on the budget knows when she was really reached, not when it was planned. */
async function settle(db: Db, corpId: string, changes: readonly Change[], now: Date): Promise<void> {
  const rows = changes.map((change, n) => ({ ...change, n }));
  await sql`update touch t set state = r.state, reason = r.reason, settled_at = ${now},
      at = case when r.state = 'delivered' then coalesce(r.at, t.at) else t.at end
    from (select distinct on (action, recipient) * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x(n int, action text, recipient text, state text, reason text, at timestamptz) order by action, recipient, n) r
    where t.corp_id = ${corpId} and t.action_id = r.action and t.recipient = r.recipient and t.budget <> 'staff'
      and t.state = 'reserved'`.execute(db);
}

/** What each task of WeCom's stands at. */
export const massTasks: Handler = {
  kind: "project",
  name: "mass-tasks",
  version: 1,
  on: ["mass-task.created", "mass-task.confirmed", "mass-task.delivered", "mass-task.closed"],
  tables: ["mass_task"],
  kindOf: byType,
  async project(tx, corpId, batch) {
    await created(tx, corpId, batch);
    await confirmed(tx, corpId, batch);
    await delivered(tx, corpId, batch);
    await closed(tx, corpId, batch);
  },
};

const created = (tx: Db, corpId: string, run: readonly StoredEvent[]) =>
  writeRows(
    tx,
    only(run, "mass-task.created").map(({ data, occurredAt, seq }) => ({
      ...data,
      recipients: data.recipients.length,
      at: occurredAt.toISOString(),
      n: seq,
    })),
    (json) => sql`
      insert into mass_task (corp_id, msgid, action_id, sender, chat_type, planned_by, recipients, created_at)
      select distinct on (msgid) ${corpId}, msgid, "actionId", sender, "chatType", "plannedBy", recipients, at
      from jsonb_to_recordset(${json}::jsonb) as r(msgid text, "actionId" text, sender text,
        "chatType" text, "plannedBy" text, recipients int, at timestamptz, n bigint)
      order by msgid, n on conflict do nothing`,
  );

const confirmed = (tx: Db, corpId: string, run: readonly StoredEvent[]) =>
  writeRows(
    tx,
    only(run, "mass-task.confirmed").map(({ data }) => ({ msgid: data.msgid, at: data.sentAt })),
    (json) => sql`
      update mass_task m set confirmed_at = least(m.confirmed_at, r.at)
      from (select msgid, min(at) as at from jsonb_to_recordset(${json}::jsonb)
        as x(msgid text, at timestamptz) group by msgid) r
      where m.corp_id = ${corpId} and m.msgid = r.msgid`,
  );

const delivered = (tx: Db, corpId: string, run: readonly StoredEvent[]) =>
  writeRows(
    tx,
    only(run, "mass-task.delivered").map(({ data }) => ({
      msgid: data.msgid,
      n: data.results.filter((result) => result.status === 1).length,
    })),
    (json) => sql`
      update mass_task m set sent = m.sent + r.n
      from (select msgid, sum(n)::int as n from jsonb_to_recordset(${json}::jsonb) as x(msgid text, n int) group by msgid) r
      where m.corp_id = ${corpId} and m.msgid = r.msgid`,
  );

const closed = (tx: Db, corpId: string, run: readonly StoredEvent[]) =>
  writeRows(
    tx,
    only(run, "mass-task.closed").map(({ data, occurredAt }) => ({ msgid: data.msgid, at: occurredAt.toISOString() })),
    (json) => sql`
      update mass_task m set closed_at = least(m.closed_at, r.at)
      from (select msgid, min(at) as at from jsonb_to_recordset(${json}::jsonb)
        as x(msgid text, at timestamptz) group by msgid) r
      where m.corp_id = ${corpId} and m.msgid = r.msgid`,
  );
