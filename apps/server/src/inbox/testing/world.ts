import Fastify from "fastify";
import { sql } from "kysely";
import { createSandbox, type RunningSandbox, type SandboxOptions } from "@shuke/sandbox";
import { createFollowedClock } from "#kit/clock";
import type { Ctx } from "#kit/ctx";
import { system } from "#kit/actor";
import { createSecrets } from "#kit/secrets";
import type { Handler } from "#log";
import { headOf, replay } from "#log";
import * as customers from "#modules/customers";
import * as groups from "#modules/groups";
import * as tags from "#modules/tags";
import { createEngine, type Engine } from "#worker";
import { createTestDatabase } from "../../../test/database.ts";
import { registerCallback } from "../../http/callback.ts";
import { createWecomClients, secretNames } from "../../wecom-clients.ts";
import { archiveDuties, createArchivePorts, inboxDuties, truth, truthLines } from "../index.ts";

const nobody = { workerId: "nobody", round: () => Promise.resolve(0), nextDueAt: () => Promise.resolve(null) };

/** Only the way in: sandbox, callbacks, inbox, log, people and groups. Nothing is sent. */
export async function createInboxWorld(options: SandboxOptions = {}) {
  const sandbox = await createSandbox({ start: "2026-03-02T01:00:00.000Z", profile: { staff: 3 }, ...options });
  const database = await createTestDatabase();
  const { db } = database;
  const { corpId, agentId, secret, token, encodingAesKey, followKey } = sandbox.corp;
  const clock = createFollowedClock(new Date(sandbox.clock().now));
  await sql`insert into corp (corp_id, name, created_at) values (${corpId}, 'test', ${clock.now()})`.execute(db);
  const secrets = createSecrets(db, "a key that only this test knows, long");
  const values = { secret, agentId: String(agentId), token, encodingAesKey, baseUrl: sandbox.url };
  for (const name of ["secret", "agentId", "token", "encodingAesKey", "baseUrl"] as const) {
    await secrets.put(corpId, secretNames[name], values[name]);
  }
  const clients = createWecomClients({ secrets, clock });
  const ports = createArchivePorts(secrets);
  const handlers: readonly Handler[] = [...tags.handlers, ...customers.handlers, ...groups.handlers];
  const engine: Engine = createEngine({
    db,
    clock,
    handlers,
    duties: [...inboxDuties({ clients }), ...archiveDuties({ clients, ports })],
    dispatchers: { answers: nobody, rest: nobody },
  });

  const server = Fastify();
  const deps = { db, clock, clients };
  await server.register((scope) => Promise.resolve(registerCallback(scope, deps)));
  server.post("/follow", async (request) => {
    const order = request.body as { mode: string; now: string };
    if (order.mode === "step") clock.step(new Date(order.now));
    if (order.mode !== "step") return { ok: true };
    const { nextDueAt } = await engine.drain();
    return { nextDueAt: nextDueAt?.toISOString() ?? null };
  });
  const url = await server.listen({ port: 0, host: "127.0.0.1" });
  const callbackUrl = `${url}/callback/wecom/${corpId}`;
  await sandbox.setCallback(callbackUrl);
  await sandbox.follow(`${url}/follow`, followKey);

  const ctx = (): Ctx => ({ db, corpId, actor: system("test"), now: clock.now() });
  return {
    sandbox,
    db,
    pool: database.pool,
    corpId,
    clock,
    clients,
    secrets,
    engine,
    handlers,
    server,
    deps,
    callbackUrl,
    ctx,
    truth: () => truth(ctx()),
    /** Both sides' lines, for a readable difference. */
    async lines(): Promise<{ ours: string[]; theirs: string[] }> {
      return { ours: await truthLines(db, corpId), theirs: await theirLines(sandbox) };
    },
    replay: () => replay(db, corpId, handlers, clock.now()),
    /** Every row of the projections, for before and after. */
    async rows(): Promise<Record<string, unknown[]>> {
      const all: Record<string, unknown[]> = {};
      for (const handler of handlers) {
        if (handler.kind !== "project") continue;
        for (const table of handler.tables) {
          const { rows } = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(table)} t
            where corp_id = ${corpId} order by to_jsonb(t)::text collate "C"`.execute(db);
          all[table] = rows.map((row) => row.row);
        }
      }
      return all;
    },
    head: () => headOf(db, corpId),
    async close() {
      await server.close();
      await ports.close();
      await clients.close();
      await sandbox.close();
      await database.drop();
    },
  };
}

export type InboxWorld = Awaited<ReturnType<typeof createInboxWorld>>;

async function theirLines(sandbox: RunningSandbox): Promise<string[]> {
  const stream = await (await fetch(`${sandbox.url}/_sandbox/truth?full=1`)).text();
  return stream
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { family, row } = JSON.parse(line) as { family: string; row: unknown[] };
      return `${family} ${JSON.stringify(row)}`;
    });
}

/** A contact way for one member of staff; answers the QR's url. */
export async function contactWay(world: InboxWorld, userId = "staff001", state = "poster"): Promise<string> {
  const client = await world.clients.of(world.corpId);
  const { config_id } = await client.contactWay.add({ type: 1, scene: 2, skip_verify: true, state, user: [userId] });
  return (await client.contactWay.get({ config_id })).contact_way.qr_code ?? "";
}

export async function joinWay(world: InboxWorld, chatIds: string[], state = "door"): Promise<string> {
  const client = await world.clients.of(world.corpId);
  const { config_id } = await client.joinWay.add({ scene: 2, chat_id_list: chatIds, auto_create_room: 0, state });
  return (await client.joinWay.get({ config_id })).join_way.qr_code ?? "";
}
