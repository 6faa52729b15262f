import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { corp, externalId, type House, openHouse, plainOf, stop } from "./lib/intake/house.ts";
import { row } from "./lib/row.ts";
import type { BenchOptions, Row } from "./lib/row.ts";
import { watchSteal } from "./lib/steal.ts";
import { translate } from "./lib/intake/translate.ts";

const CONNECTIONS = 64;
const RATE = 500;

/**
 * Budget P1: callback → durably stored and acknowledged, with real signatures and AES, against a bare route that does one pooled
 * INSERT into a table of the same shape; the time that callers wait at 500 a second; what a kill loses; how fast stored ones become
 * facts. Rounds of both take turns, so that a slow minute of the machine meets both.
 */
export async function bench({ scale, progress }: BenchOptions): Promise<Row[]> {
  const house = await openHouse();
  try {
    await house.pool.query("create table inbox_bare (like inbox including all)");
    const bytes = Buffer.byteLength(plainOf(corp, externalId("bare", 0), 0));
    const ours = await house.server();
    const bare = await house.bare(bytes);
    const saturated = await atSaturation(house, { ours: ours.url, bare: bare.url }, scale, progress);
    const waits = await atRate(house, { ours: ours.url, bare: bare.url }, scale, progress);
    const rssMiB = rssOf(ours.child.pid);
    await stop(ours.child);
    await stop(bare.child);
    progress("kill -9 under load");
    const killed = await killUnderLoad(house, scale);
    progress("from stored to facts");
    const facts = await translate(house, Math.max(2000, Math.round(20_000 * scale)));
    return [
      row("callback-intake", "callbacks/s", { value: saturated.ours, baseline: saturated.bare, n: saturated.n, rssMiB }),
      row("callback-intake.p99", "ms", { value: waits.ours, baseline: waits.bare, n: waits.n, rssMiB }),
      { ...row("callback-intake.kill", "lost", { value: killed.lost, baseline: killed.acknowledged, n: killed.kills, rssMiB }) },
      // The baseline is the budget: a day's rush of 500 a second must not pile up.
      row("callback-intake.translate", "callbacks/s", { value: facts.perSecond, baseline: RATE, n: facts.n, rssMiB: facts.rssMiB }),
    ];
  } finally {
    await house.close();
  }
}

type Doors = { ours: string; bare: string };

/** The medians of rounds that take turns. */
async function atSaturation(house: House, doors: Doors, scale: number, progress: BenchOptions["progress"]) {
  const rates = { ours: [] as number[], bare: [] as number[] };
  let n = 0;
  const rounds = 5;
  for (let round = 0; round <= rounds; round += 1) {
    for (const who of ["bare", "ours"] as const) {
      progress(round === 0 ? `warming up ${who}` : `saturating ${who}, round ${round} of ${rounds}`);
      const run = `s${round}${who}`;
      const seconds = Math.max(1, (round === 0 ? 3 : 8) * scale);
      const result = await house.load({
        url: doors[who],
        connections: CONNECTIONS,
        count: Math.round(9000 * seconds),
        rate: null,
        seconds,
        run,
      });
      if (result.refused + result.broken > 0) throw new Error(`${who} refused ${result.refused} and broke ${result.broken} callbacks`);
      if (round > 0) rates[who].push(result.acknowledged / result.seconds);
      if (round > 0 && who === "ours") n += result.acknowledged;
      await house.pool.query("checkpoint");
    }
  }
  progress(
    `callbacks a second: ${JSON.stringify(rates, (_key, value: unknown) => (typeof value === "number" ? Math.round(value) : value))}`,
  );
  return { ours: median(rates.ours), bare: median(rates.bare), n };
}

/** The medians of rounds of twenty seconds that take turns: what else happens on the machine meets both. */
async function atRate(house: House, doors: Doors, scale: number, progress: BenchOptions["progress"]) {
  const count = Math.max(1000, Math.round(RATE * 21 * scale));
  const waits = { bare: [] as number[], ours: [] as number[] };
  for (let round = 1; round <= 3; round += 1) {
    for (const who of ["bare", "ours"] as const) {
      const run = `r${round}${who}`;
      // Neither pays for what the other left to be written out.
      await house.pool.query("checkpoint");
      const stolen = watchSteal();
      const result = await house.load({ url: doors[who], connections: CONNECTIONS, count, rate: RATE, seconds: null, run });
      if (result.refused + result.broken > 0) throw new Error(`${who} refused ${result.refused} and broke ${result.broken} callbacks`);
      const [p50, p99, max] = [result.p50, result.p99, result.max].map((ms) => ms.toFixed(1));
      progress(`${who} at ${RATE} a second: p50 ${p50} ms, p99 ${p99} ms, worst ${max} ms; ${stolen()}`);
      waits[who].push(result.p99);
    }
  }
  return { bare: median(waits.bare), ours: median(waits.ours), n: 3 * count };
}

/** Whatever was answered “success” before a kill must be in the table. */
async function killUnderLoad(house: House, scale: number): Promise<{ lost: number; acknowledged: number; kills: number }> {
  const kills = Math.max(2, Math.round(6 * scale));
  let lost = 0;
  let acknowledged = 0;
  for (let n = 0; n < kills; n += 1) {
    const { url, child } = await house.server();
    const file = path.join(house.home, `acknowledged-${n}`);
    const run = `k${n}`;
    const order = { url, connections: CONNECTIONS, count: 30_000, rate: null, seconds: 5, run, acknowledgedFile: file };
    await house.load(order, async () => {
      await sleep(700 + 131 * n);
      await stop(child, "SIGKILL");
    });
    const ids = readFileSync(file, "utf8").split("\n").filter(Boolean);
    const { rows } = await house.pool.query<{ n: number }>(
      `select count(*)::int as n from unnest($1::text[]) as sent(external) where external in
       (select substring(message from 'ExternalUserID><!\\[CDATA\\[([^\\]]+)') from inbox where corp_id = $2)`,
      [ids, corp],
    );
    acknowledged += ids.length;
    lost += ids.length - (rows[0]?.n ?? 0);
  }
  if (acknowledged < kills * 100) throw new Error(`only ${acknowledged} callbacks were acknowledged before ${kills} kills`);
  return { lost, acknowledged, kills };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const rssOf = (pid: number | undefined): number =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
