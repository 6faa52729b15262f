import { WecomError, type WecomClient } from "@shuke/wecom";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { Duty } from "#kit/duty";
import { lockKey } from "#kit/ids";
import { log } from "#kit/log";
import type { InboxDeps } from "../types.ts";
import { backOff, finish, postpone } from "../sync/due.ts";
import { attempt, type Failure } from "../sync/fetch.ts";
import { listAccounts } from "./accounts.ts";
import { keepPage } from "./keep.ts";

const BATCH = 50;
/** Pages of one account in one go; the rest in the next. */
const MOST_PAGES = 10;
/** A token is good for ten minutes; one that is nearly over is not tried. */
const TOKEN_MS = 9 * 60_000;

const BAD_CURSOR = 50_100;
const BAD_TOKEN = 95_007;
/** Not our account, or not for this app: nothing comes of asking again. */
const NOT_OURS = new Set([48_002, 48_007, 60_251, 60_252, 95_000, 95_004]);

type Row = { family: "kf" | "kf-accounts"; key: string; changes: number; attempts: number };
type Run = { db: Db; corpId: string; client: WecomClient; now: Date };

/**
 * Fetches what accounts of WeChat customer service have said, and which accounts there are. One process per corp at a time. A customer waits
 * for what comes of it, but not by seconds as for a welcome: it asks WeCom, and what may take long is not done beside welcomes.
 */
export function createKfDuty(deps: Pick<InboxDeps, "clients">): Duty {
  return {
    name: "sync.kf",
    async run(db, corpId, now) {
      return db.connection().execute(async (holder) => {
        const key = lockKey("sync.kf", corpId);
        const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}::bigint) as got`.execute(holder);
        if (rows[0]?.got !== true) return 0;
        try {
          const due = await readDue(db, corpId, now);
          const client = await attempt(() => deps.clients.of(corpId));
          if (client.ok) await workOn({ db, corpId, client: client.value, now }, due);
          else await wait({ db, corpId, now }, due, client.failure);
          return due.length;
        } finally {
          await sql`select pg_advisory_unlock(${key}::bigint)`.execute(holder);
        }
      });
    },
    dueAt: (corp) => sql`select min(due_at) from sync_due where corp_id = ${corp} and family in ('kf', 'kf-accounts')`,
  };
}

async function readDue(db: Db, corpId: string, now: Date): Promise<Row[]> {
  const { rows } = await sql<Row>`select family, key, changes, attempts from sync_due
    where corp_id = ${corpId} and family in ('kf', 'kf-accounts') and due_at <= ${now} order by due_at, family, key limit ${BATCH}`.execute(
    db,
  );
  return rows;
}

/** False: there is more, and the row stays due. */
async function work(run: Run, { family, key }: Row): Promise<boolean> {
  try {
    if (family === "kf-accounts") return await listAccounts(run);
    return await readAccount(run, key);
  } catch (error) {
    if (!(error instanceof WecomError) || !NOT_OURS.has(error.errcode)) throw error;
    await note(run, key, `${error.errcode} ${error.errmsg}`, String(error.errcode));
    return true;
  }
}

async function readAccount(run: Run, openKfId: string): Promise<boolean> {
  const { db, corpId, client, now } = run;
  const { rows } = await sql<{ cursor: string; token: string | null }>`select cursor,
      case when token_at > ${new Date(now.getTime() - TOKEN_MS)} then nullif(token, '') end as token
    from kf_account where corp_id = ${corpId} and open_kfid = ${openKfId}`.execute(db);
  const [account] = rows;
  if (!account) return true;
  let { cursor } = account;
  let pages = 0;
  const asked = { open_kfid: openKfId, ...(cursor === "" ? {} : { cursor }), ...(account.token === null ? {} : { token: account.token }) };
  try {
    for await (const page of client.kf.syncPages(asked)) {
      if (!(await keepPage(run, { openKfId, cursor, page }))) return false;
      cursor = page.next_cursor;
      pages += 1;
      if (page.has_more === 0) return true;
      if (pages === MOST_PAGES) return false;
    }
    return true;
  } catch (error) {
    // The token has run out meanwhile, or WeCom has no place for the cursor any more: without either it begins at what it has. Facts are
    // named by their messages, so that nothing is told twice.
    if (!(error instanceof WecomError)) throw error;
    if (error.errcode === BAD_TOKEN && account.token !== null) {
      await sql`update kf_account set token = null where corp_id = ${corpId} and open_kfid = ${openKfId} and token = ${account.token}`.execute(
        db,
      );
      return false;
    }
    if (error.errcode !== BAD_CURSOR || cursor === "") throw error;
    await sql`update kf_account set cursor = '' where corp_id = ${corpId} and open_kfid = ${openKfId} and cursor = ${cursor}`.execute(db);
    return false;
  }
}

async function workOn(run: Run, due: readonly Row[]): Promise<void> {
  for (const row of due) {
    const done = await attempt(() => work(run, row));
    if (!done.ok) await putOff(run, row, done.failure);
    else if (done.value) await finish(run.db, run.corpId, [row]);
  }
}

/** A corp whose app is not set up yet waits without filling the log. */
const wait = ({ db, corpId, now }: Omit<Run, "client">, due: readonly Row[], { error }: Failure): Promise<void> =>
  postpone(
    db,
    corpId,
    due.map((row) => ({ ...row, at: backOff(now, row.attempts + 2), error })),
  );

async function putOff({ db, corpId, now }: Omit<Run, "client">, row: Row, { error, retryAfterMs }: Failure): Promise<void> {
  log.warn({ corpId, family: row.family, key: row.key, error }, "WeChat customer service was not read and will be asked again");
  await note({ db, corpId, now }, row.key, error, "wecom");
  await postpone(db, corpId, [{ ...row, at: backOff(now, row.attempts, retryAfterMs), error }]);
}

async function note({ db, corpId, now }: Omit<Run, "client">, openKfId: string, error: string, code: string): Promise<void> {
  await sql`update kf_account set error = ${error.slice(0, 500)}, error_code = ${code}, failed_since = coalesce(failed_since, ${now})
    where corp_id = ${corpId} and open_kfid = ${openKfId}`.execute(db);
}
