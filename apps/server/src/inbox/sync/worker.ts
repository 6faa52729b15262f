import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { customerId, groupId, lockKey } from "#kit/ids";
import { log } from "#kit/log";
import { PEOPLE_LANES } from "#kit/people-lanes";
import type { InboxDeps } from "../types.ts";
import { staleSubjects } from "./apply.ts";
import { backOff, claimDue, type Claimed, type Family, finish, firstDue, postpone, schedule } from "./due.ts";
import { attempt, type Failure } from "./fetch.ts";
import { isLong, kindOf, type LongFamily, readGroupsAhead, readSlice } from "./readings.ts";
import { certify, emptyReport, hasRead, openRun, type Report, type SyncRun } from "./run.ts";
import { reconcileDue, reconcileIds, syncCustomers } from "./sync-customers.ts";
import { type GroupResult, syncGroups } from "./sync-groups.ts";
import { syncStaff, syncTags } from "./sync-lists.ts";

const BATCH = 200;
const LAG_MS = 2000;
const LEAVER_LAG_MS = 5000;
/** Facts, of which one may be a page of a hundred people. */
const MOST_BEHIND = 1500;

/**
 * Fetches what is due in `sync_due` and records the differences as facts. One process per corp at a time, held by a
 * session lock that the database frees by itself when the process dies.
 */
