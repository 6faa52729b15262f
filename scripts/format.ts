import { main } from "./lib/main.ts";
import { runBin } from "./lib/run.ts";

/** Writes the formatting; with paths, of these only. */
await main(async (args) => {
  const { code } = await runBin("oxfmt", args.length > 0 ? args : ["."], { show: true });
  return code;
});
