import { setTimeout as sleep } from "node:timers/promises";
import { api } from "@shuke/contract";
import { call } from "../apps/server/src/rehearse/remote.ts";
import { attachTo, type House, openHouse, posterCodes } from "./chaos/house.ts";
import { judge, newestMessage } from "./chaos/judge.ts";
import { startLife, wecomTags } from "./chaos/life.ts";
import { chanceOf, type ChaosOptions, readOptions, USAGE } from "./chaos/options.ts";
import { startRecord } from "./chaos/record.ts";
import { type Sandbox, sandboxAt } from "./chaos/sandbox.ts";
import { startStorms } from "./chaos/storms.ts";
import { main } from "./lib/main.ts";

const say = (words: string): void => void process.stderr.write(`chaos: ${words}\n`);
/** Ids are compared within the hour, details within the day: longer means never. */
const MOST_HOURS = 26;
const STEP_MINUTES = 10;

/** `npm run chaos`: a lively world, every kind of fault, kills; then peace, and what came of it in one line of JSON. */
await main(async (args) => {
  const options = readOptions(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const house = options.attach ? attachTo() : await openHouse(options.seed, Math.ceil(40 * options.minutes), say);
  const closing = () => void house.close().finally(() => process.exit(130));
  process.once("SIGINT", closing).once("SIGTERM", closing);
  try {
    const { examples, ...line } = await play(house, options);
    for (const example of examples) say(example);
    console.log(options.json ? JSON.stringify(line) : JSON.stringify(line, null, 2));
    return line.lost > 0 || line.duplicated > 0 || !line.truthEqual ? 1 : 0;
  } finally {
    process.off("SIGINT", closing).off("SIGTERM", closing);
    await house.close();
  }
});

async function play(house: House, options: ChaosOptions) {
  const { ready } = house;
  const { seed } = options;
  const sandbox = sandboxAt(house.sandboxUrl);
  const chance = chanceOf(seed);
  const before = await sandbox.clock();
  const after = await newestMessage(ready);
  const record = startRecord(sandbox);
  await record.read();
  const { corpId = "", secret = "" } = ready.sandbox ?? {};
  const life = startLife(sandbox, await posterCodes(ready), wecomTags(house.sandboxUrl, corpId, secret), chance);
  const storms = await startStorms(sandbox, seed, chance);
  await sandbox.setSpeed(options.speed);
  say(`the world lives at ${options.speed} × from ${before.now}; faults and kills for ${options.minutes} min`);

  const kills: Record<string, number> = {};
  const until = performance.now() + options.minutes * 60_000;
  for (let n = 0; performance.now() < until; n += 1) {
    await sleep(Math.min(3000 + 9000 * chance("kill-wait", n), Math.max(0, until - performance.now())));
    if (performance.now() >= until) break;
    const killed = await house.kill(chance("kill-whom", n), 300 + 2500 * chance("kill-pause", n));
    if (killed !== "nobody") kills[killed] = (kills[killed] ?? 0) + 1;
    say(`killed ${killed}; ${record.emitted.size} callbacks so far`);
  }
  await life.stop();
  await storms.stop();
  await house.whole();
  const { seconds, realSeconds, isEqual } = await converge(house, sandbox, () => record.read());
  await record.stop();
  if (record.missed() > 0) say(`${record.missed()} attempts went by unseen: the figures speak of the others`);
  say(isEqual ? "both sides hold the same" : "both sides do not hold the same");
  const verdict = await judge({ ready, sandbox, after }, record.emitted);
  if (options.attach) await sandbox.setSpeed(before.speed);
  const { examples, truthEqual, ...counts } = verdict;
  return {
    ...counts,
    kills: Object.values(kills).reduce((sum, n) => sum + n, 0),
    faults: Object.values(storms.struck).reduce((sum, n) => sum + n, 0),
    truthEqual,
    secondsToConverge: seconds,
    // Beyond what was asked for: the world's seconds above are those of ticks; these are the clock's on the wall.
    realSecondsToConverge: realSeconds,
    minutes: options.minutes,
    seed,
    killed: kills,
    struck: storms.struck,
    acts: life.done,
    unseen: record.missed(),
    examples,
  };
}

/** Peace: time goes on in lockstep until both sides hold the same, by the server's own comparisons alone. Seconds are the world's. */
async function converge({ ready }: House, sandbox: Sandbox, read: () => Promise<void>) {
  const started = performance.now();
  await sandbox.setSpeed(0);
  const from = Date.parse((await sandbox.clock()).now);
  let isEqual = false;
  let now = from;
  // The first step is short: what only came late is in by then.
  for (let minutes = 2; !isEqual && now - from < MOST_HOURS * 3_600_000; minutes = STEP_MINUTES) {
    await sandbox.advance(`${minutes}m`);
    await read();
    now = Date.parse((await sandbox.clock()).now);
    const [ours, theirs] = [await call(ready, api.sync.truth, {}), await sandbox.truth()];
    const { states } = await call(ready, api.inbox.counts, {});
    isEqual = ours.hash === theirs.hash && states.received === 0 && (await sandbox.pending()) === 0;
  }
  return { isEqual, seconds: Math.round((now - from) / 1000), realSeconds: Math.round((performance.now() - started) / 1000) };
}
