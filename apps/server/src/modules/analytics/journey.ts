import { sql } from "kysely";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import { only, type Handler, type StoredEvent } from "#log";

/** First times are the earliest, last times the latest: facts may come in any order and make the same row. */
const FIRST = ["added_at", "welcomed_at", "opened_at", "searched_at", "chosen_at", "joined_at"] as const;
const LAST = ["back_at", "lost_at", "came_at", "left_at"] as const;
type Column = (typeof FIRST)[number] | (typeof LAST)[number];
type Milestone = { who: string; at: string; column: Column; n: number; store?: string; state?: string };

/**
 * Each person's first time at every milestone of the story, and when she last came and went.
 */
export const journeyProjection: Handler = {
  kind: "project",
  name: "analytics.journey",
  version: 1,
  on: [
    "relation.added",
    "relation.ended",
    "welcome.sent",
    "page.opened",
    "store.searched",
    "store.chosen",
    "group.member-joined",
    "group.member-left",
    "sop.enrolled",
    "sop.step-done",
  ],
  tables: ["journey"],
  kindOf: ({ type }) => (type.startsWith("sop.") ? type : "milestone"),
  async project(tx, corpId, batch) {
    await milestones(tx, corpId, batch.flatMap(milestonesOf));
    await enrolled(tx, corpId, batch);
    await reached(tx, corpId, batch);
  },
};

function milestonesOf(event: StoredEvent): Milestone[] {
  const base = { at: event.occurredAt.toISOString(), n: event.seq };
  switch (event.type) {
    case "relation.added": {
      const row = { ...base, who: event.data.externalUserId, state: event.data.state };
      return [
        { ...row, column: "added_at" },
        { ...row, column: "back_at" },
      ];
    }
    case "relation.ended":
      return [{ ...base, who: event.data.externalUserId, column: "lost_at" }];
    case "welcome.sent":
      return [{ ...base, who: event.data.externalUserId, column: "welcomed_at" }];
    case "page.opened":
      return [{ ...base, who: event.data.externalUserId, column: "opened_at" }];
    case "store.searched":
      return [{ ...base, who: event.data.externalUserId, column: "searched_at" }];
    case "store.chosen":
      return [{ ...base, who: event.data.externalUserId, column: "chosen_at", store: event.data.storeId }];
    case "group.member-joined":
      return event.data.memberType === 2
        ? [
            { ...base, who: event.data.memberId, column: "joined_at" },
            { ...base, who: event.data.memberId, column: "came_at" },
          ]
        : [];
    case "group.member-left":
      return [{ ...base, who: event.data.memberId, column: "left_at" }];
    default:
      return [];
  }
}

async function milestones(tx: Db, corpId: string, rows: readonly Milestone[]) {
  const names = [...FIRST, ...LAST];
  const value = (column: string) =>
    sql`${sql.raw((FIRST as readonly string[]).includes(column) ? "min" : "max")}(at) filter (where "column" = ${column})`;
  const better = (column: string) => {
    const pick = sql.raw((FIRST as readonly string[]).includes(column) ? "least" : "greatest");
    return sql`${sql.ref(column)} = ${pick}(j.${sql.ref(column)}, excluded.${sql.ref(column)})`;
  };
  await writeRows(
    tx,
    rows,
    (json) => sql`
      insert into journey as j (corp_id, external_user_id, live_code_state, store_id, ${sql.join(names.map((name) => sql.ref(name)))})
      select ${corpId}, who,
        (array_agg(state order by n) filter (where state <> ''))[1],
        (array_agg(store order by n) filter (where store is not null))[1],
        ${sql.join(names.map(value))}
      from jsonb_to_recordset(${json}::jsonb) as r(who text, at timestamptz, "column" text, n bigint, store text, state text)
      group by who order by who
      on conflict (corp_id, external_user_id) do update set
        live_code_state = coalesce(j.live_code_state, excluded.live_code_state),
        store_id = coalesce(j.store_id, excluded.store_id),
        ${sql.join(names.map(better))}`,
  );
}

/** The store of the group that she really joined decides, not the one she looked at first. The first SOP counts. */
async function enrolled(tx: Db, corpId: string, run: readonly StoredEvent[]) {
  const rows = only(run, "sop.enrolled")
    .filter(({ data }) => data.subject === "customer")
    .map(({ data, seq }) => ({ who: data.recipient, id: data.enrolmentId, store: data.storeId, at: data.startedAt, n: seq }));
  await writeRows(
    tx,
    rows,
    (json) => sql`
      insert into journey as j (corp_id, external_user_id, enrolment_id, enrolled_at, store_id)
      select distinct on (who) ${corpId}, who, id, at, store
      from jsonb_to_recordset(${json}::jsonb) as x(who text, id text, store text, at timestamptz, n bigint) order by who, n
      on conflict (corp_id, external_user_id) do update set enrolment_id = excluded.enrolment_id,
        enrolled_at = excluded.enrolled_at, store_id = coalesce(excluded.store_id, j.store_id)
      where j.enrolment_id is null`,
  );
}

async function reached(tx: Db, corpId: string, run: readonly StoredEvent[]) {
  const rows = only(run, "sop.step-done").map(({ data }) => ({ id: data.enrolmentId, at: data.at }));
  await writeRows(
    tx,
    rows,
    (json) => sql`
      update journey j set reached_at = least(j.reached_at, r.at)
      from (select id, min(at) as at from jsonb_to_recordset(${json}::jsonb) as x(id text, at timestamptz) group by id) r
      where j.corp_id = ${corpId} and j.enrolment_id = r.id`,
  );
}
