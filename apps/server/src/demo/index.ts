import { system } from "#kit/actor";
import { log } from "#kit/log";
import { hookSecret } from "#modules/orders";
import type { Core } from "../core.ts";
import type { SandboxCorp, SandboxLink } from "../sandbox-link.ts";
import { makeHistory } from "./history.ts";
import { seedBrand } from "./seed.ts";

/** Before ready: the brand. After it, in the background: its yesterday. */
export async function seedDemo(core: Core, sandbox: SandboxLink, corp: SandboxCorp): Promise<void> {
  const deps = { db: core.db, clock: core.clock, sandbox, corpId: corp.corpId };
  const { stores, history, playbook } = core.config.demo;
  if (stores === 0) return;
  await seedBrand(deps, { stores, playbook });
  if (!history) return;
  await openShop(core, sandbox, corp.corpId);
  makeHistory(deps, { stores }).catch((error: unknown) => {
    log.error({ err: error }, "the demo's history could not be made; the demo itself works");
  });
}

/** The brand's shop tells us of orders by the same signed hook as any other. Without it the demo only lacks orders. */
async function openShop({ db, clock, secrets, publicUrl }: Core, sandbox: SandboxLink, corpId: string): Promise<void> {
  try {
    const secret = await hookSecret({ db, corpId, actor: system("demo"), now: clock.now() }, secrets, Date.now());
    await sandbox.setShop({ url: `${publicUrl}/hooks/orders?corp=${encodeURIComponent(corpId)}`, secret });
  } catch (error) {
    log.warn({ err: error }, "the demo's shop could not be set up; there will be no orders");
  }
}
