import Fastify from "fastify";
import { connect } from "#db/connect";
import { systemClock } from "#kit/clock";
import { createSecrets } from "#kit/secrets";
import { registerCallback } from "../../http/callback.ts";
import { createWecomClients } from "../../wecom-clients.ts";

/** The way in as a process of its own, to be killed: `node intake-server.ts DATABASE_URL KEY`. Prints its address. */
const [url = "", key = ""] = process.argv.slice(2);
const { db } = connect(url, { max: 3 });
const server = Fastify();
const clients = createWecomClients({ secrets: createSecrets(db, key), clock: systemClock });
registerCallback(server, { db, clock: systemClock, clients });
process.stdout.write(`${await server.listen({ port: 0, host: "127.0.0.1" })}\n`);
