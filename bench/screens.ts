import { randomBytes } from "node:crypto";
import path from "node:path";
import { connect } from "../apps/server/src/db/connect.ts";
import { createAuth, putUser } from "../apps/server/src/modules/access/index.ts";
import { home } from "../scripts/lib/places.ts";
import { openLuckin, type Luckin } from "./lib/luckin.ts";
import { row, type Bench, type Row } from "./lib/row.ts";
import { furnish } from "./lib/screens/furnish.ts";
import { asks } from "./lib/screens/inputs.ts";
import { leftOut } from "./lib/screens/left-out.ts";
import { click, type Click, operate, type Operator, signIn } from "./lib/screens/operators.ts";
import { readSamples } from "./lib/screens/samples.ts";
import { startServer } from "./lib/server.ts";

const OPERATORS = 50;
/** Long enough that the rarest way is walked often enough for a p95; less for a quick look. */
const secondsOf = (scale: number): number => (scale >= 1 ? 300 : 60);
/** Budget P8; ways that are slower are named with their words. */
const BUDGET_MS = 300;
const PASSWORD = "so-lang-wie-noetig-1";

/** Every list and dashboard endpoint at Luckin's size, with 50 people clicking at once through real sessions. */
export const bench: Bench = async ({ scale, progress }) => {
  const missing = leftOut();
  if (missing.length > 0) throw new Error(`neither measured nor excused in bench/lib/screens/inputs.ts: ${missing.join(", ")}`);
  const world = await openLuckin({ scale, progress, copy: true });
  const secretKey = randomBytes(32).toString("base64url");
  try {
    const emails = await makeOperators(world, secretKey);
    const server = await startServer({ databaseUrl: world.url, home: path.join(home(), "bench", "screens"), run: "api", secretKey });
    try {
      const operators = await Promise.all(emails.map((email, nth) => signIn(server.base, nth, { email, password: PASSWORD })));
      if (operators[0]) await furnish(world, operators[0], progress);
      const some = await readSamples(world.url, world.corpId, world.now, 7);
      await walkOnce(operators, some, progress);
      const seconds = secondsOf(scale);
      progress(`${OPERATORS} operators click for ${seconds} s …`);
      const { clicks, baseline } = await operate(operators, asks, some, seconds);
      for (const operator of operators) operator.close();
      tell(clicks, progress);
      return rows(clicks, percentile(baseline, 0.95), server.rssMiB());
    } finally {
      await server.stop();
    }
  } finally {
    await world.close();
  }
};

async function makeOperators(world: Luckin, secret: string): Promise<string[]> {
  const connection = connect(world.url, { max: 2 });
  try {
    const { db } = connection;
    const auth = createAuth({ db, secret, publicUrl: () => "http://127.0.0.1", signInsPerMinute: 1000 });
    const emails = Array.from({ length: OPERATORS }, (_, i) => `operator-${i}@bench.example`);
    for (const email of emails) {
      await putUser(auth, db, { corpId: world.corpId, now: world.now }, { email, name: email, password: PASSWORD, role: "owner" });
    }
    return emails;
  } finally {
    await connection.close();
  }
}

/** Once through everything by one person: who is slow alone is slow by itself, and everybody's caches are warm. */
async function walkOnce(
  operators: readonly Operator[],
  some: Parameters<typeof click>[2],
  progress: (words: string) => void,
): Promise<void> {
  const [first] = operators;
  if (!first) return;
  for (const ask of asks) {
    for (const one of await click(first, ask, some)) {
      if (one.ms > BUDGET_MS) progress(`alone: ${one.endpoint} (${one.label}) ${Math.round(one.ms)} ms`);
    }
  }
}

function tell(clicks: readonly Click[], progress: (words: string) => void): void {
  const ways = [...Map.groupBy(clicks, ({ endpoint, label }) => `${endpoint} (${label})`)].map(([way, of]) => ({
    way,
    n: of.length,
    p95: percentile(
      of.map(({ ms }) => ms),
      0.95,
    ),
    kib: Math.max(...of.map(({ bytes }) => bytes)) / 1024,
  }));
  for (const { way, n, p95, kib } of ways.toSorted((a, b) => b.p95 - a.p95).slice(0, 25)) {
    progress(`${p95 > BUDGET_MS ? "SLOW " : ""}${way}: p95 ${Math.round(p95)} ms, n=${n}, up to ${Math.round(kib)} KiB`);
  }
  for (const { way, kib } of ways) if (kib > 100) progress(`large: ${way} up to ${Math.round(kib)} KiB`);
}

function rows(clicks: readonly Click[], baseline: number, rssMiB: number): Row[] {
  const measured = (name: string, of: readonly Click[]): Row =>
    row(name, "ms", {
      value: percentile(
        of.map(({ ms }) => ms),
        0.95,
      ),
      baseline,
      n: of.length,
      rssMiB,
    });
  const endpoints = [...Map.groupBy(clicks, ({ endpoint }) => endpoint)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [measured("screens", clicks), ...endpoints.map(([endpoint, of]) => measured(`screens.${endpoint}`, of))];
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
