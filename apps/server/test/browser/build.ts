import { buildApps } from "../../../../scripts/start/build.ts";

/** Once per run, before any browser opens: the console as it is in the sources. Nothing happens when it is built already. */
export async function setup(): Promise<void> {
  await buildApps((line) => console.error(line));
}
