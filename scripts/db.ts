import { writeFile } from "node:fs/promises";
import path from "node:path";
import { readCatalog } from "../apps/server/src/db/catalog.ts";
import { connect } from "../apps/server/src/db/connect.ts";
import { distribute, distributeProblems, distributeStatements } from "../apps/server/src/db/distribute.ts";
import { dumpSchema } from "../apps/server/src/db/dump-schema.ts";
import { startDatabase } from "../apps/server/src/db/embedded.ts";
import { generateTypes } from "../apps/server/src/db/generate-types.ts";
import { migrate } from "../apps/server/src/db/migrate.ts";
import { cloneTemplate, dropDatabase } from "../apps/server/src/db/template.ts";
import { main } from "./lib/main.ts";
import { home, repository } from "./lib/places.ts";

const USAGE = `npm run db -- COMMAND
  migrate   bring the database up to date
  schema    write apps/server/src/db/schema.sql and types.ts from the migrations
  url       print the address of the database (started for as long as this command runs with "hold")
  distribute [--print]   spread the tables over a Citus cluster by corp, or show how (docs/SCALE.md)
  hold      start the database and keep it until Ctrl-C`;

await main(async ([command, option]) => {
  const database = await startDatabase({ home: home(), url: process.env.DATABASE_URL, log: (line) => console.error(line) });
  try {
    switch (command) {
      case "migrate":
        for (const name of await migrate(database.url)) console.log(name);
        return 0;
      case "schema":
        await writeSchema(database.url);
        return 0;
      case "distribute":
        return await spread(database.url, option === "--print");
      case "url":
        console.log(database.url);
        return 0;
      case "hold":
        console.log(database.url);
        await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
        return 0;
      default:
        console.error(USAGE);
        return 2;
    }
  } finally {
    await database.stop();
  }
});

/** The schema is checked before anything is changed; DATABASE_URL names the coordinator. */
async function spread(url: string, onlyPrint: boolean): Promise<number> {
  await migrate(url, { log: (line) => console.error(line) });
  const connection = connect(url);
  try {
    const catalog = await readCatalog(connection.pool);
    const problems = distributeProblems(catalog);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) return 1;
    const statements = distributeStatements(catalog);
    if (onlyPrint) console.log(statements.map((statement) => `${statement};`).join("\n"));
    else console.error(`${await distribute(url, statements, (line) => console.error(line))} statements ran / 已执行`);
    return 0;
  } finally {
    await connection.close();
  }
}

/** Reads the catalog of a database made from nothing, not the one in use, which may be ahead or behind. */
async function writeSchema(adminUrl: string): Promise<void> {
  const url = await cloneTemplate(adminUrl, "shuke_schema");
  const connection = connect(url);
  try {
    const catalog = await readCatalog(connection.pool);
    const folder = path.join(repository, "apps/server/src/db");
    await writeFile(path.join(folder, "schema.sql"), dumpSchema(catalog));
    await writeFile(path.join(folder, "types.ts"), generateTypes(catalog));
    console.error(`Wrote schema.sql and types.ts: ${catalog.relations.length} tables / 已写好 ${catalog.relations.length} 张表`);
  } finally {
    await connection.close();
    await dropDatabase(url, adminUrl);
  }
}
