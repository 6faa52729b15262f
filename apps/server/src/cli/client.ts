import type { Endpoint, InputOf, OutputOf } from "@shuke/contract";
import { sql } from "kysely";
import { createApp } from "../app.ts";
import type { Config } from "#config";
import { startDatabase } from "#db/embedded";
import { StartupError } from "#db/startup-error";
import { newApiKey, putApiKey, removeApiKey } from "#modules/access";
import { readReady } from "../ready-file.ts";

export type CliClient = {
  /** Throws a StartupError with the API's own sentence when it refuses. */
  call<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>>;
  close(): Promise<void>;
};

type Answer = { status: number; body: unknown };
type Post = (name: string, body: string) => Promise<Answer>;

/** The API of the running server of this home; else of one that is put together here, on the database of this home. */
export async function openClient(config: Config): Promise<CliClient> {
  const ready = readReady(config.home);
  if (ready && ready.apiKey !== "") return clientOf(overHttp(ready.url, ready.apiKey), async () => {});
  return openHere(config);
}

function clientOf(post: Post, close: () => Promise<void>): CliClient {
  return {
    close,
    async call<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>> {
      const { status, body } = await post(endpoint.name, JSON.stringify(input));
      if (status !== 200) throw refusal(endpoint.name, status, body);
      return endpoint.output.parse(body) as OutputOf<E>;
    },
  };
}

function overHttp(url: string, apiKey: string): Post {
  return async (name, body) => {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", "accept-language": "zh-CN" };
    const answer = await fetch(`${url}/api/${name}`, { method: "POST", headers, body });
    return { status: answer.status, body: await answer.json() };
  };
}

/** No server runs: the same code without listening. What it plans is done by the next server that starts. */
async function openHere(config: Config): Promise<CliClient> {
  const database = await startDatabase({ home: config.home, url: config.databaseUrl });
  const app = await createApp({
    ...config,
    databaseUrl: database.url,
    sandboxUrl: undefined,
    roles: new Set(["api"]),
    logLevel: "warn",
  });
  const close = async () => {
    await app.stop();
    await database.stop();
  };
  const { db, clock } = app.core;
  const { rows } = await sql<{ corp_id: string }>`select corp_id from corp order by created_at, corp_id limit 1`.execute(db);
  const corpId = rows[0]?.corp_id;
  if (corpId === undefined) {
    await close();
    throw new StartupError(
      "No corp is set up yet. Run npm start for the demo, or: npm run cli -- corp set < corp.json",
      "还没有设置企业。体验请运行 npm start；正式使用请运行 npm run cli -- corp set < corp.json",
    );
  }
  const key = newApiKey();
  const name = `command ${process.pid}`;
  await putApiKey(db, { corpId, now: clock.now() }, { key, name, role: "owner" });
  const post: Post = async (endpoint, body) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const answer = await app.server.inject({ method: "POST", url: `/api/${endpoint}`, headers, payload: body });
    return { status: answer.statusCode, body: answer.json() };
  };
  return clientOf(post, async () => {
    await removeApiKey(db, corpId, name);
    await close();
  });
}

function refusal(name: string, status: number, body: unknown): StartupError {
  const told = typeof body === "object" && body !== null && "message" in body ? String(body.message) : `HTTP ${status}`;
  return new StartupError(`${name} was refused (HTTP ${status}): ${told}`, told);
}
