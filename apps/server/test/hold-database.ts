import { startDatabase } from "../src/db/embedded.ts";

/** Holds the database of a home until it is killed: `node hold-database.ts HOME 15|18`. */
const [home = "", major] = process.argv.slice(2);
const { url } = await startDatabase({ home, major: major === "15" ? 15 : 18, mode: "throwaway" });
console.log(url);
setInterval(() => {}, 60_000);
