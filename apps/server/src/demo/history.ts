import { sql } from "kysely";
import { log } from "#kit/log";
import { demoStores } from "./brand.ts";
import { playSteps } from "./plays.ts";
import { askOne } from "./questions.ts";
import type { SeedDeps } from "./seed.ts";
import { sessionSteps, type Step } from "./talks.ts";

const PEOPLE = 320;
const DAYS = 12;

/**
 * The demo's yesterday: people who come to the stores over twelve days, of which ten lie behind us. Runs in the
 * background after ready; it is a rehearsal and is shown as one.
 */
export async function makeHistory(deps: SeedDeps, options: { stores: number }): Promise<void> {
  const { sandbox, db, corpId, clock } = deps;
  const { rows } = await sql<{ qr_url: string | null }>`select qr_url from live_code
    where corp_id = ${corpId} and kind = 'staff' and qr_url is not null limit 1`.execute(db);
  const poster = rows[0]?.qr_url;
  if (!poster) throw new Error("the demo's staff code has no picture yet");
  const near = demoStores(options.stores).map((store, i) => ({
    lng: store.lng,
    lat: store.lat,
    // The first stores are the busy ones, so that a group fills up and a second one opens.
    weight: i < 3 ? 6 : 1,
    radiusKm: 1.5,
    city: store.city,
    district: store.district,
    name: store.name,
  }));
  await sandbox.setUp({ customers: { key: "demo", count: PEOPLE, arrive: { days: DAYS }, codes: [poster], near } });
  const now = new Date();
  const steps = [...sessionSteps(deps, now), ...playSteps(deps, now)].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  let asked = 0;
  for (let at = clock.now(); at < now; at = clock.now()) {
    const next = new Date(Math.min(now.getTime(), at.getTime() + 6 * 3_600_000));
    for (let step = steps[0]; step && step.at <= next; step = steps[0]) {
      steps.shift();
      await takeStep(deps, step);
    }
    if (clock.now() < next) await sandbox.advanceTo(next);
    // Nobody is asked to wait past now: an answer takes three hours at most.
    if (now.getTime() - next.getTime() > 4 * 3_600_000 && (await askOne(deps, asked))) asked += 1;
    log.info({ until: next }, "the demo catches up with today");
  }
  await sandbox.setSpeed(1);
}

/** Without one of its parts the demo is still a demo. */
async function takeStep({ sandbox, clock }: SeedDeps, { at, run }: Step): Promise<void> {
  try {
    if (clock.now() < at) await sandbox.advanceTo(at);
    await run();
  } catch (error) {
    log.warn({ err: error }, "a part of the demo's days could not be played");
  }
}
