import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { customerId, groupId, lockKey } from "#kit/ids";
import { log } from "#kit/log";
import type { InboxDeps } from "../types.ts";
import { staleSubjects } from "./apply.ts";
import { backOff, claimDue, type Claimed, type Family, finish, firstDue, postpone, schedule } from "./due.ts";
import { attempt, type Failure } from "./fetch.ts";
import { type Certified, certify, type Report, type SyncRun } from "./run.ts";
import { reconcileIds, syncCustomers, syncCustomersOf } from "./sync-customers.ts";
import { type GroupResult, reconcileGroups, syncGroups } from "./sync-groups.ts";
import { syncStaff, syncTags } from "./sync-lists.ts";

const BATCH = 200;
const LAG_MS = 2000;
const LEAVER_LAG_MS = 5000;
const MOST_BEHIND = 500;

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
async function wait(db: Db, corpId: string, now: Date, failure: Failure): Promise<number> {
  const claimed = await claimDue(db, corpId, now, BATCH);
  const at = (row: Claimed) => backOff(now, row.attempts + 2);
  await postpone(
    db,
    corpId,
    claimed.map((row) => ({ ...row, at: at(row), error: failure.error })),
  );
  return claimed.length;
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
  return done + (wholes.length > 0 && !(await isFarBehind(run.db, run.corpId)) ? await workWholes(run, wholes) : 0);
}

type Whole = { family: Exclude<Family, "customer" | "group">; rows: readonly Claimed[] };

async function syncWhole(run: SyncRun, { family, rows }: Whole, actor: Actor): Promise<Report> {
  switch (family) {
    case "customers-of":
      return syncCustomersOf(
        run,
        rows.map((row) => row.key),
        actor,
      );
    case "follow":
      return reconcileIds(run);
    case "groups":
      return reconcileGroups(run, actor);
    case "tags":
      return syncTags(run, actor);
    case "staff":
      return syncStaff(run, actor);
    case "details": {
      const { follow_user: users } = await run.client.externalContact.followUsers();
      return syncCustomersOf(run, users, actor);
    }
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

/** While the rows are far behind the log, most of what a whole list says would be stale: the handlers go first. */
async function isFarBehind(db: Db, corpId: string): Promise<boolean> {
  const { rows } = await sql<{ behind: number }>`select coalesce(h.seq - (select min(seq) from handler_cursor
      where corp_id = h.corp_id and handler in ('customers', 'groups')), 0) as behind
    from event_head h where h.corp_id = ${corpId}`.execute(db);
  return (rows[0]?.behind ?? 0) > MOST_BEHIND;
}

/** Families as a whole: the certificate of each is filed whatever came of it. */
async function workWholes(run: SyncRun, wholes: readonly Whole[]): Promise<number> {
  const { db, corpId, now } = run;
  const certified: Certified[] = [];
  const done: Claimed[] = [];
  const again: Array<Claimed & { at: Date; error: string }> = [];
  for (const whole of wholes) {
    const { family, rows } = whole;
    const [first] = rows;
    const answer = first && (await attempt(() => syncWhole(run, whole, actorOf(first))));
    if (!answer) continue;
    const report = answer.ok ? answer.value : { expected: 0, fetched: 0, repaired: 0, failed: [answer.failure.error], due: [] };
    if (!answer.ok) log.warn({ corpId, family, error: answer.failure.error }, "a synchronisation failed and will be repeated");
    certified.push({ family, report });
    // Where a part failed the rest stands, and the whole is asked for again a little later.
    const [error] = report.failed;
    const later = (row: Claimed) => backOff(now, row.attempts, answer.ok ? 0 : answer.failure.retryAfterMs);
    if (error === undefined) done.push(...rows);
    else again.push(...rows.map((row) => ({ ...row, at: later(row), error })));
  }
  await certify(db, corpId, certified, now);
  await schedule(
    db,
    corpId,
    certified.flatMap(({ report }) => report.due),
  );
  await postpone(db, corpId, again);
  await finish(db, corpId, done);
  return done.length + again.length;
}

const actorOf = (row: Claimed): Actor => (row.reason.startsWith("reconcile") ? { kind: "reconcile" } : { kind: "sync" });

function actorsOf(rows: readonly Claimed[]): Actor[] {
  const actors = new Map(rows.map((row) => [actorOf(row).kind, actorOf(row)]));
  return [...actors.values()];
}
