import { sql } from "kysely";
import type { Db } from "#db/connect";
import { only, type Handler, type StoredEvent } from "#log";

type Milestone = { who: string; at: string; column: string; store?: string | null; state?: string };

/**
 * Each person's first time at every milestone of the story. `left_at` and `lost_at` are the last ones, and are taken back
 * when she comes again.
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
  async project(tx, corpId, batch) {
    await firsts(tx, corpId, batch.flatMap(milestoneOf));
    await enrolments(tx, corpId, batch);
    await comingsAndGoings(tx, corpId, batch);
  },
};

function milestoneOf(event: StoredEvent): Milestone[] {
  const at = event.occurredAt.toISOString();
  switch (event.type) {
    case "relation.added":
      return [{ who: event.data.externalUserId, at, column: "added_at", state: event.data.state }];
    case "welcome.sent":
      return [{ who: event.data.externalUserId, at, column: "welcomed_at" }];
    case "page.opened":
      return [{ who: event.data.externalUserId, at, column: "opened_at" }];
    case "store.searched":
      return [{ who: event.data.externalUserId, at, column: "searched_at" }];
    case "store.chosen":
      return [{ who: event.data.externalUserId, at, column: "chosen_at", store: event.data.storeId }];
    case "group.member-joined":
      return event.data.memberType === 2 ? [{ who: event.data.memberId, at, column: "joined_at" }] : [];
    default:
      return [];
  }
}

const COLUMNS = ["added_at", "welcomed_at", "opened_at", "searched_at", "chosen_at", "joined_at"] as const;

async function firsts(tx: Db, corpId: string, milestones: readonly Milestone[]) {
  if (milestones.length === 0) return;
  const first = (column: string) => sql`min(at) filter (where "column" = ${column})`;
  const columns = sql.join(COLUMNS.map((column) => sql.ref(column)));
  await sql`insert into journey as j (corp_id, external_user_id, live_code_state, store_id, ${columns})
    select ${corpId}, who,
      (array_agg(state order by at) filter (where state <> ''))[1],
      (array_agg(store order by at) filter (where store is not null))[1],
      ${sql.join(COLUMNS.map(first))}
    from jsonb_to_recordset(${JSON.stringify(milestones)}::jsonb)
      as r(who text, at timestamptz, "column" text, store text, state text)
    group by who
    on conflict (corp_id, external_user_id) do update set
      live_code_state = coalesce(j.live_code_state, excluded.live_code_state),
      store_id = coalesce(j.store_id, excluded.store_id),
      ${sql.join(COLUMNS.map((column) => sql`${sql.ref(column)} = least(j.${sql.ref(column)}, excluded.${sql.ref(column)})`))}`.execute(tx);
}

async function enrolments(tx: Db, corpId: string, batch: readonly StoredEvent[]) {
  const enrolled = only(batch, "sop.enrolled")
    .filter(({ data }) => data.subject === "customer")
    .map(({ data }) => ({ who: data.recipient, id: data.enrolmentId, store: data.storeId, at: data.startedAt }));
  if (enrolled.length > 0) await startWeeks(tx, corpId, enrolled);
  const done = only(batch, "sop.step-done").map(({ data }) => ({ id: data.enrolmentId, at: data.at }));
  if (done.length === 0) return;
  await sql`update journey j set reached_at = least(j.reached_at, r.at)
    from (select id, min(at) as at from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as x(id text, at timestamptz)
      group by id) r
    where j.corp_id = ${corpId} and j.enrolment_id = r.id`.execute(tx);
}

async function startWeeks(tx: Db, corpId: string, enrolled: readonly object[]) {
  // The store of the group that she really joined decides, not the one she looked at first.
  await sql`update journey j set enrolment_id = r.id, enrolled_at = r.at, store_id = coalesce(r.store, j.store_id)
    from (select distinct on (who) * from jsonb_to_recordset(${JSON.stringify(enrolled)}::jsonb)
      as x(who text, id text, store text, at timestamptz) order by who, at) r
    where j.corp_id = ${corpId} and j.external_user_id = r.who and j.enrolment_id is null`.execute(tx);
}

async function comingsAndGoings(tx: Db, corpId: string, batch: readonly StoredEvent[]) {
  const moves = batch.flatMap((event) => {
    const at = event.occurredAt.toISOString();
    if (event.type === "group.member-left") return [{ who: event.data.memberId, at, left: true, group: true, n: event.seq }];
    if (event.type === "group.member-joined") return [{ who: event.data.memberId, at, left: false, group: true, n: event.seq }];
    if (event.type === "relation.ended") return [{ who: event.data.externalUserId, at, left: true, group: false, n: event.seq }];
    if (event.type === "relation.added") return [{ who: event.data.externalUserId, at, left: false, group: false, n: event.seq }];
    return [];
  });
  if (moves.length === 0) return;
  await sql`with last as (
      select distinct on (who, "group") * from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
        as x(who text, at timestamptz, "left" boolean, "group" boolean, n bigint) order by who, "group", at desc, n desc
    ), both_sides as (
      select who, max(at) filter (where "group" and "left") as left_at, bool_or("group" and not "left") as back_in,
        max(at) filter (where not "group" and "left") as lost_at, bool_or(not "group" and not "left") as back
      from last group by who
    )
    update journey j set
      left_at = case when b.left_at is not null then b.left_at when b.back_in then null else j.left_at end,
      lost_at = case when b.lost_at is not null then b.lost_at when b.back then null else j.lost_at end
    from both_sides b where j.corp_id = ${corpId} and j.external_user_id = b.who`.execute(tx);
}
