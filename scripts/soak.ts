import { main } from "./lib/main.ts";
import { runs } from "./soak/runs.ts";
import { type Outcome, shown } from "./soak/outcome.ts";

/** The full-size runs that are too long for `npm test`: `npm run soak -- [NAME …]`, all of them without a name. */
await main(async (names) => {
  const unknown = names.filter((name) => !runs.has(name));
  if (unknown.length > 0) {
    console.error(`npm run soak -- [NAME …]; there is no ${unknown.join(", ")}; the names are: ${[...runs.keys()].join(", ")}`);
    return 2;
  }
  // `rehearsals` contains `rehearsal`.
  const chosen = names.length > 0 ? names : [...runs.keys()].filter((name) => name !== "rehearsal");
  const started = performance.now();
  const outcomes: Outcome[] = [];
  for (const name of chosen) {
    for await (const outcome of runs.get(name)?.() ?? []) {
      outcomes.push(outcome);
      console.log(shown(outcome));
    }
  }
  const count = (verdict: Outcome["verdict"]) => outcomes.filter((one) => one.verdict === verdict).length;
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  console.log(`${count("kept")} kept, ${count("broken")} broken, ${count("not run")} not run · ${minutes} min`);
  return count("broken") === 0 && count("kept") > 0 ? 0 : 1;
});
