import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { main } from "../scripts/lib/main.ts";
import { type Bench, LUCKIN, type Row } from "./lib/row.ts";
import { watchSteal } from "./lib/steal.ts";

/** Every file here that measures something: its name is what one asks for. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "main.ts")
  .map((file) => file.replace(/\.ts$/, ""))
  .sort();

function shown({ name, value, unit, baseline, ratio, n, rssMiB }: Row): string {
  return `${name.padEnd(18)} ${String(value).padStart(10)} ${unit.padEnd(8)} ${ratio} × ${baseline}   n=${n}   ${rssMiB} MiB`;
}

/** `npm run bench -- [NAME …] [--json] [--scale 0.1 | --customers 50000]`: all of them without a name. Progress goes to stderr. */
await main(async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, scale: { type: "string", default: "1" }, customers: { type: "string" } },
  });
  const unknown = positionals.filter((name) => !names.includes(name));
  // Luckin's size has 1.8 million customers; the rest of a world goes along with them.
  const scale = values.customers === undefined ? Number(values.scale) : Number(values.customers) / LUCKIN.customers;
  if (unknown.length > 0 || !(scale > 0)) {
    console.error(`npm run bench -- [NAME …] [--json] [--scale 0.1 | --customers 50000]; the names are: ${names.join(", ")}`);
    return 2;
  }
  const ends: Array<() => Promise<void>> = [];
  try {
    for (const name of positionals.length > 0 ? positionals : names) {
      const { bench }: { bench: Bench } = await import(`./${name}.ts`);
      const progress = (words: string) => console.error(`${name}: ${words}`);
      const stolen = watchSteal();
      const rows = await bench({ scale, progress, atEnd: (end) => void ends.push(end) });
      progress(stolen());
      for (const row of rows) console.log(values.json ? JSON.stringify(row) : shown(row));
    }
  } finally {
    for (const end of ends.toReversed()) await end();
  }
  return 0;
});
