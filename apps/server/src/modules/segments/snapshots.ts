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

async function compare(ctx: Ctx, first: Row, second: Row | null): Promise<Comparison> {
  const ofSnapshot = (id: string) =>
    sql`select customer_id as id from segment_snapshot_member where corp_id = ${ctx.corpId} and snapshot_id = ${id}`;
  const a = ofSnapshot(first.id);
  const b = second
    ? ofSnapshot(second.id)
    : sql`select customer_id as id from segment_member where corp_id = ${ctx.corpId} and segment_id = ${first.segmentId}`;
  const first20 = (mine: string, other: string) =>
    sql`(select coalesce(array_agg(id), '{}') from (select ${sql.ref(mine)} as id from x where ${sql.ref(other)} is null order by 1 limit ${SAMPLE}) s)`;
  // Both lists come in the order of their index: one walk along both tells them apart, and whom to show as an example.
  const { rows } = await sql<{ both: number; onlyFirst: number; onlySecond: number; firstIds: string[]; secondIds: string[] }>`
    with x as materialized (select a.id as a, b.id as b from (${a}) a full join (${b}) b on b.id = a.id)
    select count(*) filter (where a is not null and b is not null)::int as both,
      count(*) filter (where b is null)::int as "onlyFirst", count(*) filter (where a is null)::int as "onlySecond",
      ${first20("a", "b")} as "firstIds", ${first20("b", "a")} as "secondIds"
    from x`.execute(ctx.db);
  const [counts] = rows;
  const names = await customerNames(ctx, [...(counts?.firstIds ?? []), ...(counts?.secondIds ?? [])]);
  const named = (ids: readonly string[] = []) => ids.map((id) => ({ id, name: names.get(id) ?? null }));
  return {
    both: counts?.both ?? 0,
    onlyFirst: counts?.onlyFirst ?? 0,
    onlySecond: counts?.onlySecond ?? 0,
    first: { label: first.name, sample: named(counts?.firstIds) },
    second: { label: second?.name ?? "", sample: named(counts?.secondIds) },
  };
}
