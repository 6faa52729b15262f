import type { Db } from "#db/connect";
import type { Clock } from "#kit/clock";
import type { WecomClients } from "../wecom-clients.ts";

export type InboxDeps = {
  db: Db;
  /** Connections that only callbacks use: pages and workers that keep all others busy must not keep WeCom waiting. */
  intake?: Db;
  clock: Clock;
  clients: WecomClients;
};
