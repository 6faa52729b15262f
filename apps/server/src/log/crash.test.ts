import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, type Connection, type Db } from "#db/connect";
import { type RunningDatabase, startDatabase, stopOrphan } from "#db/embedded";
import { migrate } from "#db/migrate";
import { writeRows } from "#db/write-rows";
import { system } from "#kit/actor";
import { append, appendBulk } from "./append.ts";
import { runHandlers } from "./consume.ts";
import type { NewEvent } from "./events.ts";
import { type Handler, only } from "./handler.ts";

const major = process.env.TEST_POSTGRES === "15" ? 15 : 18;
const CORP = "ww1";
const NOW = new Date("2026-03-02T01:00:00Z");
const BY = { actor: system("test"), now: NOW };

let home: string;
let running: RunningDatabase[];

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "shuke-crash-"));
  running = [];
});
afterEach(async () => {
  for (const database of running) await database.stop();
  await stopOrphan(home, major).catch(() => {});
  rmSync(home, { recursive: true, force: true });
});

/** Adds up what it reads: a fact that is read twice, or never, shows. */
const sums: Handler = {
  kind: "project",
  name: "sums",
  version: 1,
  on: ["talk.followed"],
  tables: ["read_talk"],
  project: (tx, corpId, batch) =>
    writeRows(
      tx,
      only(batch, "talk.followed").map(({ seq }) => ({ seq })),
      (json) => sql`insert into read_talk (corp_id, seq) select ${corpId}, seq from jsonb_to_recordset(${json}::jsonb) as r(seq bigint)`,
    ),
};
const fact = (n: number): NewEvent => ({
  type: "talk.followed",
  subject: `talk:${n}`,
  occurredAt: NOW,
  data: { talkId: `tlk_${n}`, questionId: "q", ticketId: "t" },
});

test("PostgreSQL dies before it has written down what was read: it is read again, nothing twice, and no promise is kept without it", async () => {
  await begin();
  let client = await open();
  await append(client.db, CORP, [fact(1), fact(2)], BY);
  // From here on the disk hears only what a commit waits for.
  let writer = await holdWriter(client.db);
  await runHandlers(client.db, CORP, [sums], NOW, { batch: 1 });
  await client.db.transaction().execute((tx) => appendBulk(tx, CORP, [fact(3)], BY));
  expect(await state(client.db)).toEqual({ facts: 3, cursor: 2, read: [1, 2] });
  await client.close();
  crash(writer);

  client = await open();
  expect(await state(client.db)).toEqual({ facts: 2, cursor: 0, read: [] });
  // Whoever reads the list has its place back, too, and so reads that page again.
  writer = await holdWriter(client.db);
  await client.db.transaction().execute((tx) => appendBulk(tx, CORP, [fact(3)], BY));
  while ((await runHandlers(client.db, CORP, [sums], NOW, { batch: 1 })) > 0);
  // A promise: its commit waits for the disk, and with it all that came before.
  await append(client.db, CORP, [fact(4)], BY);
  await client.close();
  crash(writer);

  client = await open();
  expect(await state(client.db)).toEqual({ facts: 4, cursor: 3, read: [1, 2, 3] });
  await client.close();
});

/** An empty corp; made without waiting for the disk, which is asked two hundred times. */
async function begin(): Promise<void> {
  const database = await startDatabase({ home, major, mode: "throwaway", log: () => {} });
  await migrate(database.url);
  const { db, close } = connect(database.url, { max: 1 });
  await sql`create table read_talk (corp_id text, seq bigint)`.execute(db);
  await sql`insert into corp (corp_id, name, created_at) values (${CORP}, 'crash', ${NOW})`.execute(db);
  await close();
  await database.stop();
}

async function open(): Promise<Connection> {
  const database = await startDatabase({ home, major, mode: "durable", log: () => {} });
  running.push(database);
  return connect(database.url, { max: 2 });
}

/** Stops the process that writes PostgreSQL's log in the background. */
async function holdWriter(db: Db): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity where backend_type = 'walwriter'`.execute(db);
  const pid = rows[0]?.pid;
  if (pid === undefined) throw new Error("there is no WAL writer");
  process.kill(pid, "SIGSTOP");
  return pid;
}

/** As when the power goes: first the postmaster, so that it cannot tidy up. */
function crash(writer: number): void {
  const [postmaster] = readFileSync(path.join(home, "pg", String(major), "postmaster.pid"), "utf8").split("\n");
  process.kill(Number(postmaster), "SIGKILL");
  process.kill(writer, "SIGKILL");
}

async function state(db: Db) {
  const { rows } = await sql<{ facts: number; cursor: number; read: number[] }>`select
    (select count(*)::int from event where corp_id = ${CORP}) as facts,
    (select seq::int from handler_cursor where corp_id = ${CORP} and handler = 'sums') as cursor,
    (select coalesce(array_agg(seq::int order by seq), '{}') from read_talk) as read`.execute(db);
  return rows[0];
}
