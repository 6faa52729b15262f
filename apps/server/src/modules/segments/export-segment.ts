import { sql } from "kysely";
import type { ParsedDownload, segmentExport } from "@shuke/contract";
import { segmentPhrases } from "@shuke/phrases";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import { csvLineSql } from "#kit/csv-sql";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { allTags } from "#modules/tags";
import { frameAt, readSegment } from "./read.ts";
import { readSnapshot } from "./snapshots.ts";

const PAGE = 2000;
/** Lines come ready from PostgreSQL, a page as one text: a million rows of cells are most of the time and of the memory. */
type Page = { text: string | null; last: string | null; rows: number };

/**
 * The members as a file, page by page in the order of the index: no transaction is held open while somebody downloads, so a slow
 * reader holds up nobody. Of a living segment it is what each page found when it was read; a snapshot never changes.
 */
export async function* exportSegment(ctx: Ctx, { id, snapshotId }: ParsedDownload<typeof segmentExport>): AsyncGenerator<string> {
  const segment = await readSegment(ctx.db, ctx.corpId, id);
  if (!segment) throw notFound("segment", id);
  if (snapshotId !== undefined) await readSnapshot(ctx, snapshotId);
  await withUnit(ctx, (unit) =>
    unit.audit("segments.export", `segment:${id}`, { snapshotId: snapshotId ?? null, members: segment.members }),
  );
  const { csv, relations } = segmentPhrases[ctx.language ?? "zh-CN"];
  const [{ zone }, tags] = await Promise.all([frameAt(ctx.db, ctx.corpId, ctx.now), allTags(ctx)]);
  const words = {
    states: JSON.stringify(relations),
    tags: JSON.stringify(Object.fromEntries(tags.map(({ id: tag, name, group }) => [tag, `${group}/${name}`]))),
  };
  yield csvLine([csv.id, csv.name, csv.state, csv.added, csv.tags, csv.staff, csv.since]);
  for (let after = ""; ;) {
    const { text, last, rows } = await readPage(ctx, { id, snapshotId, after, zone, words });
    if (text !== null) yield text;
    if (rows < PAGE || last === null) return;
    after = last;
  }
}

type Place = { id: string; snapshotId: string | undefined; after: string; zone: string; words: { states: string; tags: string } };

async function readPage(ctx: Ctx, { id, snapshotId, after, zone, words }: Place): Promise<Page> {
  const corp = ctx.corpId;
  const members =
    snapshotId === undefined
      ? sql`select customer_id, since from segment_member where corp_id = ${corp} and segment_id = ${id}
          and customer_id > ${after} order by customer_id limit ${PAGE}`
      : sql`select customer_id, null::timestamptz as since from segment_snapshot_member where corp_id = ${corp}
          and snapshot_id = ${snapshotId} and customer_id > ${after} order by customer_id limit ${PAGE}`;
  const line = csvLineSql([
    sql`coalesce(c.external_user_id, m.customer_id)`,
    sql`c.name`,
    sql`coalesce(words.states ->> c.state, c.state)`,
    sql`(to_timestamp(nullif(c.added_sec, 0)) at time zone ${zone})::date::text`,
    sql`(select string_agg(coalesce(words.tags ->> tag.id, tag.id), ' ' order by tag.place) from unnest(c.tag_ids) with ordinality as tag(id, place))`,
    sql`(select string_agg(coalesce(nullif(s.name, ''), r.user_id), ' ' order by r.created_sec)
      from relation r left join staff s on s.corp_id = r.corp_id and s.user_id = r.user_id
      where r.corp_id = ${corp} and r.customer_id = m.customer_id and r.state = 'active')`,
    sql`(m.since at time zone ${zone})::date::text`,
  ]);
  const { rows } = await sql<Page>`
    select string_agg(line, '' order by id) as text, max(id) as last, count(*)::int as rows from (
      select m.customer_id as id, ${line} as line
      from (${members}) m left join customer c on c.corp_id = ${corp} and c.id = m.customer_id
      cross join (select ${words.states}::jsonb as states, ${words.tags}::jsonb as tags offset 0) words) page`.execute(ctx.db);
  return rows[0] ?? { text: null, last: null, rows: 0 };
}
