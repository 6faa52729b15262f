import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, SegmentSnapshot } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Actor } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { createKeep } from "#kit/keep";
import { newId } from "#kit/ids";
import { notFound, Problem } from "#kit/problem";
import { localDay } from "#kit/tz";
import { customerNames } from "#modules/customers";
import { frameAt, readSegment } from "./read.ts";
import { whoIs } from "./versions.ts";

type Row = { id: string; segmentId: string; name: string; version: number; members: number; takenAt: Date; actor: Actor };
const COLUMNS = sql`id, segment_id as "segmentId", name, version, members, taken_at as "takenAt", actor`;

const shown = ({ id, name, version, members, takenAt, actor }: Row): SegmentSnapshot => ({
  id,
  name,
  version,
  members,
  takenAt: takenAt.toISOString(),
  by: whoIs(actor),
});

/** Keeps the members as they are now, for ever. */
export async function takeSnapshot(ctx: Ctx, { id, name }: ParsedInputOf<typeof api.segments.snapshot>): Promise<SegmentSnapshot> {
  const snapshotId = newId("snp", ctx.now);
  return withUnit(ctx, async (unit) => {
    const segment = await readSegment(unit.db, unit.corpId, id);
    if (!segment) throw notFound("segment", id);
    const version = segment.computedVersion;
    if (version === null) throw new Problem("segmentNotComputed");
    const { zone } = await frameAt(unit.db, unit.corpId, unit.now);
    const { numAffectedRows } = await sql`insert into segment_snapshot_member (corp_id, snapshot_id, customer_id)
      select corp_id, ${snapshotId}, customer_id from segment_member
      where corp_id = ${unit.corpId} and segment_id = ${id} order by customer_id`.execute(unit.db);
    const row = {
      id: snapshotId,
      segmentId: id,
      name: name || localDay(unit.now, zone),
      version,
      members: Number(numAffectedRows ?? 0),
      takenAt: unit.now,
      actor: unit.actor,
    };
    await sql`insert into segment_snapshot (corp_id, id, segment_id, version, name, members, taken_at, actor)
      values (${unit.corpId}, ${row.id}, ${id}, ${row.version}, ${row.name}, ${row.members}, ${unit.now}, ${JSON.stringify(unit.actor)})`.execute(
      unit.db,
    );
    await unit.audit("segments.snapshot", `segment:${id}`, { snapshotId, members: row.members });
    return shown(row);
  });
}

export async function listSnapshots(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.segments.snapshots>> {
  const { rows } = await sql<Row>`select ${COLUMNS} from segment_snapshot
    where corp_id = ${ctx.corpId} and segment_id = ${id} order by taken_at desc, id limit 100`.execute(ctx.db);
  return { items: rows.map(shown) };
}

export async function removeSnapshot(ctx: Ctx, { snapshotId }: { snapshotId: string }): Promise<{ ok: true }> {
  await withUnit(ctx, async (unit) => {
    const row = await readSnapshot(unit, snapshotId);
    await sql`delete from segment_snapshot_member where corp_id = ${unit.corpId} and snapshot_id = ${snapshotId}`.execute(unit.db);
    await sql`delete from segment_snapshot where corp_id = ${unit.corpId} and id = ${snapshotId}`.execute(unit.db);
    await unit.audit("segments.removeSnapshot", `segment:${row.segmentId}`, { snapshotId, name: row.name });
  });
  return { ok: true };
}

export async function readSnapshot(ctx: Ctx, snapshotId: string): Promise<Row> {
  const { rows } = await sql<Row>`select ${COLUMNS} from segment_snapshot where corp_id = ${ctx.corpId} and id = ${snapshotId}`.execute(
    ctx.db,
  );
  const [row] = rows;
  if (!row) throw notFound("snapshot", snapshotId);
  return row;
}

const SAMPLE = 20;

type Comparison = OutputOf<typeof api.segments.compare>;

const keep = createKeep();

/** Two snapshots, or one and the members of today. Of many it may be some minutes old, and says so. */
export async function compareSnapshots(
  ctx: Ctx,
  { snapshotId, withSnapshotId }: ParsedInputOf<typeof api.segments.compare>,
): Promise<Comparison> {
  const first = await readSnapshot(ctx, snapshotId);
  const second = withSnapshotId === null ? null : await readSnapshot(ctx, withSnapshotId);
  return keep(ctx, JSON.stringify([ctx.corpId, first.id, second?.id]), async () => {
    const value = await compare(ctx, first, second);
    return { value, rows: value.both + value.onlyFirst + value.onlySecond };
  });
}

type Told = { both: number; onlyFirst: number; onlySecond: number; firstIds: string[]; secondIds: string[] };

async function compare(ctx: Ctx, first: Row, second: Row | null): Promise<Comparison> {
  const told = second ? await twoLists(ctx, first, second) : await withToday(ctx, first);
  const names = await customerNames(ctx, [...told.firstIds, ...told.secondIds]);
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: names.get(id) ?? null }));
  return {
    both: told.both,
    onlyFirst: told.onlyFirst,
    onlySecond: told.onlySecond,
    first: { label: first.name, sample: named(told.firstIds) },
    second: { label: second?.name ?? "", sample: named(told.secondIds) },
  };
}

