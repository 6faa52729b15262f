import { sql } from "kysely";
import type { Behaviour } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import { customerId } from "#kit/ids";
import { plainColumn } from "#kit/pg-array";
import { localDay } from "#kit/tz";
import { only, type Handler, type StoredEvent } from "#log";

type Deed = { externalUserId: string; what: Behaviour; at: Date };

/**
 * What customers did, per kind and local day, with the first and the last day and the store chosen last. Sums and extremes: order
 * does not matter. Who joined which group is kept by the stays themselves (leaf-stay.ts).
 */
export const behaviourProjection: Handler = {
  kind: "project",
  name: "segments.behaviour",
  version: 1,
  on: ["page.opened", "store.searched", "store.chosen", "group.member-left", "relation.ended", "welcome.sent", "mass-task.delivered"],
  tables: ["behaviour_day", "behaviour_last", "behaviour_store"],
  async project(tx, corpId, batch) {
    const deeds = batch.flatMap(deedsOf);
    await countDeeds(tx, corpId, deeds);
    await keepStores(tx, corpId, only(batch, "store.chosen"));
  },
};

function deedsOf(event: StoredEvent): Deed[] {
  const at = event.occurredAt;
  const by = (externalUserId: string, ...kinds: Behaviour[]): Deed[] => kinds.map((what) => ({ externalUserId, what, at }));
  switch (event.type) {
    case "page.opened": {
      const { externalUserId, page, via } = event.data;
      const more: Behaviour[] = [
        ...(page === "welfare" ? (["opened-welfare"] as const) : []),
        ...(via ? (["answered-touch"] as const) : []),
      ];
      return by(externalUserId, "opened-page", ...more);
    }
    case "store.searched":
      return by(event.data.externalUserId, "searched-store");
    case "store.chosen":
      return by(event.data.externalUserId, "chose-store");
    case "group.member-left":
      return by(event.data.memberId, "left-group");
    case "relation.ended":
      return event.data.by === "customer" ? by(event.data.externalUserId, "deleted-us") : [];
    case "welcome.sent":
      return by(event.data.externalUserId, "was-welcomed");
    case "mass-task.delivered":
      return event.data.results
        .filter(({ status, recipient }) => status === DELIVERED && !recipient.startsWith(GROUP))
        .map(({ recipient, at: when }) => ({ externalUserId: recipient, what: "received-touch", at: new Date(when) }));
    default:
      return [];
  }
}

const DELIVERED = 1;
/** Chat ids begin so; a group post is nobody's own touch. */
const GROUP = "wr";

