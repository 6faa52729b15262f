import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { only, type StoredEvent } from "#log";
import { leftAmong } from "#modules/org";

type Leaving = { recipient: string; chatId: string | null; reason: string; at: Date; seq: number };

/** Whoever leaves the group, unfriends the sender, or a group that is dissolved, gets no further step. */
export const exitOnLeave = reaction({
  name: "sops.exit",
  on: ["group.member-left", "relation.ended", "group.dismissed"],
  after: ["sops", "sops.enrol"],
  async react(unit, batch) {
    const leaving: Leaving[] = [
      ...only(batch, "group.member-left").map((e) => ({
        recipient: e.data.memberId,
        chatId: e.data.chatId,
        reason: "left-group",
        at: e.occurredAt,
        seq: e.seq,
      })),
      ...(await trulyEnded(unit, only(batch, "relation.ended"))).map((e) => ({
        recipient: e.data.externalUserId,
        chatId: null,
        reason: "unfriended",
        at: e.occurredAt,
        seq: e.seq,
      })),
      ...only(batch, "group.dismissed").map((e) => ({
        recipient: e.data.chatId,
        chatId: null,
        reason: "dismissed",
        at: e.occurredAt,
        seq: e.seq,
      })),
    ];
    for (const row of await underWay(unit.db, unit.corpId, leaving)) {
      unit.fact({
        type: "sop.exited",
        subject: row.subject,
        sourceKey: `exit:${row.id}`,
        occurredAt: row.at,
        causeSeq: row.seq,
        data: { enrolmentId: row.id, sopId: row.sop_id, reason: row.reason },
      });
    }
  },
});

/** Whoever was handed over, or whose member of staff left the company, has not left us: her steps go on with somebody else. */
async function trulyEnded(unit: Unit, events: readonly StoredEvent<"relation.ended">[]) {
  const byStaff = events.filter(({ data }) => data.by === "staff").map(({ data }) => data.userId);
  const left = await leftAmong(unit, [...new Set(byStaff)]);
  return events.filter(({ data }) => data.by !== "transfer" && !(data.by === "staff" && left.has(data.userId)));
}

type Row = { id: string; sop_id: string; reason: string; at: Date; seq: number; subject: string };

async function underWay(db: Db, corpId: string, leaving: readonly Leaving[]): Promise<Row[]> {
  const json = JSON.stringify(leaving.map((one) => ({ ...one, at: one.at.toISOString() })));
  const { rows } = await sql<Row>`
    select distinct on (e.id) e.id, e.sop_id, r.reason, r.at, r.seq, ev.subject
    from jsonb_to_recordset(${json}::jsonb) as r(recipient text, "chatId" text, reason text, at timestamptz, seq bigint)
    join enrolment e on e.corp_id = ${corpId} and e.recipient = r.recipient and e.state = 'active'
      and (r."chatId" is null or e.chat_id = r."chatId")
    join sop_version v on v.corp_id = e.corp_id and v.sop_id = e.sop_id and v.version = e.version
      and v.definition->'exits' ? r.reason
    join event ev on ev.corp_id = e.corp_id and ev.source_key = 'enrol:' || e.id
    where r.at >= e.started_at
    order by e.id, r.seq`.execute(db);
  return rows;
}