export function createSyncDuty(deps: Pick<InboxDeps, "clients">): Duty {
  return {
    name: "sync",
    async run(db, corpId, now) {
      return db.connection().execute(async (holder) => {
        const key = lockKey("sync", corpId);
        const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}::bigint) as got`.execute(holder);
        if (rows[0]?.got !== true) return 0;
        try {
          const client = await attempt(() => deps.clients.of(corpId));
          if (!client.ok) return await wait(db, corpId, now, client.failure);
          return await workOn({ db, corpId, client: client.value, now });
        } finally {
          await sql`select pg_advisory_unlock(${key}::bigint)`.execute(holder);
        }
      });
    },
    dueAt: firstDue,
  };
}

/** A corp whose app is not set up yet: its synchronisation waits without filling the log. */
async function wait(db: Db, corpId: string, now: Date, { error }: Failure): Promise<number> {
  const claimed = await claimDue(db, corpId, now, BATCH);
  await putOff({ db, corpId }, claimed, error, ({ attempts }) => backOff(now, attempts + 2));
  return claimed.length;
}

/** All of these are asked for again at a later time, for one reason. */
async function putOff(
  { db, corpId }: Pick<SyncRun, "db" | "corpId">,
  rows: readonly Claimed[],
  error: string,
  atOf: (row: Claimed) => Date,
): Promise<void> {
  await postpone(
    db,
    corpId,
    rows.map((row) => ({ ...row, at: atOf(row), error })),
  );
}

/** One family after another. What else comes due by it waits for the next round: callbacks must not wait for ever. */
async function workOn(run: SyncRun): Promise<number> {
  const claimed = await claimDue(run.db, run.corpId, run.now, BATCH);
  const families = Map.groupBy(claimed, (row) => row.family);
  const wholes: Whole[] = [];
  let done = 0;
  for (const [family, rows] of families) {
    if (family === "customer") done += await workCustomers(run, rows);
    else if (family === "group") done += await workGroups(run, rows);
    else wholes.push({ family, rows });
  }
  return done + (await workWholes(run, wholes));
}

type Whole = { family: Exclude<Family, "customer" | "group">; rows: readonly Claimed[] };

async function syncWhole(run: SyncRun, family: "follow" | "tags" | "staff", actor: Actor): Promise<Report> {
  switch (family) {
    case "follow":
      return reconcileIds(run);
    case "tags":
      return syncTags(run, actor);
    case "staff":
      return syncStaff(run, actor);
  }
}

/** Rows whose subject has facts that are not projected yet wait for the handler: they are left due and not counted. */
async function ready(db: Db, corpId: string, projection: "customers" | "groups", rows: readonly Claimed[]): Promise<Claimed[]> {
  const subjectOf = (row: Claimed) =>
    projection === "customers" ? `customer:${customerId(corpId, row.key)}` : `group:${groupId(corpId, row.key)}`;
  const stale = await staleSubjects(db, corpId, projection, rows.map(subjectOf));
  return rows.filter((row) => !stale.has(subjectOf(row)));
}

async function workCustomers(run: SyncRun, claimed: readonly Claimed[]): Promise<number> {
  const rows = await ready(run.db, run.corpId, "customers", claimed);
  if (rows.length === 0) return 0;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  let done = 0;
  for (const actor of actorsOf(rows)) {
    const mine = rows.filter((row) => actorOf(row).kind === actor.kind);
    const results = await syncCustomers(
      run,
      mine.map((row) => row.key),
      actor,
    );
    done += await settle(run, byKey, results);
  }
  return done;
}

async function workGroups(run: SyncRun, claimed: readonly Claimed[]): Promise<number> {
  const rows = await ready(run.db, run.corpId, "groups", claimed);
  if (rows.length === 0) return 0;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  let done = 0;
  for (const actor of actorsOf(rows)) {
    const mine = rows.filter((row) => actorOf(row).kind === actor.kind);
    const results = await syncGroups(
      run,
      mine.map((row) => row.key),
      actor,
    );
    const late = results.flatMap((result) => lateRow(run.now, byKey.get(result.key), result) ?? []);
    await postpone(run.db, run.corpId, late);
    const again = new Set(late.map((row) => row.key));
    done +=
      late.length +
      (await settle(
        run,
        byKey,
        results.filter((result) => !again.has(result.key)),
      ));
  }
  return done;
}

/** The details lag: members that a callback spoke of are not shown yet, or somebody who left still is. */
function lateRow(now: Date, row: Claimed | undefined, result: GroupResult) {
  if (!row || result.failure || result.stale || result.version === null) return null;
  if (!result.settled && row.attempts < 15) {
    return { ...row, at: new Date(now.getTime() + LEAVER_LAG_MS), error: "a leaver is still shown" };
  }
  const tries = result.moved ? 1 : 4;
  if (row.wanted === null || row.wanted === result.version || row.attempts >= tries) return null;
  return { ...row, at: new Date(now.getTime() + LAG_MS), error: "the details are older than the callback" };
}

async function settle(
  run: SyncRun,
  byKey: ReadonlyMap<string, Claimed>,
  results: ReadonlyArray<{ key: string; failure: Failure | null; stale: boolean }>,
): Promise<number> {
  const done: Claimed[] = [];
  const failed: Array<Claimed & { at: Date; error: string }> = [];
  for (const { key, failure, stale } of results) {
    const row = byKey.get(key);
    if (!row || stale) continue;
    if (failure) failed.push({ ...row, at: backOff(run.now, row.attempts, failure.retryAfterMs), error: failure.error });
    else done.push(row);
  }
  await finish(run.db, run.corpId, done);
  await postpone(run.db, run.corpId, failed);
  return done.length + failed.length;
}

/**
 * While the rows are far behind the log, most of what a comparison says would be stale: the handlers go first. History is compared
 * with nothing: it is on record as fast as WeCom gives it, and nothing that happens to the rows can make it wait.
 */
async function isFarBehind(db: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: number }>`select coalesce(h.seq - (select min(seq) from handler_cursor
      where corp_id = h.corp_id and handler = any(${[...PEOPLE_LANES, "groups"]})), 0) as behind
    from event_head h where h.corp_id = ${corpId}`.execute(db);
  return (rows[0]?.behind ?? 0) > MOST_BEHIND;
}

/**
 * Families as a whole, the certificate of each filed whatever came of it. As long as people are read for the first time,
 * nothing is compared: most of it would only be missing because nobody has read it yet.
 */
async function workWholes(run: SyncRun, wholes: readonly Whole[]): Promise<number> {
  if (wholes.length === 0) return 0;
  const isBehind = await isFarBehind(run.db, run.corpId);
  let done = 0;
  for (const { family, rows } of wholes) {
    if (isBehind && !(await tellsHistory(run, family))) continue;
    if (family !== "first" && family !== "tags" && family !== "staff" && (await openRun(run.db, run.corpId, "first")) !== null) {
      if (family === "groups" && !wholes.some((whole) => whole.family === "first")) done += await workAhead(run, rows);
      continue;
    }
    if ((family === "follow" || family === "details") && (await isBeingTold(run.db, run.corpId))) continue;
    if (isLong(family)) done += await workLong(run, family, rows);
    else if (family === "follow" || family === "tags" || family === "staff") done += await workList(run, family, rows);
  }
  return done;
}

async function tellsHistory({ db, corpId }: SyncRun, family: Family): Promise<boolean> {
  if (family !== "groups") return family === "first";
  return (await openRun(db, corpId, family))?.kind === "initial" || !(await hasRead(db, corpId, family));
}

/** History that was read and is not in the rows yet: every comparison would take it for missing. */
async function isBeingTold(db: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ told: boolean }>`select exists (select from event e
    where e.corp_id = ${corpId} and e.type in ('people.told', 'members.told')
      and e.seq > coalesce((select min(seq) from handler_cursor where corp_id = ${corpId} and handler = any(${PEOPLE_LANES})), 0)) as told`.execute(
    db,
  );
  return rows[0]?.told ?? false;
}

/** A slice of a long reading. It stays due until its last piece is read. */
async function workLong(run: SyncRun, family: LongFamily, rows: readonly Claimed[]): Promise<number> {
  const { db, corpId, now } = run;
  const [first] = rows;
  if (!first) return 0;
  const slice = await attempt(() => readSlice(run, family, rows, actorOf(first)));
  if (!slice.ok) {
    const { error, retryAfterMs } = slice.failure;
    log.warn({ corpId, family, error }, "a synchronisation could not begin and will be repeated");
    await certify(run, family, emptyReport(kindOf(family), [error]));
    await putOff(run, rows, error, ({ attempts }) => backOff(now, attempts, retryAfterMs));
    return rows.length;
  }
  const { open, worked, trouble, short } = slice.value;
  if (open && trouble) {
    // What was read meanwhile shows that it goes on: then only as long as WeCom asks for.
    const { error, retryAfterMs } = trouble;
    const soon = new Date(now.getTime() + Math.max(1000, retryAfterMs));
    await putOff(run, rows, error, ({ attempts }) => (worked > rows.length ? soon : backOff(now, attempts, retryAfterMs)));
  }
  if (!open) {
    await finish(db, corpId, rows);
    if (short) await schedule(db, corpId, [reconcileDue("follow", "all", now)]);
  }
  return Math.max(1, worked);
}

/** Groups of a first reading while the list of people has to wait for WeCom's next minute. */
async function workAhead(run: SyncRun, rows: readonly Claimed[]): Promise<number> {
  const slice = await attempt(() => readGroupsAhead(run));
  const trouble = slice.ok ? slice.value.trouble : slice.failure;
  if (trouble) {
    const soon = new Date(run.now.getTime() + Math.max(1000, trouble.retryAfterMs));
    await putOff(run, rows, trouble.error, () => soon);
  }
  return slice.ok ? slice.value.pages : rows.length;
}

/** A list that comes at once. */
async function workList(run: SyncRun, family: "follow" | "tags" | "staff", rows: readonly Claimed[]): Promise<number> {
  const { db, corpId, now } = run;
  const [first] = rows;
  if (!first) return 0;
  const answer = await attempt(() => syncWhole(run, family, actorOf(first)));
  const report = answer.ok ? answer.value : emptyReport("incremental", [answer.failure.error]);
  if (!answer.ok) log.warn({ corpId, family, error: answer.failure.error }, "a synchronisation failed and will be repeated");
  await certify(run, family, report);
  await schedule(db, corpId, report.due);
  // Where a part failed the rest stands, and the whole is asked for again a little later.
  const [error] = report.failed;
  if (error === undefined) await finish(db, corpId, rows);
  else await putOff(run, rows, error, ({ attempts }) => backOff(now, attempts, answer.ok ? 0 : answer.failure.retryAfterMs));
  return rows.length;
}

const actorOf = (row: Claimed): Actor => (row.reason.startsWith("reconcile") ? { kind: "reconcile" } : { kind: "sync" });

function actorsOf(rows: readonly Claimed[]): Actor[] {
  const actors = new Map(rows.map((row) => [actorOf(row).kind, actorOf(row)]));
  return [...actors.values()];
}