async function countDeeds(tx: Db, corpId: string, deeds: readonly Deed[]): Promise<void> {
  if (deeds.length === 0) return;
  const { timeZone } = await gateSettings(tx, corpId);
  const ids = new Map<string, string>();
  const habits = new Map<string, Habit>();
  for (const { externalUserId, what, at } of deeds) {
    const id = ids.get(externalUserId) ?? customerId(corpId, externalUserId);
    ids.set(externalUserId, id);
    const day = localDay(at, timeZone);
    const key = `${what} ${id}`;
    const habit = habits.get(key) ?? { kind: what, id, days: new Map() };
    habits.set(key, habit);
    habit.days.set(day, (habit.days.get(day) ?? 0) + 1);
  }
  const all = [...habits.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  if (all.length <= FEW) return addHabits(tx, corpId, all);
  // Whoever never did this before is written without looking for a row to add to, which costs twice as much: most of a first sync.
  const known = await knownHabits(tx, corpId, all);
  await insertHabits(
    tx,
    corpId,
    all.filter((habit) => !known.has(keyOf(habit))),
  );
  await addHabits(
    tx,
    corpId,
    all.filter((habit) => known.has(keyOf(habit))),
  );
}

/** What one person did of one kind: times by local day. */
type Habit = { kind: Behaviour; id: string; days: Map<string, number> };
const keyOf = ({ kind, id }: { kind: string; id: string }) => `${kind} ${id}`;
/** So few are not looked for first. */
const FEW = 100;

/** Looked up one by one: the planner, who knows nothing of a table that is being filled, would read all of it. */
async function knownHabits(tx: Db, corpId: string, habits: readonly Habit[]): Promise<Set<string>> {
  const { rows } = await sql<{ kind: string; id: string }>`
    select kind, id from unnest(${plainColumn(habits.map(({ kind }) => kind))}::text[], ${plainColumn(habits.map(({ id }) => id))}::text[])
      as r(kind, id)
    where (select true from behaviour_last l where l.corp_id = ${corpId} and l.kind = r.kind and l.customer_id = r.id limit 1)`.execute(tx);
  return new Set(rows.map(keyOf));
}

const daysSql = (habits: readonly Habit[]) => {
  const rows = habits.flatMap(({ kind, id, days }) => [...days].map(([day, n]) => ({ kind, id, day, n })));
  const column = (pick: (row: (typeof rows)[number]) => string | number) => plainColumn(rows.map(pick));
  return sql`unnest(${column(({ kind }) => kind)}::text[], ${column(({ id }) => id)}::text[], ${column(({ day }) => day)}::date[],
    ${column(({ n }) => n)}::int[]) as d(kind, id, day, n)`;
};

const lastSql = (habits: readonly Habit[]) => {
  const column = (pick: (habit: Habit) => string | number) => plainColumn(habits.map(pick));
  return sql`unnest(${column(({ kind }) => kind)}::text[], ${column(({ id }) => id)}::text[],
    ${column(({ days }) => [...days.keys()].toSorted()[0] ?? "")}::date[],
    ${column(({ days }) => [...days.keys()].toSorted().at(-1) ?? "")}::date[],
    ${column(({ days }) => [...days.values()].reduce((sum, n) => sum + n, 0))}::int[]) as l(kind, id, first_day, last_day, n)`;
};

async function insertHabits(tx: Db, corpId: string, habits: readonly Habit[]): Promise<void> {
  if (habits.length === 0) return;
  await sql`with days as (insert into behaviour_day (corp_id, kind, customer_id, day, n)
      select ${corpId}, kind, id, day, n from ${daysSql(habits)})
    insert into behaviour_last (corp_id, kind, customer_id, first_day, last_day, n)
    select ${corpId}, kind, id, first_day, last_day, n from ${lastSql(habits)}`.execute(tx);
}

async function addHabits(tx: Db, corpId: string, habits: readonly Habit[]): Promise<void> {
  if (habits.length === 0) return;
  await sql`with days as (insert into behaviour_day as b (corp_id, kind, customer_id, day, n)
      select ${corpId}, kind, id, day, n from ${daysSql(habits)}
      on conflict (corp_id, kind, customer_id, day) do update set n = b.n + excluded.n)
    insert into behaviour_last as b (corp_id, kind, customer_id, first_day, last_day, n)
    select ${corpId}, kind, id, first_day, last_day, n from ${lastSql(habits)}
    on conflict (corp_id, kind, customer_id) do update set first_day = least(b.first_day, excluded.first_day),
      last_day = greatest(b.last_day, excluded.last_day), n = b.n + excluded.n`.execute(tx);
}

/** The later choice counts; of one instant the later fact. */
async function keepStores(tx: Db, corpId: string, chosen: readonly StoredEvent<"store.chosen">[]): Promise<void> {
  const rows = chosen.map(({ data, occurredAt, seq }) => ({
    id: customerId(corpId, data.externalUserId),
    store: data.storeId,
    at: occurredAt.toISOString(),
    seq,
  }));
  await writeRows(
    tx,
    rows,
    (json) => sql`
      insert into behaviour_store as b (corp_id, customer_id, store_id, at, seq)
      select distinct on (id) ${corpId}, id, store, at, seq
      from jsonb_to_recordset(${json}::jsonb) as r(id text, store text, at timestamptz, seq bigint) order by id, at desc, seq desc
      on conflict (corp_id, customer_id) do update set store_id = excluded.store_id, at = excluded.at, seq = excluded.seq
      where (excluded.at, excluded.seq) > (b.at, b.seq)`,
  );
}
