import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "../apps/server/src/db/connect.ts";
import { startChild } from "./lib/child.ts";
import { cpuOf, type House, openHouse } from "./lib/house.ts";
import { type BenchOptions, LUCKIN, type Row, row } from "./lib/row.ts";
import { download } from "./lib/throwaway.ts";

const SANDBOX = path.join(import.meta.dirname, "../packages/sandbox/src/main.ts");
/** What WeCom publishes: calls a minute, of each path by itself. */
const A_MINUTE = 10_000;

/** Which handlers must have read everything before the sync counts as done: all that listen. */
async function isAtHead({ db, corpId }: House): Promise<boolean> {
  const { rows } = await sql<{ behind: number }>`select count(*)::int as behind from handler_cursor c
    join event_head h on h.corp_id = c.corp_id where c.corp_id = ${corpId} and c.seq < h.seq`.execute(db);
  return rows[0]?.behind === 0;
}

type Certificate = { family: string; kind: string; whole: boolean; expected: number; fetched: number };

async function certificates(house: House, kinds: readonly string[]): Promise<Certificate[]> {
  const { rows } = await sql<Certificate>`select family, kind, expected, fetched,
      finished_at is not null and failed = '[]'::jsonb and fetched >= expected as whole
    from sync_run where corp_id = ${house.corpId} and kind = any(${kinds})`.execute(house.db);
  return rows;
}

/** Waits until `isDone`, and tells now and then how far it is; seconds since `started`. */
async function until(house: House, started: number, progress: (words: string) => void, isDone: () => Promise<boolean>): Promise<number> {
  for (let n = 0; ; n += 1) {
    if (await isDone()) return (performance.now() - started) / 1000;
    if (n % 20 === 0) progress(await howFar(house, started));
    await sleep(500);
  }
}

function spent(house: House): string {
  const { server, postgres } = house.cpuSeconds();
  return `processor seconds: server ${server.toFixed(0)}, PostgreSQL ${postgres.toFixed(0)}`;
}

async function howFar(house: House, started: number): Promise<string> {
  const { db, corpId } = house;
  const { rows } = await sql<{ words: string }>`select
      (select string_agg(family || ' ' || fetched || case when finished_at is null then '…' else '' end, ', ' order by started_at, id)
        from sync_run where corp_id = ${corpId}) || '; ' || h.seq || ' facts, handlers at ' ||
      (select min(seq) from handler_cursor where corp_id = ${corpId}) as words
    from event_head h where corp_id = ${corpId}`.execute(db);
  return `${((performance.now() - started) / 1000).toFixed(0)} s: ${rows[0]?.words ?? "starting"}; ${spent(house)}`;
}

/**
 * The first full sync of a corp into an empty database, from a sandbox with WeCom's limits on and in real time: until every fact
 * is stored, every certificate is whole (`stored`) and every handler is at the head.
 */
