import { sql } from "kysely";
import type { Db } from "#db/connect";
import { type Handler, only, type StoredEvent } from "#log";

/** Live code ids begin so; states of other tools are none of ours. */
const OURS = "lc_";

type Arrival = { code: string; kind: "friend" | "member"; person: string; place: string; at: string };

/**
 * Who came through which code, for the figures: friendships by the state of the contact way, memberships by the state of
 * the join way. Somebody who comes back counts once, and as staying again.
 */
export const projectArrivals: Handler = {
  kind: "project",
  name: "arrivals",
  version: 1,
  on: ["relation.added", "relation.ended", "group.member-joined", "group.member-left"],
  tables: ["arrival"],
  // Comings and goings keep the order of the log: a leave before a return must not end the return.
  kindOf: ({ type }) => (type === "relation.added" || type === "group.member-joined" ? "comes" : "goes"),
  async project(tx, corpId, batch) {
    await arrive(tx, corpId, batch.flatMap(arrivalOf));
    await end(tx, corpId, batch.flatMap(endOf));
  },
};

function arrivalOf(event: StoredEvent): Arrival[] {
  const [added] = only([event], "relation.added");
  if (added?.data.state.startsWith(OURS)) {
    const { state, externalUserId, userId, createdSec } = added.data;
    return [{ code: state, kind: "friend", person: externalUserId, place: userId, at: isoOf(createdSec) }];
  }
  const [joined] = only([event], "group.member-joined");
  if (joined?.data.state.startsWith(OURS)) {
    const { state, memberId, chatId, joinedSec } = joined.data;
    return [{ code: state, kind: "member", person: memberId, place: chatId, at: isoOf(joinedSec) }];
  }
  return [];
}

function endOf(event: StoredEvent): Array<{ kind: string; person: string; place: string; at: string }> {
  const at = event.occurredAt.toISOString();
  const [ended] = only([event], "relation.ended");
  if (ended) return [{ kind: "friend", person: ended.data.externalUserId, place: ended.data.userId, at }];
  const [left] = only([event], "group.member-left");
  return left ? [{ kind: "member", person: left.data.memberId, place: left.data.chatId, at }] : [];
}

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString();

async function arrive(tx: Db, corpId: string, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  await sql`
    insert into arrival as a (corp_id, live_code_id, kind, person, place, at, last_at)
    select ${corpId}, code, kind, person, place, min(at), max(at)
    from jsonb_to_recordset(${JSON.stringify(arrivals)}::jsonb)
      as r(code text, kind text, person text, place text, at timestamptz)
    group by code, kind, person, place
    on conflict (corp_id, live_code_id, kind, person, place) do update set
      at = least(a.at, excluded.at), last_at = greatest(a.last_at, excluded.last_at),
      ended_at = case when a.ended_at >= excluded.last_at then a.ended_at end`.execute(tx);
}

async function end(tx: Db, corpId: string, ends: ReadonlyArray<Record<string, string>>): Promise<void> {
  if (ends.length === 0) return;
  await sql`
    update arrival a set ended_at = r.at
    from (select kind, person, place, max(at) as at from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb)
      as e(kind text, person text, place text, at timestamptz) group by 1, 2, 3) r
    where a.corp_id = ${corpId} and a.kind = r.kind and a.person = r.person and a.place = r.place
      and a.last_at <= r.at and (a.ended_at is null or a.ended_at < r.at)`.execute(tx);
}
