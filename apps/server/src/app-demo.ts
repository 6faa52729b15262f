import { sql } from "kysely";
import { log } from "#kit/log";
import type { Core } from "./core.ts";
import { type Credentials, demoCredentials, letIn } from "./credentials.ts";
import { seedDemo } from "./demo/index.ts";
import type { SandboxCorp, SandboxLink } from "./sandbox-link.ts";
import { secretNames } from "./wecom-clients.ts";

export type Demo = { corp: SandboxCorp; credentials: Credentials };

/**
 * Demo mode: the corp, its secrets and the time are the sandbox's. We listen already, because the sandbox checks the
 * callback's address at once. Harmless when repeated.
 */
export async function enterDemo(core: Core, sandbox: SandboxLink): Promise<Demo> {
  const { config, db, clock } = core;
  const corp = await sandbox.corp();
  await sql`insert into corp (corp_id, name, created_at) values (${corp.corpId}, ${corp.name ?? "演示企业"}, ${clock.now()})
    on conflict (corp_id) do nothing`.execute(db);
  await keepSecrets(core, corp, sandbox.url);
  const credentials = demoCredentials(config.home);
  await letIn(core.auth, db, { corpId: corp.corpId, now: clock.now() }, credentials);
  if (config.roles.has("inbox")) await setCallback(core, sandbox, corp.corpId);
  if (config.roles.has("api")) await sandbox.setSidebar(corp.agentId, "熟客", `${core.publicUrl}/m/s`);
  await sandbox.follow(`${core.ownUrl}/_follow`, core.followKey);
  core.readiness.following = true;
  await seedDemo(core, sandbox, corp);
  return { corp, credentials };
}

/** Without callbacks the house still works, as a reconciliation finds later what it was not told; /readyz says so. */
async function setCallback(core: Core, sandbox: SandboxLink, corpId: string): Promise<void> {
  const url = `${core.publicUrl}/callback/wecom/${corpId}`;
  try {
    await sandbox.setCallback(url);
    core.readiness.callbacks = true;
  } catch (error) {
    core.readiness.callbacks = false;
    log.error({ err: error, url }, "the sandbox does not accept our callback address");
  }
}

/** The world must not wait for a server that is gone. An entering that is not over yet ends where it moves time. */
export async function leaveDemo(core: Core, sandbox: SandboxLink, entering: Promise<unknown>): Promise<void> {
  core.readiness.following = false;
  await sandbox.rest();
  await Promise.allSettled([entering]);
  await sandbox.unfollow(`${core.ownUrl}/_follow`).catch((error: unknown) => {
    log.warn({ err: error }, "the sandbox could not be told that we stop");
  });
}

async function keepSecrets({ secrets, wecom }: Core, corp: SandboxCorp, baseUrl: string): Promise<void> {
  await secrets.put(corp.corpId, secretNames.secret, corp.secret);
  await secrets.put(corp.corpId, secretNames.agentId, String(corp.agentId));
  await secrets.put(corp.corpId, secretNames.token, corp.token);
  await secrets.put(corp.corpId, secretNames.encodingAesKey, corp.encodingAesKey);
  await secrets.put(corp.corpId, secretNames.baseUrl, baseUrl);
  wecom.forget(corp.corpId);
}
