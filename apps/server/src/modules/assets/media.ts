import type { Content } from "@shuke/contract";
import { sql } from "kysely";
import { reaction, runUnit, type Unit } from "#actions";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import type { Duty } from "#kit/duty";
import { only } from "#log";
import { filesOf } from "./rules.ts";

const HOUR = 3_600_000;
/** WeCom forgets a file after three days (wecom-api §6.6). A day is left for whatever stands in the way of the next upload. */
const LIFE_MS = 72 * HOUR;
const AHEAD_MS = 24 * HOUR;
/** After a refusal, again and again until it goes: an hour later, as nobody waits for it. */
const AGAIN_MS = HOUR;
const BATCH = 200;
const BY = "assets.media";

/** Which files must be up because of one content: those of the version that goes out, while it does. In the unit that changes it. */
export async function keepWarm(unit: Unit, contentId: string): Promise<void> {
  const { rows } = await sql<{ attachments: Content["attachments"] }>`select v.attachments from content c
    join content_version v on v.corp_id = c.corp_id and v.content_id = c.id and v.n = c.live_n
    where c.corp_id = ${unit.corpId} and c.id = ${contentId} and c.archived_at is null`.execute(unit.db);
  const files = filesOf(rows[0]?.attachments ?? []).upload;
  await sql`delete from content_file where corp_id = ${unit.corpId} and content_id = ${contentId}`.execute(unit.db);
  await sql`insert into content_file (corp_id, content_id, file_id)
    select ${unit.corpId}, ${contentId}, id from unnest(${files}::text[]) as id`.execute(unit.db);
  await sql`insert into media_copy (corp_id, file_id, due_at) select ${unit.corpId}, id, ${unit.now} from unnest(${files}::text[]) as id
    on conflict do nothing`.execute(unit.db);
}

const isUsed = (now: Date) => sql`exists (select from content_file f join content c on c.corp_id = f.corp_id and c.id = f.content_id
  where f.corp_id = m.corp_id and f.file_id = m.file_id and (c.expires_at is null or c.expires_at > ${now}))`;

/** Renews what is up a day before WeCom forgets it; what no content needs any more is let go. */
export const mediaDuty: Duty = {
  name: "assets.media",
  dueAt: (corp) => sql`select min(due_at) from media_copy where corp_id = ${corp}`,
  async run(db, corpId, now) {
    return db.transaction().execute((tx) => runUnit({ db: tx, corpId, now, actor: system(BY) }, renew));
  },
};

async function renew(unit: Unit): Promise<number> {
  const { rows } = await sql<{ file: string; round: number; used: boolean }>`select m.file_id as file, m.round, ${isUsed(unit.now)} as used
    from media_copy m where m.corp_id = ${unit.corpId} and m.due_at <= ${unit.now}
    order by m.due_at, m.file_id limit ${BATCH} for update of m skip locked`.execute(unit.db);
  const used = rows.filter((row) => row.used);
  const over = rows.filter((row) => !row.used).map(({ file }) => file);
  await sql`delete from media_copy where corp_id = ${unit.corpId} and file_id = any(${over})`.execute(unit.db);
  await sql`update media_copy set due_at = null, round = round + 1 where corp_id = ${unit.corpId}
    and file_id = any(${used.map(({ file }) => file)})`.execute(unit.db);
  for (const { file, round } of used) {
    unit.plan({
      kind: "media.upload",
      payload: { fileId: file },
      // The instant belongs to it: a file that was let go and is needed again begins its rounds anew.
      dedupeKey: `media:${file}:${round + 1}:${unit.now.getTime()}`,
      plannedBy: `media:${file}`,
      runAfter: unit.now,
    });
  }
  return rows.length;
}

