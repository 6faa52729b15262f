import { sql } from "kysely";
import { runUnit, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { log } from "#kit/log";
import type { WecomClients } from "../../wecom-clients.ts";
import { consentsFor } from "./consent.ts";
import { withoutForgotten } from "./forgotten.ts";
import { keep, keepClosed } from "./keep.ts";
import { ArchiveTrouble, PAGE, type SealedMessage, WINDOW_MS } from "./port.ts";
import type { ArchivePorts, ArchiveSetup } from "./ports.ts";
import { unseal } from "./unseal.ts";

/** WeCom tells when there is talk (`hurry.ts`); by itself the archive is read so often, and so soon again after trouble. */
const EVERY_MS = 60 * 60_000;
/** With the hourly ticks: a world at rest wakes once. */
const MINUTE_MS = 7 * 60_000;
const nextReading = (now: Date) => new Date(Math.floor(now.getTime() / EVERY_MS) * EVERY_MS + EVERY_MS + MINUTE_MS);
const AFTER_TROUBLE_MS = 5 * 60_000;

type State = { seq: number; complete_at: Date | null };

/**
 * Reads the archive on from where it stands. Claimed by moving `next_at`, so that two processes never read the same page; nothing calls
 * WeCom inside a transaction; the page, its facts and the place to go on from are written together.
 */
export function createArchiveDuty(deps: { clients: WecomClients; ports: ArchivePorts }): Duty {
  return {
    name: "archive.pull",
    async run(db, corpId, now) {
      const { rows } = await sql<State>`update archive_state set next_at = ${new Date(now.getTime() + AFTER_TROUBLE_MS)}
        where corp_id = ${corpId} and next_at <= ${now} and not off returning seq::int8 as seq, complete_at`.execute(db);
      const [state] = rows;
      const setup = state && (await deps.ports.of(corpId));
      if (!setup) return 0;
      try {
        await readOn(db, corpId, now, { ...deps, setup, state });
      } catch (error) {
        await noteTrouble(db, corpId, now, error);
      }
      return 1;
    },
    dueAt: (corp) => sql`select next_at from archive_state where corp_id = ${corp} and not off`,
  };
}

type Job = { clients: WecomClients; setup: ArchiveSetup; state: State };

async function readOn(db: Db, corpId: string, now: Date, { clients, setup, state }: Job): Promise<void> {
  const seq = Number(state.seq);
  const again = await sealedRows(db, corpId, [...setup.keys.keys()], now);
  const page = await setup.port.pull(seq, PAGE);
  const { open: all, closed } = await unseal(setup, [...again, ...page]);
  const open = await withoutForgotten(db, corpId, all);
  const { known, asked } = await consentsFor(db, corpId, () => clients.archive(corpId), open, now);
  const last = page.at(-1)?.seq ?? seq;
  const whole = page.length < PAGE;
  await db.transaction().execute((tx) =>
    runUnit({ db: tx, corpId, actor: system("archive.pull"), now }, async (unit) => {
      const moved = await sql`update archive_state set seq = ${last}, error = null, error_code = null, failed_since = null,
          complete_at = case when ${whole} then ${now} else complete_at end,
          next_at = ${whole ? nextReading(now) : now}
        where corp_id = ${corpId} and seq = ${seq}`.execute(tx);
      if (Number(moved.numAffectedRows ?? 0) === 0) return;
      await noteGap(unit, state.complete_at);
      await sql`delete from archive_sealed where corp_id = ${corpId} and seq = any(${again.map((one) => one.seq)}::bigint[])`.execute(tx);
      await keep(unit, open, known, asked);
      await keepClosed(unit, closed, setup.keys);
    }),
  );
}

/** WeCom forgets after five days: what lies between the last complete reading and that is unknown for ever. */
async function noteGap(unit: Unit, completeAt: Date | null): Promise<void> {
  const to = new Date(unit.now.getTime() - WINDOW_MS);
  const from = completeAt ?? new Date(0);
  if (from >= to) return;
  const why = completeAt === null ? ("before-start" as const) : ("beyond-window" as const);
  const { rows } = await sql`insert into archive_gap (corp_id, from_at, to_at, why) values (${unit.corpId}, ${from}, ${to}, ${why})
    on conflict (corp_id, from_at) do nothing returning 1`.execute(unit.db);
  if (rows.length === 0) return;
  unit.fact({
    type: "archive.gap",
    subject: "archive:corp",
    occurredAt: unit.now,
    data: { from: from.toISOString(), to: to.toISOString(), why },
  });
}

/** Messages that waited for a key which is there now; those whose key is wrong are looked at no more than once a day. */
async function sealedRows(db: Db, corpId: string, versions: readonly number[], now: Date): Promise<SealedMessage[]> {
  if (versions.length === 0) return [];
  const { rows } = await sql<SealedMessage>`select seq::int8 as seq, msgid, key_version as "keyVersion", random_key as "randomKey", body
    from archive_sealed where corp_id = ${corpId} and key_version = any(${[...versions]}::int[])
      and (not key_known or stored_at < ${new Date(now.getTime() - 86_400_000)}) order by seq limit 200`.execute(db);
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

async function noteTrouble(db: Db, corpId: string, now: Date, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof ArchiveTrouble ? String(error.code) : "wecom";
  log.warn({ corpId, err: text }, "the archive was not read");
  await sql`update archive_state set error_code = ${code}, error = ${text.slice(0, 500)}, failed_since = coalesce(failed_since, ${now})
    where corp_id = ${corpId}`.execute(db);
}
