import { parseArgs } from "node:util";

export interface ChaosOptions {
  minutes: number;
  seed: number;
  json: boolean;
  /** work against a server that somebody else started, and restarts */
  attach: boolean;
  /** virtual seconds per real one: at sixty, WeCom has given up before a killed process is back */
  speed: number;
}

export const USAGE = "npm run chaos -- [--minutes 1] [--seed 1] [--speed 20] [--json] [--attach]";

/** Reads the command line; null when it makes no sense. */
export function readOptions(args: readonly string[]): ChaosOptions | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "1" },
        seed: { type: "string", default: "1" },
        speed: { type: "string", default: "20" },
        json: { type: "boolean", default: false },
        attach: { type: "boolean", default: false },
      },
    });
    const minutes = Number(values.minutes);
    const seed = Number(values.seed);
    const speed = Number(values.speed);
    if (!(minutes > 0 && minutes <= 24 * 60) || !Number.isSafeInteger(seed) || !(speed >= 1 && speed <= 60)) return null;
    return { minutes, seed, speed, json: values.json, attach: values.attach };
  } catch {
    return null;
  }
}

/** A number in [0, 1) from the seed and what it decides: the same seed, the same kills and acts. */
export function chanceOf(seed: number): (purpose: string, n: number) => number {
  return (purpose, n) => {
    let hash = 2_166_136_261 ^ seed;
    for (const letter of `${purpose}:${n}:${seed}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
    hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}