/** What came of an upload: up for three days, or asked for again. A failure shows on the page of operations until one goes through. */
export const mediaUploaded = reaction({
  name: "assets.media",
  on: ["action.sent", "action.failed", "action.ended"],
  async idle(db, corpId) {
    const { rows } = await sql`select from media_copy where corp_id = ${corpId} limit 1`.execute(db);
    return rows.length === 0;
  },
  async react(unit, batch) {
    for (const { data, occurredAt } of only(batch, "action.sent")) {
      const { mediaId } = data.result;
      if (data.kind !== "media.upload" || typeof mediaId !== "string") continue;
      const until = new Date(occurredAt.getTime() + LIFE_MS);
      await sql`update media_copy set media_id = ${mediaId}, expires_at = ${until}, due_at = ${new Date(until.getTime() - AHEAD_MS)},
          failed_at = null, error = null
        where corp_id = ${unit.corpId} and file_id = ${fileOf(data.plannedBy)}`.execute(unit.db);
    }
    const failed = [...only(batch, "action.failed"), ...only(batch, "action.ended")].filter(({ data }) => data.kind === "media.upload");
    for (const { data, occurredAt } of failed) {
      const error = ("error" in data ? data.error : data.reason).slice(0, 300);
      await sql`update media_copy set due_at = ${new Date(occurredAt.getTime() + AGAIN_MS)}, error = ${error},
          failed_at = coalesce(failed_at, ${occurredAt})
        where corp_id = ${unit.corpId} and file_id = ${fileOf(data.plannedBy)}`.execute(unit.db);
    }
  },
});

const fileOf = (plannedBy: string) => plannedBy.slice("media:".length);

/** How the files of contents stand, those that have any. */
export async function mediaOf(ctx: Ctx, contentIds: readonly string[]): Promise<Map<string, Content["media"]>> {
  const { rows } = await sql<{
    id: string;
    failing: boolean;
    up: boolean;
  }>`select f.content_id as id, bool_or(m.error is not null) as failing,
      bool_and(coalesce(m.expires_at > ${ctx.now}, false)) as up
    from content_file f left join media_copy m on m.corp_id = f.corp_id and m.file_id = f.file_id
    where f.corp_id = ${ctx.corpId} and f.content_id = any(${[...contentIds]}) group by f.content_id`.execute(ctx.db);
  return new Map(rows.map(({ id, failing, up }) => [id, failing ? "failing" : up ? "up" : "waiting"]));
}

export async function mediaErrors(ctx: Ctx, contentId: string): Promise<Array<{ fileId: string; error: string }>> {
  const { rows } = await sql<{ fileId: string; error: string }>`select m.file_id as "fileId", m.error from content_file f
    join media_copy m on m.corp_id = f.corp_id and m.file_id = f.file_id
    where f.corp_id = ${ctx.corpId} and f.content_id = ${contentId} and m.error is not null order by m.file_id`.execute(ctx.db);
  return rows;
}

/** What is up of these files, and what they are called; a null id: nothing is, at this moment. */
export async function filesUp(
  ctx: Ctx,
  attachments: Content["attachments"],
): Promise<Map<string, { mediaId: string | null; name: string }>> {
  const { rows } = await sql<{ id: string; name: string; mediaId: string | null }>`select f.id, f.name,
      case when m.expires_at > ${ctx.now} then m.media_id end as "mediaId"
    from asset_file f left join media_copy m on m.corp_id = f.corp_id and m.file_id = f.id
    where f.corp_id = ${ctx.corpId} and f.id = any(${filesOf(attachments).all})`.execute(ctx.db);
  return new Map(rows.map(({ id, ...file }) => [id, file]));
}

/** For the alarms: files that WeCom would not take of late, and how many of them it has forgotten by now. */
export async function coldMedia(ctx: Pick<Ctx, "db" | "corpId" | "now">): Promise<{ failing: number; gone: number; since: Date | null }> {
  const { rows } = await sql<{ failing: number; gone: number; since: Date | null }>`select count(*)::int as failing,
      count(*) filter (where m.expires_at is null or m.expires_at <= ${ctx.now})::int as gone, min(m.failed_at) as since
    from media_copy m where m.corp_id = ${ctx.corpId} and m.error is not null`.execute(ctx.db);
  return rows[0] ?? { failing: 0, gone: 0, since: null };
}
