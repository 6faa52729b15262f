import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { StartupError } from "#db/startup-error";

export type RehearsalOptions = {
  playbook: string;
  /** Whether one of this name comes with Shuke: then the rehearsed brand works by it alone, and no other one's steps use up budgets. */
  shipped: boolean;
  /** An edited playbook to rehearse instead of the one that comes with Shuke. */
  yaml: string | null;
  customers: number;
  days: number;
  seed: number;
  stores: number;
  from: Date;
  json: boolean;
  html: string | null;
  /** Lines `progress <0…1> <words>` on stderr for a program that watches. */
  progress: boolean;
  /** Times that the server is killed without warning, spread over the days. */
  kills: number;
  /** And besides so many real seconds after it came back, each time anew; 0: never. */
  killEvery: number;
  /** Shares of callbacks that are lost, and that come twice. */
  lose: number;
  repeat: number;
  reorder: boolean;
  /** Seconds added to every welcome call: a run that must fail. */
  slowWelcome: number;
  /** Shares of staff who tick without doing, who confirm when it is late, and who never do. */
  liars: number;
  late: number;
  never: number;
  /** Share of calls to WeCom and of its callbacks that go wrong, in every way there is. */
  faults: number;
};

/** A Monday, eight in the morning in China: the same seed gives the same report on any day. */
const FROM = "2026-03-02T00:00:00.000Z";

export function readOptions(argv: readonly string[]): RehearsalOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      customers: { type: "string", default: "300" },
      days: { type: "string", default: "14" },
      seed: { type: "string", default: "7" },
      stores: { type: "string" },
      from: { type: "string", default: FROM },
      yaml: { type: "string" },
      json: { type: "boolean", default: false },
      html: { type: "string" },
      progress: { type: "boolean", default: false },
      kills: { type: "string", default: "0" },
      "kill-every": { type: "string", default: "0" },
      lose: { type: "string", default: "0" },
      repeat: { type: "string", default: "0" },
      reorder: { type: "boolean", default: false },
      "slow-welcome": { type: "string", default: "0" },
      liars: { type: "string", default: "0" },
      late: { type: "string", default: "0" },
      never: { type: "string", default: "0" },
      faults: { type: "string", default: "0" },
    },
  });
  const playbook = positionals[0];
  if (playbook === undefined) {
    throw new StartupError("Name a playbook: npm run rehearse -- store-community", "请写明打法：npm run rehearse -- store-community");
  }
  const shipped = existsSync(new URL(`../../../../playbooks/${encodeURIComponent(playbook)}.yaml`, import.meta.url));
  if (!shipped && values.yaml === undefined) {
    throw new StartupError(
      `There is no playbook “${playbook}”; the folder playbooks/ has those that come with Shuke`,
      `没有「${playbook}」这个打法；自带的打法在 playbooks/ 目录里`,
    );
  }
  const number = (name: string, text: string, least: number, most: number) => {
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    throw new StartupError(
      `--${name} must be between ${least} and ${most}, not ${text}`,
      `--${name} 应在 ${least} 到 ${most} 之间，现在是 ${text}`,
    );
  };
  const customers = number("customers", values.customers, 1, 100_000);
  return {
    playbook,
    shipped,
    yaml: values.yaml === undefined ? null : readFileSync(values.yaml === "-" ? 0 : values.yaml, "utf8"),
    customers,
    days: number("days", values.days, 1, 365),
    seed: number("seed", values.seed, 0, 2 ** 31 - 1),
    // About 120 people to a store: the busiest fill a group and open a second one.
    stores: number("stores", values.stores ?? String(Math.min(24, Math.max(3, Math.round(customers / 120)))), 1, 36),
    from: new Date(values.from),
    json: values.json,
    html: values.html ?? null,
    progress: values.progress,
    kills: number("kills", values.kills, 0, 100),
    killEvery: number("kill-every", values["kill-every"], 0, 3600),
    lose: number("lose", values.lose, 0, 1),
    repeat: number("repeat", values.repeat, 0, 1),
    reorder: values.reorder,
    liars: number("liars", values.liars, 0, 1),
    late: number("late", values.late, 0, 1),
    never: number("never", values.never, 0, 1),
    faults: number("faults", values.faults, 0, 1),
    slowWelcome: number("slow-welcome", values["slow-welcome"], 0, 600),
  };
}
