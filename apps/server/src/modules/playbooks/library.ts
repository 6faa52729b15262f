import { readdirSync, readFileSync } from "node:fs";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { parsePlaybook } from "./parse.ts";
import type { PlaybookDefinition } from "./types.ts";

/** The playbooks that come with Shuke: `playbooks/*.yaml` at the root of the repository. */
const folder = new URL("../../../../../playbooks/", import.meta.url);

export function shippedPlaybooks(): Array<{ key: string; yaml: string }> {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .toSorted()
    .map((file) => ({ key: file.slice(0, -".yaml".length), yaml: readFileSync(new URL(file, folder), "utf8") }));
}

export type Installed = { key: string; version: string; yaml: string; things: Array<{ kind: string; name: string }> };

export async function installedPlaybooks(ctx: Ctx): Promise<Map<string, Installed>> {
  const { rows } = await sql<Installed>`select key, version, yaml, things from playbook_install
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.key, row]));
}

/** The corp's own version when it is installed, else the one that comes with Shuke. */
export async function playbookYaml(ctx: Ctx, key: string): Promise<string> {
  const installed = (await installedPlaybooks(ctx)).get(key);
  const yaml = installed?.yaml ?? shippedPlaybooks().find((one) => one.key === key)?.yaml;
  if (yaml === undefined) throw new Problem("playbookUnknown", { key }, 404);
  return yaml;
}

export async function readPlaybook(ctx: Ctx, key: string): Promise<PlaybookDefinition> {
  return parsePlaybook(await playbookYaml(ctx, key));
}
