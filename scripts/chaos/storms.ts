import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "./sandbox.ts";

type Chance = (purpose: string, n: number) => number;

const API = "!callback/*";

/** What goes wrong all the time. */
const weather = (seed: number) => [
  { kind: "callback-lost", probability: 0.05, seed },
  { kind: "callback-repeat", probability: 0.08, seed: seed + 1 },
  { kind: "callback-reorder", probability: 0.2, seed: seed + 2 },
  { kind: "callback-slow", path: "callback/*", probability: 0.03, delaySeconds: 7, seed: seed + 3 },
  { kind: "delay", path: "callback/*", probability: 0.03, delaySeconds: 40, seed: seed + 4 },
  { kind: "clock-skew", path: "callback/*", probability: 0.02, skewSeconds: 90, seed: seed + 5 },
  { kind: "error", path: API, errcode: -1, probability: 0.03, seed: seed + 6 },
  { kind: "delay", path: API, probability: 0.02, delaySeconds: 12, seed: seed + 7 },
  { kind: "reset", path: API, probability: 0.01, phase: "before", seed: seed + 8 },
  { kind: "reset", path: API, probability: 0.01, phase: "after", seed: seed + 9 },
  { kind: "half-body", path: API, probability: 0.01, phase: "after", seed: seed + 10 },
  { kind: "invalid-json", path: API, probability: 0.01, phase: "after", seed: seed + 11 },
  { kind: "bad-gateway", path: API, probability: 0.01, phase: "before", seed: seed + 12 },
];

/** What comes at once and goes away again. */
const STORMS: readonly object[] = [
  { kind: "error", path: API, errcode: 45009, count: 40 },
  { kind: "error", path: API, errcode: 45033, count: 40 },
  { kind: "error", path: API, errcode: 40014, count: 6 },
  { kind: "error", path: API, errcode: 42001, count: 6 },
  { kind: "error", path: API, errcode: 50001, count: 5 },
  { kind: "revoke-token", path: API, count: 3 },
  { kind: "untrusted-ip", path: API, count: 12 },
  { kind: "bad-gateway", path: API, count: 20 },
  { kind: "reset", path: API, count: 20, phase: "after" },
  { kind: "callback-lost", count: 30 },
  { kind: "callback-repeat", count: 40 },
  { kind: "callback-slow", path: "callback/*", delaySeconds: 9, count: 25 },
  { kind: "clock-skew", path: API, skewSeconds: 600, count: 30 },
];

/** Bad weather with a storm every few seconds; `stop` clears the sky and says what struck how often. */
export async function startStorms(sandbox: Sandbox, seed: number, chance: Chance) {
  await sandbox.plant(weather(seed));
  const struck: Record<string, number> = {};
  const passing: string[] = [];
  let running = true;

  async function count(ids?: ReadonlySet<string>): Promise<void> {
    const { faults } = await sandbox.faults();
    for (const fault of faults) if (ids === undefined || ids.has(fault.id)) struck[fault.kind] = (struck[fault.kind] ?? 0) + fault.struck;
  }

  const blowing = (async () => {
    for (let n = 0; running; n += 1) {
      await sleep(3000 + 5000 * chance("storm-wait", n));
      const storm = STORMS[Math.floor(chance("storm", n) * STORMS.length)];
      if (!running || storm === undefined) return;
      const { faults } = (await sandbox.plant([storm])) as { faults: Array<{ id: string }> };
      passing.push(...faults.map(({ id }) => id));
      // Three are over us at most.
      const over = passing.splice(0, Math.max(0, passing.length - 3));
      await count(new Set(over));
      for (const id of over) await sandbox.clearFault(id);
    }
  })();
  blowing.catch((error: unknown) => process.stderr.write(`chaos: the weather stopped (${String(error)})\n`));

  return {
    struck,
    async stop(): Promise<void> {
      running = false;
      await blowing;
      await count();
      await sandbox.clearFaults();
    },
  };
}
