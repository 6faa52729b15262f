import { sql } from "kysely";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import type { Clock } from "#kit/clock";
import { requestSync } from "#inbox";
import { importStores } from "#modules/org";
import { installPlaybook } from "#modules/playbooks";
import type { SandboxLink } from "../sandbox-link.ts";
import { demoStores, managerId, organisation, storesCsv } from "./brand.ts";

export type SeedDeps = { db: Db; clock: Clock; sandbox: SandboxLink; corpId: string };

/**
 * The demo brand, as an operator would set it up on the first day: directory read, stores imported, the playbook
 * installed. Harmless when repeated: every part is known by its name.
 */
export async function seedBrand(deps: SeedDeps, options: { stores: number; playbook?: string | undefined }): Promise<void> {
  const { db, corpId, sandbox } = deps;
  const { rows } = await sql`select from playbook_install where corp_id = ${corpId}`.execute(db);
  if (rows.length > 0) return;
  const stores = demoStores(options.stores);
  await sql`update corp set name = '山禾咖啡' where corp_id = ${corpId}`.execute(db);
  await sandbox.setUp(organisation(stores));
  await requestSync(ctxOf(deps));
  await sandbox.advance("5s");
  const csv = storesCsv
    .trim()
    .split("\n")
    .slice(0, options.stores + 1)
    .join("\n");
  await importStores(ctxOf(deps), { csv: withManagers(csv), datum: "gcj02", dryRun: false });
  await installPlaybook(ctxOf(deps), { key: options.playbook ?? "store-community" });
  // Tags first, then the codes that need them, then their pictures.
  await sandbox.advance("30s");
}

function ctxOf({ db, corpId, clock }: SeedDeps): Ctx {
  return { db, corpId, actor: system("demo"), now: clock.now() };
}

function withManagers(csv: string): string {
  return csv
    .split("\n")
    .map((line, i) => `${line},${i === 0 ? "manager" : managerId(i - 1)}`)
    .join("\n");
}