const ofSnapshot = (ctx: Ctx, id: string) =>
  sql`select customer_id as id from segment_snapshot_member where corp_id = ${ctx.corpId} and snapshot_id = ${id}`;

/** Both lists come in the order of their index: one walk along both tells them apart, and whom to show as an example. */
async function twoLists(ctx: Ctx, first: Row, second: Row): Promise<Told> {
  const some = (mine: string, other: string) =>
    sql`(select coalesce(array_agg(id), '{}') from (select ${sql.ref(mine)} as id from x where ${sql.ref(other)} is null order by 1 limit ${SAMPLE}) s)`;
  const { rows } = await sql<Told>`
    with x as materialized (select a.id as a, b.id as b from (${ofSnapshot(ctx, first.id)}) a full join (${ofSnapshot(ctx, second.id)}) b on b.id = a.id)
    select count(*) filter (where a is not null and b is not null)::int as both,
      count(*) filter (where b is null)::int as "onlyFirst", count(*) filter (where a is null)::int as "onlySecond",
      ${some("a", "b")} as "firstIds", ${some("b", "a")} as "secondIds"
    from x`.execute(ctx.db);
  return rows[0] ?? { both: 0, onlyFirst: 0, onlySecond: 0, firstIds: [], secondIds: [] };
}

/**
 * By who has come since: everybody else of today was there when the snapshot was taken. It costs as much as has changed; only whom to
 * show of those who are gone is looked for along both lists, until there are enough.
 */
async function withToday(ctx: Ctx, first: Row): Promise<Told> {
  const today = sql`segment_member m where m.corp_id = ${ctx.corpId} and m.segment_id = ${first.segmentId}`;
  const { rows } = await sql<{ members: number; came: number; back: number; ids: string[] }>`
    with came as materialized (select m.customer_id as id, exists (select from segment_snapshot_member s
        where s.corp_id = m.corp_id and s.snapshot_id = ${first.id} and s.customer_id = m.customer_id) as was
      from ${today} and m.since >= ${first.takenAt})
    select (select members from segment where corp_id = ${ctx.corpId} and id = ${first.segmentId}) as members, count(*)::int as came,
      count(*) filter (where was)::int as back,
      (select coalesce(array_agg(id), '{}') from (select id from came where not was order by id limit ${SAMPLE}) s) as ids
    from came`.execute(ctx.db);
  const { members, came, back, ids } = rows[0] ?? { members: 0, came: 0, back: 0, ids: [] };
  const both = members - came + back;
  const onlyFirst = first.members - both;
  const { rows: gone } = await sql<{ id: string }>`select s.id from (${ofSnapshot(ctx, first.id)}) s
    where not exists (select from ${today} and m.customer_id = s.id) order by s.id limit ${Math.min(SAMPLE, onlyFirst)}`.execute(ctx.db);
  return { both, onlyFirst, onlySecond: came - back, firstIds: gone.map(({ id }) => id), secondIds: ids };
}
