import pg from "pg";
import { createApp } from "../../../apps/server/src/app.ts";
import { readConfig } from "../../../apps/server/src/config.ts";
import { handlersOf } from "../../../apps/server/src/registry.ts";
import { type Fill, makeHelpers, sizeOf } from "./bulk.ts";
import { fillGroups } from "./groups.ts";
import { fillInsight } from "./insight.ts";
import { fillLog } from "./log.ts";
import { fillOrders } from "./orders.ts";
import { fillOrg } from "./org.ts";
import { fillPeople } from "./people.ts";
import { fillPlays } from "./plays.ts";
import { makeGroups, makePeople } from "./scratch.ts";
import { fillWork } from "./work.ts";

export interface World {
  url: string;
  corpId: string;
  now: Date;
  scale: number;
  progress: (words: string) => void;
}

type Handlers = ReadonlyArray<{ name: string; version: number }>;

/** Fills an empty, migrated database with a corp of Luckin's size × scale whose history ends at `now`. */
export async function fillWorld({ url, corpId, now, scale, progress }: World, handlers: Handlers): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "shuke luckin" });
  await client.connect();
  try {
    await client.query(
      "set maintenance_work_mem = '1GB'; set work_mem = '256MB'; set hash_mem_multiplier = 4; set synchronous_commit = off; set timezone = 'UTC'",
    );
    const fill: Fill = { client, corpId, now, size: sizeOf(scale), progress };
    await makeHelpers(client);
    await makePeople(fill);
    await makeGroups(fill);
    await fillOrg(fill);
    await fillPeople(fill);
    await fillGroups(fill);
    const plays = await fillPlays(fill);
    await fillInsight(fill);
    await fillWork(fill, plays);
    await fillLog(fill, handlers);
    await fillOrders(fill);
    await client.query("set client_min_messages = error; drop schema luckin cascade");
    // Hint bits and the visibility map are there in a database that has lived; without them first readers would write them.
    await client.query("vacuum (analyze)");
  } finally {
    await client.end();
  }
}

/** The handlers of the whole server, from the server itself. */
export async function handlersAt(url: string, home: string): Promise<Handlers> {
  const app = await createApp(readConfig(["--run=api"], { DATABASE_URL: url, SHUKE_HOME: home, PORT: "0", LOG_LEVEL: "error" }));
  const handlers = handlersOf(app.core).map(({ name, version }) => ({ name, version }));
  await app.stop();
  return handlers;
}
