import { collect, WecomError, type WecomClient } from "@shuke/wecom";
import { sql } from "kysely";
import { reaction, runUnit, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { customerId } from "#kit/ids";
import { log } from "#kit/log";
import { only, type Handler } from "#log";
import type { WecomClients } from "../../wecom-clients.ts";

const MINUTE = 60_000;
const POLL_MS = 30 * MINUTE;
/** A job's answer is there within seconds as a rule; WeCom keeps it for a day (wecom-api §6.4). */
const JOB_MS = 30_000;
const JOB_LIFE_MS = 24 * 60 * MINUTE;
/** Hearts come for some days; each member's are read twice a day and no longer than a week after the end. */
const REACTIONS_MS = 12 * 60 * MINUTE;
/** How often it is looked whose reactions have become due, once nobody publishes any more. */
const LOOK_MS = 2 * 60 * MINUTE;
const WATCH_MS = 7 * 24 * 60 * MINUTE;
/** Members of staff of one moment who are asked about in one go: each is a call or two. */
const MOST = 100;

/** Nobody tells us that a moment was published: each is asked about until it is over, and its reactions for a week. */
export const watchMoments: Handler = reaction({
  name: "inbox.watch-moments",
  on: ["action.sent"],
  async react(unit, batch) {
    const keys = only(batch, "action.sent").flatMap(({ data }) =>
      data.kind === "moment.create" && data.plannedBy.startsWith("moment:") ? [data.plannedBy.slice("moment:".length)] : [],
    );
    if (keys.length === 0) return;
    await sql`insert into sync_due (corp_id, family, key, due_at, reason)
      select ${unit.corpId}, 'moment', key, ${new Date(unit.now.getTime() + JOB_MS)}, 'created' from unnest(${keys}::text[]) as key
      on conflict do nothing`.execute(unit.db);
  },
});

type Row = {
  id: string;
  jobId: string | null;
  wecomId: string | null;
  submittedAt: Date;
  until: Date;
  over: boolean;
  cancelled: boolean;
  cancel: string | null;
  /** Asked, and not seen to have published. */
  open: string[] | null;
  /** Published, and not looked at of late. */
  stale: string[] | null;
};
type Seen = {
  job: { wecomId: string; invalid: string[] } | null;
  published: Array<{ userId: string; visible: number }>;
  reacted: Array<{ userId: string; externalUserId: string; kind: "like" | "comment"; at: Date }>;
  looked: string[];
  /** There was more to ask than one go may hold. */
  more: boolean;
};

export function momentDuty(wecom: WecomClients): Duty {
  return {
    name: "sync.moments",
    async run(db, corpId, now) {
      const rows = await readDue(db, corpId, now);
      for (const row of rows) {
        try {
          const seen = await ask(await wecom.of(corpId), row);
          await db
            .transaction()
            .execute((tx) => runUnit({ db: tx, corpId, actor: system("sync.moments"), now }, (unit) => conclude(unit, row, seen)));
        } catch (error) {
          await putOff(db, corpId, row.id, new Date(now.getTime() + MINUTE), error);
        }
      }
      return rows.length;
    },
    dueAt: (corp) => sql`select min(due_at) from sync_due where corp_id = ${corp} and family = 'moment'`,
  };
}

async function readDue(db: Db, corpId: string, now: Date): Promise<Row[]> {
  const { rows } = await sql<Row>`select m.id, m.job_id as "jobId", m.wecom_id as "wecomId", m.submitted_at as "submittedAt",
      (m.plan ->> 'until')::timestamptz as until, m.state in ('done', 'cancelled') and m.ended_at is not null as over, m.state = 'cancelled' as cancelled,
      (select c.status from planned_action c where c.corp_id = m.corp_id and c.dedupe_key = 'moment-cancel:' || m.id) as cancel,
      (select array_agg(s.user_id order by s.user_id) from moment_staff s where s.corp_id = m.corp_id and s.moment_id = m.id and s.state = 'asked'
        and not exists (select from moment_post p where p.corp_id = s.corp_id and p.moment_id = s.moment_id and p.user_id = s.user_id)) as open,
      (select array_agg(x.user_id) from (select s.user_id from moment_post p join moment_staff s on s.corp_id = p.corp_id and s.moment_id = p.moment_id
          and s.user_id = p.user_id where p.corp_id = m.corp_id and p.moment_id = m.id
          and coalesce(s.looked_at, p.published_at) <= ${new Date(now.getTime() - REACTIONS_MS)}
          order by coalesce(s.looked_at, p.published_at), s.user_id limit ${MOST + 1}) x) as stale
    from sync_due d join moment m on m.corp_id = d.corp_id and m.id = d.key
    where d.corp_id = ${corpId} and d.family = 'moment' and d.due_at <= ${now} order by m.id limit 20`.execute(db);
  return rows;
}

async function ask(client: WecomClient, { jobId, wecomId, open, stale, over }: Row): Promise<Seen> {
  const nothing: Seen = { job: null, published: [], reacted: [], looked: [], more: false };
  if (wecomId === null) return { ...nothing, job: jobId === null ? null : await jobOf(client, jobId) };
  const named = { moment_id: wecomId };
  const isOpen = new Set(over ? [] : open);
  const status = isOpen.size === 0 ? [] : await collect(client.moments.tasksPages(named), (page) => page.task_list);
  const fresh = status.filter((one) => one.publish_status === 1 && isOpen.has(one.userid));
  const published: Seen["published"] = [];
  for (const { userid } of fresh.slice(0, MOST)) published.push({ userId: userid, visible: await visibleOf(client, wecomId, userid) });
  const looked = (stale ?? []).slice(0, MOST);
  const reacted: Seen["reacted"] = [];
  for (const userId of looked) {
    const { like_list: likes, comment_list: comments } = await client.moments.comments({ ...named, userid: userId });
    for (const [kind, list] of [["like", likes] as const, ["comment", comments] as const]) {
      for (const { external_userid: who, create_time: at } of list) {
        if (who !== undefined) reacted.push({ userId, externalUserId: who, kind, at: new Date(at * 1000) });
      }
    }
  }
  return { job: null, published, reacted, looked, more: fresh.length > MOST || (stale?.length ?? 0) > MOST };
}

/** Null: it is still at work. */
async function jobOf(client: WecomClient, jobid: string): Promise<Seen["job"]> {
  const { status, result } = await client.moments.jobResult({ jobid });
  if (status !== 3 || result?.moment_id === undefined) return null;
  const { invalid_sender_list: invalid = {} } = result;
  const users = "user_list" in invalid && Array.isArray(invalid.user_list) ? invalid.user_list : [];
  return { wecomId: result.moment_id, invalid: users.filter((one: unknown): one is string => typeof one === "string") };
}

async function visibleOf(client: WecomClient, momentId: string, userid: string): Promise<number> {
  let [n, cursor] = [0, ""];
  do {
    const page = await client.moments.customers({ moment_id: momentId, userid, cursor, limit: 1000 });
    n += page.customer_list.length;
    cursor = page.next_cursor ?? "";
  } while (cursor !== "");
  return n;
}

async function conclude(unit: Unit, row: Row, seen: Seen): Promise<void> {
  const { id } = row;
  const fact = { subject: `moment:${id}`, occurredAt: unit.now };
  if (row.wecomId === null) {
    if (seen.job) {
      unit.fact({ ...fact, type: "moment.created", sourceKey: `moment:${id}:created`, data: { momentId: id, ...seen.job } });
      return due(unit, id, new Date(unit.now.getTime() + MINUTE));
    }
    if (unit.now.getTime() - row.submittedAt.getTime() < JOB_LIFE_MS) return due(unit, id, new Date(unit.now.getTime() + JOB_MS));
    return close(unit, row, "unknown");
  }
  for (const data of seen.published) {
    unit.fact({
      type: "moment.published",
      subject: `staff:${data.userId}`,
      occurredAt: unit.now,
      sourceKey: `moment:${id}:${data.userId}`,
      data: { momentId: id, ...data },
    });
  }
  for (const { at, ...data } of seen.reacted) {
    unit.fact({
      type: "moment.reacted",
      subject: `customer:${customerId(unit.corpId, data.externalUserId)}`,
      occurredAt: at,
      sourceKey: `moment:${id}:${data.userId}:${data.kind}:${data.externalUserId}`,
      data: { momentId: id, ...data },
    });
  }
  await sql`update moment_staff set looked_at = ${unit.now} where corp_id = ${unit.corpId} and moment_id = ${id}
    and user_id = any(${seen.looked})`.execute(unit.db);
  if (seen.more) return due(unit, id, unit.now);
  const published = new Set(seen.published.map(({ userId }) => userId));
  const open = (row.open ?? []).filter((userId) => !published.has(userId));
  if (row.over) return watchOn(unit, row);
  if (open.length === 0) return close(unit, row, "complete");
  if (row.cancel === "sent" || row.cancel === "failed") return close(unit, row, row.cancelled ? "cancelled" : "time-over");
  if (!row.cancelled && unit.now < row.until) {
    const next = new Date(Math.floor(unit.now.getTime() / POLL_MS) * POLL_MS + POLL_MS);
    return due(unit, id, next < row.until ? next : row.until);
  }
  // Called off at its end, so that a late tap publishes nothing; then asked once more.
  unit.plan({
    kind: "moment.cancel",
    dedupeKey: `moment-cancel:${id}`,
    plannedBy: `moment:${id}`,
    runAfter: unit.now,
    payload: { wecomId: row.wecomId },
  });
  return due(unit, id, new Date(unit.now.getTime() + MINUTE));
}

async function close(unit: Unit, row: Row, why: "complete" | "time-over" | "cancelled" | "unknown"): Promise<void> {
  unit.fact({
    type: "moment.closed",
    subject: `moment:${row.id}`,
    occurredAt: unit.now,
    sourceKey: `moment:${row.id}:closed`,
    data: { momentId: row.id, why, unpublished: why === "complete" ? 0 : (row.open?.length ?? 0) },
  });
  return watchOn(unit, row);
}

async function watchOn(unit: Unit, { id, until, wecomId }: Row): Promise<void> {
  const end = new Date(until.getTime() + WATCH_MS);
  const next = new Date(unit.now.getTime() + LOOK_MS);
  if (wecomId !== null && next <= end) return due(unit, id, next);
  await sql`delete from sync_due where corp_id = ${unit.corpId} and family = 'moment' and key = ${id}`.execute(unit.db);
}

async function due(unit: Unit, id: string, at: Date): Promise<void> {
  await sql`update sync_due set due_at = ${at}, attempts = 0, last_error = null
    where corp_id = ${unit.corpId} and family = 'moment' and key = ${id}`.execute(unit.db);
}

async function putOff(db: Db, corpId: string, id: string, at: Date, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  // 41079: WeCom is still handing it out. Everything else is worth a line.
  if (!(error instanceof WecomError && error.errcode === 41079)) log.warn({ moment: id, err: text }, "a moment was not answered");
  await sql`update sync_due set due_at = ${at}, attempts = attempts + 1, last_error = ${text.slice(0, 500)}
    where corp_id = ${corpId} and family = 'moment' and key = ${id}`.execute(db);
}
