import { setTimeout as pause } from "node:timers/promises";
import { connect } from "#db/connect";
import { systemClock } from "#kit/clock";
import { log } from "#kit/log";
import { createSecrets } from "#kit/secrets";
import * as customers from "#modules/customers";
import * as groups from "#modules/groups";
import * as tags from "#modules/tags";
import { createEngine } from "#worker";
import { createWecomClients } from "../../wecom-clients.ts";
import { inboxDuties } from "../index.ts";

/** The fetching as a process of its own, to be killed: `node sync-process.ts DATABASE_URL KEY`. Goes on until it is. */
const [url = "", key = ""] = process.argv.slice(2);
log.level = "silent";
const { db } = connect(url, { max: 6 });
const clients = createWecomClients({ secrets: createSecrets(db, key), clock: systemClock });
const nobody = { workerId: "nobody", round: () => Promise.resolve(0), nextDueAt: () => Promise.resolve(null) };
const handlers = [...tags.handlers, ...customers.handlers, ...groups.handlers];
const dispatchers = { answers: nobody, rest: nobody };
const engine = createEngine({ db, clock: systemClock, handlers, duties: inboxDuties({ clients }), dispatchers });
for (;;) {
  const done = (await engine.round("rest")) + (await engine.round("answers"));
  if (done === 0) await pause(50);
}
