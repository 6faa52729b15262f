import { checks } from "./lib/checks.ts";
import { main } from "./lib/main.ts";
import { runSteps } from "./lib/steps.ts";

/** The fast part of `npm test`: what can be said without running anything. */
await main(async () => {
  const reports = await runSteps(checks);
  return reports.every(({ ok }) => ok) ? 0 : 1;
});
