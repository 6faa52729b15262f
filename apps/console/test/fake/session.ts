import type { Handlers } from "./handlers.ts";
import { now } from "./seed.ts";

const started = Date.now();

/** Who is signed in, and may do everything. */
export const session: Handlers["session"] = {
  current: () => ({
    user: { id: "usr_1", name: "林晓", email: "linxiao@zhaolu.example", role: "headOfCommunities" },
    corp: { id: "corp_demo", name: "朝露茶铺", timeZone: "Asia/Shanghai" },
    permissions: [
      "customers.read",
      "customers.write",
      "groups.read",
      "groups.write",
      "entrances.read",
      "entrances.write",
      "stores.write",
      "orders.read",
      "orders.write",
      "plays.read",
      "plays.write",
      "tasks.read",
      "tasks.write",
      "insight.read",
      "system.read",
      "system.write",
      "accounts.read",
      "accounts.write",
      "audit.read",
    ],
    clock: { now: new Date(now + (Date.now() - started)).toISOString(), rehearsal: true, speed: 1 },
  }),
};
