import path from "node:path";
import { main } from "./lib/main.ts";
import { packages, packPackage } from "./pack/package.ts";

/** `npm run pack -- [NAME …] [--out FOLDER]`: packages that are worth installing alone, as tarballs; their paths go to stdout. */
await main(async (args) => {
  const at = args.indexOf("--out");
  const given = at < 0 ? undefined : args.splice(at, 2)[1];
  const unknown = args.filter((name) => !packages.has(name));
  if (unknown.length > 0 || (at >= 0 && given === undefined)) {
    console.error(`npm run pack -- [NAME …] [--out FOLDER]; the names are: ${[...packages.keys()].join(", ")}`);
    return 2;
  }
  const out = path.resolve(process.env["INIT_CWD"] ?? process.cwd(), given ?? ".");
  for (const name of args.length > 0 ? args : packages.keys()) console.log(await packPackage(name, out));
  return 0;
});
