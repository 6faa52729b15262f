import { newApiKey, putApiKey } from "#modules/access";
import { firstCorp } from "#modules/org";
import type { Core } from "./core.ts";

/**
 * The key with which commands of this machine's user talk to the running server (ready.json, 0600). A new one at every
 * start; empty while no corp is set up, for then there is nothing to open.
 */
export async function keepCliKey({ db, clock }: Core): Promise<string> {
  const corpId = await firstCorp(db);
  if (corpId === null) return "";
  const key = newApiKey();
  await putApiKey(db, { corpId, now: clock.now() }, { key, name: "command line", role: "owner" });
  return key;
}
