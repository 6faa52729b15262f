import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { api } from "@shuke/contract";
import { readText } from "../../apps/server/src/cli/import-file.ts";
import { startDatabase } from "../../apps/server/src/db/embedded.ts";
import { type Position, toWgs84 } from "../../apps/server/src/modules/org/geo.ts";
import { startSandbox, startServer } from "../../apps/server/src/rehearse/processes.ts";
import { call } from "../../apps/server/src/rehearse/remote.ts";
import { repository } from "../lib/places.ts";
import { busy, type Outcome } from "./outcome.ts";

const STORES = 7209;
const POINTS = 1000;
const LIMIT = 5;
const P95_MS = 10;
const FROM = new Date("2026-03-02T00:00:00Z");

/** Positions of 7,209 real shops (GCJ-02), laid beside the repository; too large and not ours to keep inside it. */
const dataFile = () => process.env["SHUKE_STORES"] ?? path.resolve(repository, "../shared/data/stores/starbucks_cn_2024.csv.gz");

/** `stores.nearest` over real shops, asked over HTTP in either datum, against looking at every shop. */
export async function nearestStores(): Promise<Pick<Outcome, "verdict" | "words">> {
  const file = dataFile();
  if (!existsSync(file)) return { verdict: "not run", words: `${file} is not there (SHUKE_STORES names another file)` };
  const home = mkdtempSync(path.join(tmpdir(), "shuke-soak-"));
  const cleanUp: Array<() => Promise<void> | void> = [() => rmSync(home, { recursive: true, force: true })];
  try {
    const database = await startDatabase({ home, mode: "throwaway" });
    cleanUp.push(() => database.stop());
    const sandbox = await startSandbox({ seed: 1, from: FROM });
    cleanUp.push(() => sandbox.stop());
    const server = await startServer({ home, databaseUrl: database.url, sandboxUrl: sandbox.url, stores: 0, seed: 1, port: 0 });
    cleanUp.push(() => server.stop());
    let csv = "";
    for await (const text of readText(file, "storesCsvEncoding")) csv += text;
    const { created, rejected } = await call(server.ready, api.stores.import, { csv, datum: "gcj02" });
    if (created !== STORES || rejected !== 0) return { verdict: "broken", words: `${created} stores came in, ${rejected} were rejected` };
    const { points } = await call(server.ready, api.stores.points, {});
    const all = points.map(([id, , lng, lat]) => ({ id, lng, lat }));
    // All are asked first: looking at every shop in between would be measured along with the answers.
    const asked = Array.from({ length: POINTS }, (_, n) => ({
      at: somewhere(n),
      datum: n % 2 === 0 ? ("wgs84" as const) : ("gcj02" as const),
    }));
    const times: number[] = [];
    const answers: Hit[][] = [];
    for (const { at, datum } of asked) {
      const started = performance.now();
      const { items } = await call(server.ready, api.stores.nearest, { ...at, datum, limit: LIMIT });
      times.push(performance.now() - started);
      answers.push(items);
    }
    const wrong = asked.filter(({ at, datum }, n) => !agrees(answers[n] ?? [], byForce(all, toWgs84(at, datum)))).length;
    const p95 = times.toSorted((a, b) => a - b)[Math.floor(POINTS * 0.95)] ?? Number.POSITIVE_INFINITY;
    const words = `${created} stores, ${POINTS} points in two datums, ${wrong} wrong; over HTTP p95 ${p95.toFixed(1)} ms (at most ${P95_MS}; ${busy()})`;
    return { verdict: wrong === 0 && p95 <= P95_MS ? "kept" : "broken", words };
  } finally {
    for (const step of cleanUp.toReversed()) await step();
  }
}

/** The same points in every run: over China, some beyond its borders. */
function somewhere(n: number): Position {
  const part = (step: number) => (n * step) % 1;
  return { lng: 74 + part(0.618_033_988_75) * 61, lat: 18 + part(0.754_877_666_25) * 34 };
}

type Hit = { id: string; distanceM: number };

/** An own formula (central angle by atan2), so that a slip in the server's is not repeated here. */
function byForce(all: ReadonlyArray<Position & { id: string }>, at: Position): Hit[] {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const distance = ({ lng, lat }: Position) => {
    const [a, b, d] = [rad(at.lat), rad(lat), rad(lng - at.lng)];
    const across = Math.hypot(Math.cos(b) * Math.sin(d), Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(d));
    return 6_371_008.8 * Math.atan2(across, Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(d));
  };
  return all
    .map((store) => ({ id: store.id, distanceM: distance(store) }))
    .toSorted((x, y) => x.distanceM - y.distanceM)
    .slice(0, LIMIT);
}

/** The same distances in the same order; shops at one spot may change places. */
function agrees(items: readonly Hit[], forced: readonly Hit[]): boolean {
  const same = (a: number, b: number) => Math.abs(a - b) <= 0.01 + b * 1e-7;
  return items.length === forced.length && items.every((item, i) => same(item.distanceM, forced[i]?.distanceM ?? Number.NaN));
}
