import type { Db } from "#db/connect";
import type { Clock } from "#kit/clock";
import type { WecomClients } from "../wecom-clients.ts";

export type InboxDeps = { db: Db; clock: Clock; clients: WecomClients };