export async function bench({ scale, progress }: BenchOptions): Promise<Row[]> {
  const of = (n: number): string => String(Math.max(1, Math.round(n * scale)));
  const size = [
    "--customers",
    of(LUCKIN.customers),
    "--groups",
    of(LUCKIN.groups),
    "--staff",
    of(LUCKIN.staff),
    "--stores",
    of(LUCKIN.stores),
  ];
  progress("starting the sandbox");
  const sandbox = await startChild(SANDBOX, ["--port", "0", "--speed", "1", ...size]);
  const { url, corpId, secret }: { url: string; corpId: string; secret: string } = JSON.parse(sandbox.ready);
  const control = async (way: string, body?: object): Promise<unknown> => {
    const answer = await fetch(url + way, {
      method: body === undefined ? "GET" : "POST",
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(600_000),
    });
    if (!answer.ok) throw new Error(`${way} gave HTTP ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  try {
    const house = await openHouse(url);
    try {
      const customers = Number(of(LUCKIN.customers));
      const stored = await until(house, house.started, progress, async () => {
        const first = await certificates(house, ["initial"]);
        return ["first", "groups"].every((family) => first.some((one) => one.family === family && one.whole));
      });
      progress(`everything is on record after ${stored.toFixed(1)} s; ${spent(house)}`);
      const seconds = await until(house, house.started, progress, () => isAtHead(house));
      const rssMiB = house.peakRssMiB();
      progress(`${seconds.toFixed(1)} s; ${spent(house)}, sandbox ${cpuOf(sandbox.pid).toFixed(0)}`);
      const pages = await pagesOf(control);
      const allowed = (Math.max(...Object.values(pages)) / A_MINUTE) * 60;
      progress("comparing with the truth");
      const [ours, theirs] = await Promise.all([house.ask("sync.truth"), control("/_sandbox/truth")]);
      if (hashOf(ours) !== hashOf(theirs)) throw new Error("what we hold is not what WeCom shows");
      const incremental = await later(house, progress, "follow");
      const { access_token: token } = Object(await control(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`));
      const repair = await repaired({ house, control, url, token: String(token), progress }, Math.max(20, Math.round(2000 * scale)));
      const size = { n: customers, rssMiB };
      progress("a client that throws everything away");
      await control("/_sandbox/settings", { quotas: false });
      const thrown = await download(url, { corpId, secret });
      const ids = (LUCKIN.staff * scale * 60) / A_MINUTE;
      return [
        row("sync", "s", { value: seconds, baseline: allowed, ...size }),
        row("sync.stored", "s", { value: stored, baseline: allowed, ...size }),
        row("sync.throwaway", "s", { value: seconds, baseline: thrown.seconds, ...size }),
        row("sync.incremental", "s", { value: incremental, baseline: ids, ...size }),
        row("sync.repair", "s", {
          value: repair.seconds,
          baseline: (repair.changes * 60) / A_MINUTE,
          n: repair.changes,
          rssMiB: house.peakRssMiB(),
        }),
      ];
    } finally {
      await house.close();
    }
  } finally {
    await sandbox.stop();
  }
}

const hashOf = (truth: unknown): unknown => (typeof truth === "object" && truth !== null && "hash" in truth ? truth.hash : undefined);

/** Calls of the paths that carry pages. */
async function pagesOf(control: (way: string) => Promise<unknown>): Promise<Record<string, number>> {
  const answer = await control("/_sandbox/calls?limit=1");
  const found: Record<string, number> = {};
  if (typeof answer !== "object" || answer === null || !("byPath" in answer)) return found;
  for (const [name, total] of Object.entries(Object(answer.byPath))) {
    if (typeof total === "object" && total !== null && "calls" in total) found[name] = Number(total.calls);
  }
  return found;
}

/** One comparison of a family, asked for now. */
async function later(house: House, progress: (words: string) => void, family: string): Promise<number> {
  const { db, corpId } = house;
  const started = performance.now();
  await sql`insert into sync_due (corp_id, family, key, due_at, first_at, reason)
    values (${corpId}, ${family}, 'all', '2000-01-01', '2000-01-01', 'reconcile') on conflict do nothing`.execute(db);
  return until(house, started, progress, async () => {
    const { rows } =
      await sql`select from sync_due where corp_id = ${corpId} and family = any(${[family, "customer", "group", "customers-of"]})`.execute(
        db,
      );
    return rows.length === 0 && (await isAtHead(house));
  });
}

/** People come and nobody is told: how long until all of them are known. */
async function repaired({ house, control, url, token, progress }: Repair, wanted: number): Promise<{ seconds: number; changes: number }> {
  await control("/_sandbox/faults", { kind: "callback-lost", path: "callback/*", probability: 1 });
  const staff = Math.ceil(wanted / PEOPLE_A_CODE);
  let changes = 0;
  for (let n = 1; n <= staff; n += 1) {
    const user = [`staff${String(n).padStart(3, "0")}`];
    const way = await control(`/cgi-bin/externalcontact/add_contact_way?access_token=${token}`, { type: 1, scene: 2, user });
    const code = typeof way === "object" && way !== null && "qr_code" in way ? String(way.qr_code) : "";
    for (let person = 0; person < PEOPLE_A_CODE && changes < wanted; person += 1) {
      await control("/_sandbox/act", { who: "new", do: "scan", url: code });
      changes += 1;
    }
  }
  progress(`${changes} people came without a word (${url})`);
  const seconds = await later(house, progress, "follow");
  const [ours, theirs] = await Promise.all([house.ask("sync.truth"), control("/_sandbox/truth")]);
  if (hashOf(ours) !== hashOf(theirs)) throw new Error("the repair did not find everything");
  return { seconds, changes };
}

const PEOPLE_A_CODE = 40;
type Repair = {
  house: House;
  control: (way: string, body?: object) => Promise<unknown>;
  url: string;
  token: string;
  progress: (words: string) => void;
};
