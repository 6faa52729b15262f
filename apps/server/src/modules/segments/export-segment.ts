import { sql } from "kysely";
import type { ParsedDownload, segmentExport } from "@shuke/contract";
import { segmentPhrases } from "@shuke/phrases";
import { withUnit } from "#actions";
import { csvLine } from "#kit/csv";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";
import { allTags } from "#modules/tags";
import { frameAt, readSegment } from "./read.ts";
import { readSnapshot } from "./snapshots.ts";

const PAGE = 2000;
/** Lists arrive as one text and days are reckoned by PostgreSQL: a million arrays and dates are most of the time and the memory. */
type Row = {
  id: string;
  externalUserId: string | null;
  name: string | null;
  state: string | null;
  added: string | null;
  tagIds: string | null;
  staff: string;
  since: string | null;
};

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
  const words = segmentPhrases[ctx.language ?? "zh-CN"];
  const [{ zone }, tags] = await Promise.all([frameAt(ctx.db, ctx.corpId, ctx.now), tagTexts(ctx)]);
  const { csv } = words;
  yield csvLine([csv.id, csv.name, csv.state, csv.added, csv.tags, csv.staff, csv.since]);
  for (let after = ""; ;) {
    const rows = await page(ctx, { id, snapshotId, after, zone });
    const lines = rows.map((row) =>
      csvLine([
        row.externalUserId ?? row.id,
        row.name,
        row.state === null ? null : (stateWords(words.relations, row.state) ?? row.state),
        row.added,
        row.tagIds
          ? row.tagIds
              .split(" ")
              .map((tag) => tags.get(tag) ?? tag)
              .join(" ")
          : row.tagIds,
        row.staff,
        row.since,
      ]),
    );
    yield lines.join("");
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.id;
  }
}

const stateWords = (words: Readonly<Record<string, string>>, state: string) => words[state];

async function tagTexts(ctx: Ctx): Promise<Map<string, string>> {
  return new Map((await allTags(ctx)).map(({ id, name, group }) => [id, `${group}/${name}`]));
}

type Place = { id: string; snapshotId: string | undefined; after: string; zone: string };

async function page(ctx: Ctx, { id, snapshotId, after, zone }: Place): Promise<Row[]> {
  const members =
    snapshotId === undefined
      ? sql`select customer_id, since from segment_member where corp_id = ${ctx.corpId} and segment_id = ${id}
          and customer_id > ${after} order by customer_id limit ${PAGE}`
      : sql`select customer_id, null::timestamptz as since from segment_snapshot_member where corp_id = ${ctx.corpId}
          and snapshot_id = ${snapshotId} and customer_id > ${after} order by customer_id limit ${PAGE}`;
  const { rows } = await sql<Row>`
    select m.customer_id as id, c.external_user_id as "externalUserId", c.name, c.state,
      (to_timestamp(nullif(c.added_sec, 0)) at time zone ${zone})::date::text as added, array_to_string(c.tag_ids, ' ') as "tagIds",
      (m.since at time zone ${zone})::date::text as since, array_to_string(array(select coalesce(nullif(s.name, ''), r.user_id)
        from relation r left join staff s on s.corp_id = r.corp_id and s.user_id = r.user_id
        where r.corp_id = ${ctx.corpId} and r.customer_id = m.customer_id and r.state = 'active' order by r.created_sec), ' ') as staff
    from (${members}) m left join customer c on c.corp_id = ${ctx.corpId} and c.id = m.customer_id
    order by m.customer_id`.execute(ctx.db);
  return rows;
}
