import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import type { api, OutputOf, ParsedInputOf, Rehearsal } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { log } from "#kit/log";
import { notFound, Problem } from "#kit/problem";
import { playbookYaml } from "./library.ts";

type Row = {
  id: string;
  playbook: string;
  seed: number;
  customers: number;
  days: number;
  state: Rehearsal["state"];
  progress: number;
  note: string;
  started_at: Date;
  finished_at: Date | null;
  report: Rehearsal["report"];
};

/** Exit code of a rehearsal that came to its end and in which a law was broken: its report is wanted all the more. */
const LAW_BROKEN = 3;

const running = new Map<string, { kill(): void }>();
const script = fileURLToPath(new URL("../../cli/rehearse.ts", import.meta.url));

/** Starts a rehearsal beside the corp: another process, another database, another sandbox. One at a time. */
export async function startRehearsal(ctx: Ctx, input: ParsedInputOf<typeof api.playbooks.rehearse>): Promise<Rehearsal> {
  if (running.size > 0) throw new Problem("rehearsalBusy", {}, 409);
  const yaml = await playbookYaml(ctx, input.key);
  const id = newId("reh", new Date());
  await withUnit(ctx, async (unit) => {
    await sql`insert into rehearsal (corp_id, id, playbook, seed, customers, days, state, started_at)
      values (${unit.corpId}, ${id}, ${input.key}, ${input.seed}, ${input.customers}, ${input.days}, 'running', ${new Date()})`.execute(
      unit.db,
    );
    await unit.audit("playbooks.rehearse", `playbook:${input.key}`, input);
  });
  run(ctx.db, ctx.corpId, id, yaml, input);
  return readRehearsal(ctx, id);
}

function run(db: Db, corpId: string, id: string, yaml: string, input: ParsedInputOf<typeof api.playbooks.rehearse>) {
  const args = ["--yaml", "-", "--customers", input.customers, "--days", input.days, "--seed", input.seed, "--json", "--progress"];
  const child = spawn(process.execPath, [script, input.key, ...args.map(String)], { stdio: ["pipe", "pipe", "pipe"] });
  running.set(id, { kill: () => child.kill("SIGTERM") });
  child.stdin.end(yaml);
  let out = "";
  let lastLine = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  createInterface({ input: child.stderr }).on("line", (line) => {
    lastLine = line;
    const done = /^progress ([\d.]+) (.*)$/.exec(line);
    if (done) void save(db, corpId, id, { progress: Number(done[1]), note: done[2] ?? "" });
  });
  child.on("error", (error) => (lastLine = error.message));
  child.on("close", (code) => {
    running.delete(id);
    void finish(db, corpId, id, code === 0 || code === LAW_BROKEN ? out : null, lastLine);
  });
}

async function finish(db: Db, corpId: string, id: string, out: string | null, lastLine: string) {
  try {
    const report = out === null ? null : JSON.stringify(JSON.parse(out));
    await sql`update rehearsal set state = ${report === null ? "failed" : "done"}, report = ${report},
      progress = case when ${report !== null} then 1 else progress end, note = ${report === null ? lastLine.slice(0, 500) : ""},
      finished_at = ${new Date()} where corp_id = ${corpId} and id = ${id} and state = 'running'`.execute(db);
  } catch (error) {
    log.error({ err: error, rehearsal: id }, "a rehearsal's report could not be kept");
  }
}

async function save(db: Db, corpId: string, id: string, at: { progress: number; note: string }) {
  await sql`update rehearsal set progress = ${at.progress}, note = ${at.note}
    where corp_id = ${corpId} and id = ${id} and state = 'running'`
    .execute(db)
    .catch(() => {});
}

export async function cancelRehearsal(ctx: Ctx, input: { id: string }): Promise<Rehearsal> {
  running.get(input.id)?.kill();
  await withUnit(ctx, async (unit) => {
    await sql`update rehearsal set state = 'cancelled', finished_at = ${new Date()}
      where corp_id = ${ctx.corpId} and id = ${input.id} and state = 'running'`.execute(unit.db);
    await unit.audit("playbooks.cancelRehearsal", `rehearsal:${input.id}`, {});
  });
  return readRehearsal(ctx, input.id);
}

/** Newest first. One that runs in no process any more (the server was restarted) is shown as failed. */
export async function listRehearsals(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.playbooks.rehearsals>,
): Promise<OutputOf<typeof api.playbooks.rehearsals>> {
  const { rows } = await sql<Row>`select * from rehearsal where corp_id = ${ctx.corpId}
    and (${input.key ?? null}::text is null or playbook = ${input.key ?? null})
    order by started_at desc limit 50`.execute(ctx.db);
  return { items: rows.map(toRehearsal) };
}

async function readRehearsal(ctx: Ctx, id: string): Promise<Rehearsal> {
  const { rows } = await sql<Row>`select * from rehearsal where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  const row = rows[0];
  if (!row) throw notFound("rehearsal", id);
  return toRehearsal(row);
}

function toRehearsal(row: Row): Rehearsal {
  const orphaned = row.state === "running" && !running.has(row.id);
  return {
    id: row.id,
    playbook: row.playbook,
    seed: row.seed,
    customers: row.customers,
    days: row.days,
    state: orphaned ? "failed" : row.state,
    progress: row.progress,
    note: row.note,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    report: row.report,
  };
}
