import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { api } from "@shuke/contract";
import { startDatabase } from "../../apps/server/src/db/embedded.ts";
import { demoStores } from "../../apps/server/src/demo/brand.ts";
import { playSteps } from "../../apps/server/src/demo/plays.ts";
import { createSandboxLink } from "../../apps/server/src/sandbox-link.ts";
import { createWorld, type World } from "../../apps/server/test/world.ts";

/** Always the same days and people, so that a picture changes only when a page does. */
const START = "2026-03-02T00:00:00.000Z";
const STORES = 24;
const PEOPLE = 320;
const DAYS = 9;
/** People go on arriving after the pictures, which are taken on a Wednesday at 10:25: the day's first sends wait for the officers. */
const ARRIVE_DAYS = 12;
const LAST_MINUTES = 145;
const DAY_MS = 86_400_000;

export type BrandWorld = World & { poster: string; stop(): Promise<void> };

/** The demo's brand on its tenth day, in this process, on a database that is thrown away afterwards. */
export async function createBrandWorld(say: (line: string) => void): Promise<BrandWorld> {
  const home = mkdtempSync(path.join(tmpdir(), "shuke-screenshots-"));
  const database = await startDatabase({ home, mode: "throwaway", log: say });
  process.env.TEST_DATABASE_URL = database.url;
  const world = await createWorld({ start: START, seed: 7, config: { demo: { stores: STORES, history: false } } });
  const { items } = await world.api(api.liveCodes.list, { kind: "staff" });
  const poster = items[0]?.qrUrl;
  if (!poster) throw new Error("the brand's staff code has no picture yet");
  world.sandbox.setup({ customers: { key: "pictures", count: PEOPLE, arrive: { days: ARRIVE_DAYS }, codes: [poster], near: homes() } });
  const { db, clock } = world.app.core;
  const deps = { db, clock, sandbox: createSandboxLink(world.sandbox.url), corpId: world.corpId };
  const begin = world.now().getTime();
  const end = begin + DAYS * DAY_MS + LAST_MINUTES * 60_000;
  const steps = playSteps(deps, new Date(end)).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const goTo = async (time: number) => {
    if (time > world.now().getTime()) await world.advance(time - world.now().getTime());
  };
  for (let day = 1; day <= DAYS + 1; day++) {
    const midnight = Math.min(end, begin + day * DAY_MS);
    for (let step = steps[0]; step && step.at.getTime() <= midnight; step = steps[0]) {
      steps.shift();
      await goTo(step.at.getTime());
      await step.run();
    }
    await goTo(midnight);
    if (day <= DAYS) say(`Day ${day} of ${DAYS} is over / 第 ${day} 天过完了（共 ${DAYS} 天）`);
  }
  return {
    ...world,
    poster,
    async stop() {
      await world.close();
      await database.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** People live around the stores; three of them are busy. */
const homes = () =>
  demoStores(STORES).map(({ lng, lat, city, district, name }, i) => ({
    lng,
    lat,
    city,
    district,
    name,
    weight: i < 3 ? 6 : 1,
    radiusKm: 1.5,
  }));
