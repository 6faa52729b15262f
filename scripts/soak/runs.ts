import { stripVTControlCharacters } from "node:util";
import { runBin } from "../lib/run.ts";
import { attack } from "./attack.ts";
import { busy, type Outcome, timed } from "./outcome.ts";
import { figures, rehearse, type Report, troubles } from "./rehearsal.ts";
import { nearestStores } from "./stores.ts";

/** The bound of the plan for 2,000 people and 30 days on two quiet cores. */
const SECONDS = 180;
const FULL = ["--customers", "2000", "--days", "30"];
/** What every rehearsal of full size must have tried. */
const LAWS = [
  "welcomeWithin20s",
  "personBudget",
  "staffAttention",
  "quietHours",
  "stepOnce",
  "doneHasEvidence",
  "stepStatesSum",
  "gaplessEvents",
  "actionsSettled",
  "serverTruthEqualsSandboxTruth",
  "stepsFinal",
  "phonesShowStepsOnce",
] as const;
/** With lost callbacks and kills a welcome may be gone for ever; these may not break. */
const UNDER_CHAOS = LAWS.filter((law) => law !== "welcomeWithin20s");

type Run = () => AsyncIterable<Outcome>;

/** Every long run by its name. */
export const runs: ReadonlyMap<string, Run> = new Map<string, Run>([
  ["rehearsals", rehearsals],
  ["rehearsal", () => one(healthy(7))],
  ["playbooks", () => playbooks()],
  ["playbooks-killed", () => playbooks(["--kills", "8", "--kill-every", "20"])],
  ["slow", () => one(slow())],
  ["chaos", () => one(chaos())],
  ["attack", () => one(timed("attack", attack))],
  ["gate", () => one(tests("gate", ["--project", "soak", "gate", "handover", "scale-out", "segments"]))],
  ["forecast", () => one(tests("forecast", ["--project", "soak", "forecast"]))],
  ["histories", () => one(tests("histories", ["--project", "db", "apps/server/src/inbox/histories.test.ts"], { SHUKE_RUNS: "60" }))],
  ["properties", properties],
  ["liars", () => one(liars())],
  ["stores", () => one(timed("stores", nearestStores))],
]);

async function* one(outcome: Promise<Outcome>): AsyncIterable<Outcome> {
  yield await outcome;
}

async function* rehearsals(): AsyncIterable<Outcome> {
  for (let seed = 1; seed <= 10; seed += 1) yield await healthy(seed);
}

/** `npm test` asks the same examples each time; here every property meets new ones. */
async function* properties(): AsyncIterable<Outcome> {
  for (let round = 1; round <= 5; round += 1) {
    yield await tests(`properties ${round}`, ["--project", "rules", "--project", "db", "--project", "console"], {
      PROPERTY_SEED: "random",
    });
  }
}

/** Every playbook, each long enough that its last step comes; how many days follows from its own clock. */
const BOOKS = [
  ["store-community", "20"],
  ["entry-funnel-7", "22"],
  ["newcomer-30-days", "42"],
  ["group-first-month", "52"],
  ["weekly-columns", "20"],
  ["stock-notice", "20"],
] as const;
/** Staff as they are: of five managers one lies, one is late and one never does anything. And two in a hundred calls go wrong. */
const HARD = ["--customers", "60", "--stores", "5", "--liars", "0.2", "--late", "0.2", "--never", "0.2", "--faults", "0.02"];

/** `kills`: the server dies without warning, at chosen instants and whenever it has been there for twenty real seconds. */
async function* playbooks(kills: readonly string[] = []): AsyncIterable<Outcome> {
  for (const [playbook, days] of BOOKS) {
    for (let seed = 1; seed <= 10; seed += 1) {
      yield await timed(`${playbook} seed ${seed}`, async () => {
        const report = await rehearse([...HARD, "--days", days, "--seed", String(seed), ...kills], playbook);
        return judged(report, [...troubles(report, "all"), ...untried(report)], kills.length > 0 ? `; ${killed(report)}` : "");
      });
    }
  }
}

/** Without these a run has shown nothing of SOPs. */
const untried = (report: Report) => troubles(report, ["stepOnce", "stepsFinal", "phonesShowStepsOnce", "serverTruthEqualsSandboxTruth"]);

/** Whom nobody could welcome since the server was gone is told, not hidden: `unwelcomed`, and `missed` by its reason. */
const killed = (report: Report) =>
  `kills ${JSON.stringify(report["kills"])}, missed ${JSON.stringify(report["missed"])} in ${((report.timings["playMs"] as number) / 1000).toFixed(0)} s`;

/** Nothing is planted, so nothing may be broken, and it must be quick. */
function healthy(seed: number): Promise<Outcome> {
  return timed(`rehearsal seed ${seed}`, async () => {
    const report = await rehearse([...FULL, "--seed", String(seed)]);
    const seconds = (report.timings["totalMs"] as number) / 1000;
    const late = seconds > SECONDS ? [`took ${seconds.toFixed(0)} s instead of ${SECONDS} (${busy()})`] : [];
    return judged(report, [...troubles(report, LAWS), ...troubles(report, "all"), ...late]);
  });
}

/** Welcomes that take 25 s must be found late: else the law of the 20 s proves nothing. */
function slow(): Promise<Outcome> {
  return timed("slow", async () => {
    const report = await rehearse(["--customers", "300", "--days", "12", "--seed", "7", "--slow-welcome", "25"]);
    const law = report.invariants.find(({ name }) => name === "welcomeWithin20s");
    const found = law !== undefined && law.violations === law.checked && law.checked > 0;
    return judged(report, found ? [] : ["the slow welcomes were not found"], `, ${law?.violations ?? 0} late welcomes found`);
  });
}

/** Half of the managers tick without doing: nothing of that may count as done, and honest work must still be seen. */
function liars(): Promise<Outcome> {
  return timed("liars", async () => {
    const report = await rehearse(["--customers", "300", "--days", "20", "--stores", "12", "--seed", "7", "--liars", "0.5"]);
    const law = report.invariants.find(({ name }) => name === "doneWasReallyDone");
    const seen = law !== undefined && law.checked > 0 ? [] : ["no honest work was seen"];
    return judged(report, [...troubles(report, "all"), ...seen], `, ${law?.checked ?? 0} done by hand and shown`);
  });
}

function chaos(): Promise<Outcome> {
  return timed("chaos", async () => {
    const faults = ["--lose", "0.05", "--repeat", "0.05", "--reorder", "--kills", "10"];
    const report = await rehearse(["--customers", "600", "--days", "30", "--seed", "7", ...faults]);
    return judged(
      report,
      troubles(report, UNDER_CHAOS),
      `; missed ${JSON.stringify(report["missed"])}, kills ${JSON.stringify(report["kills"])}`,
    );
  });
}

function tests(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return timed(name, async () => {
    const { code, output } = await runBin("vitest", ["run", ...args], { env: { ...env, NODE_ENV: "test" }, show: true });
    const passed = /Tests\s+(\d+) passed \(\1\)/u.exec(stripVTControlCharacters(output))?.[1];
    if (code !== 0 || passed === undefined) return { verdict: "broken", words: `vitest ended with ${code}` };
    return { verdict: "kept", words: `${passed} tests passed` };
  });
}

function judged(report: Report, wrong: readonly string[], more = ""): Pick<Outcome, "verdict" | "words"> {
  const different = [...new Set(wrong)];
  if (different.length > 0) return { verdict: "broken", words: `${different.join("; ")} · ${figures(report)}${more}` };
  return { verdict: "kept", words: figures(report) + more };
}
