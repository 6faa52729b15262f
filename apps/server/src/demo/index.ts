import { log } from "#kit/log";
import type { Core } from "../core.ts";
import type { SandboxCorp, SandboxLink } from "../sandbox-link.ts";
import { makeHistory } from "./history.ts";
import { seedBrand } from "./seed.ts";

/** Before ready: the brand. After it, in the background: its yesterday. */
export async function seedDemo(core: Core, sandbox: SandboxLink, corp: SandboxCorp): Promise<void> {
  const deps = { db: core.db, clock: core.clock, sandbox, corpId: corp.corpId };
  const { stores, history } = core.config.demo;
  if (stores === 0) return;
  await seedBrand(deps, { stores });
  if (!history) return;
  makeHistory(deps, { stores }).catch((error: unknown) => {
    log.error({ err: error }, "the demo's history could not be made; the demo itself works");
  });
}
