import { api, type BoardStep, type FunnelStep, type OutputOf } from "@shuke/contract";
import { sql } from "kysely";
import type { Db } from "#db/connect";
import type { SandboxLink } from "../sandbox-link.ts";
import { call } from "./remote.ts";
import { checkInvariants, type Invariant, stepsFinal } from "./invariants.ts";
import type { Kills } from "./driver.ts";
import type { RehearsalOptions } from "./options.ts";
import { doneWasReallyDone, handTasks, phonesShowStepsOnce, readPhones, stepTexts } from "./phones.ts";
import type { ServerProcess } from "./processes.ts";
import { judgeWelcomes, readWelcomes } from "./welcomes.ts";

export type Report = {
  playbook: string;
  seed: number;
  customers: number;
  days: number;
  funnel: FunnelStep[];
  steps: Array<BoardStep & { sop: string }>;
  invariants: Invariant[];
  /** Only where products are kept: each delivery, how fast people had it and what was taken. */
  stock?: Array<{ product: string; arrived: number; taken: number; waves: number; received: number; minutesTo80: number | null }>;
  wecomCalls: Record<string, { calls: number; errors: number }>;
  people: Record<string, unknown>;
  missed: Record<string, number>;
  /**
   * Only where the server was killed: how often, how many calls to WeCom it had in hand then, and whom nobody could welcome because
   * it was gone until the code was dead.
   */
  kills?: { count: number; inHand: number; slowestStartMs: number; unwelcomed: number; examples?: string[] };
  timings: Record<string, number>;
};

/** Everything that the run can say about itself; the same seed says the same but for `timings`. */
export async function makeReport(deps: {
  options: RehearsalOptions;
  server: ServerProcess;
  sandbox: SandboxLink;
  db: Db;
  corpId: string;
  kills: Kills;
  timings: Record<string, number>;
}): Promise<Report> {
  const { options, server, sandbox, db, corpId } = deps;
  const funnel = await call(server.ready, api.analytics.funnel, { playbook: options.playbook });
  const sops = await call(server.ready, api.sops.list, {});
  const steps: Report["steps"] = [];
  for (const sop of sops.items) {
    const board = await call(server.ready, api.sops.board, { sopId: sop.id });
    steps.push(...board.steps.map((step) => ({ sop: sop.key, ...step })));
  }
  const { now } = await sandbox.clock();
  const { whileGone } = judgeWelcomes(await readWelcomes(db, corpId), deps.kills.outages);
  const invariants = [
    ...(await checkInvariants(db, corpId, deps.kills.outages)),
    ...truthInvariant(await call(server.ready, api.sync.truth, {}), await sandbox.truth()),
  ];
  const final = await stepsFinal(db, corpId, now);
  if (final) invariants.push(final);
  const phones = await readPhones(sandbox.url);
  const seen = [phonesShowStepsOnce(phones, await stepTexts(db, corpId)), doneWasReallyDone(phones, await handTasks(db, corpId))];
  invariants.push(...seen.filter(({ checked }) => checked > 0));
  return {
    playbook: options.playbook,
    seed: options.seed,
    customers: options.customers,
    days: options.days,
    funnel: funnel.steps,
    steps,
    invariants,
    ...(await stockOf(server)),
    wecomCalls: await sandbox.callTotals(),
    people: await sandbox.peopleStats(),
    missed: await missedWelcomes(db, corpId),
    ...(deps.kills.count > 0 ? { kills: killsOf(deps.kills, whileGone) } : {}),
    timings: deps.timings,
  };
}

async function stockOf({ ready }: ServerProcess): Promise<Pick<Report, "stock">> {
  const { items } = await call(ready, api.stock.list, {});
  if (items.length === 0) return {};
  const stock: NonNullable<Report["stock"]> = [];
  for (const { id, name } of items) {
    const { arrivals } = await call(ready, api.stock.get, { id });
    for (const { arrived, taken, waves, received, minutesTo80 } of arrivals.toReversed())
      stock.push({ product: name, arrived, taken, waves: waves.length, received, minutesTo80 });
  }
  return { stock };
}

const killsOf = ({ count, inHand, slowestStartMs }: Kills, whileGone: readonly string[]) => ({
  count,
  inHand,
  slowestStartMs,
  unwelcomed: whileGone.length,
  ...(whileGone.length > 0 ? { examples: whileGone.slice(0, 5) } : {}),
});

type Truth = OutputOf<typeof api.sync.truth>;

/** Family by family; one-way deletions that we know of are a part of the true ones (DESIGN §5b). */
function truthInvariant(ours: Truth, theirs: Truth): Invariant[] {
  const families = ["customers", "relations", "tags", "groups", "members"] as const;
  const different = families.filter((family) => ours.families[family].hash !== theirs.families[family].hash);
  const known = ours.oneWay.count <= theirs.oneWay.count ? [] : ["oneWay"];
  const wrong = [...different, ...known];
  const examples = wrong.map((name) =>
    name === "oneWay"
      ? `oneWay ${ours.oneWay.count} > ${theirs.oneWay.count}`
      : `${name} ${ours.families[name as (typeof families)[number]].count} / ${theirs.families[name as (typeof families)[number]].count}`,
  );
  return [
    {
      name: "serverTruthEqualsSandboxTruth",
      checked: families.length + 1,
      violations: wrong.length,
      ...(wrong.length > 0 ? { examples } : {}),
    },
  ];
}

/** Welcomes that could not be given, by reason. */
async function missedWelcomes(db: Db, corpId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ reason: string; n: number }>`select data->>'reason' as reason, count(*)::int as n from event
    where corp_id = ${corpId} and type = 'welcome.missed' group by 1 order by 1`.execute(db);
  return Object.fromEntries(rows.map((row) => [row.reason, row.n]));
}
