import { writeFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles } from "./files.ts";

for (const { file, text } of generatedFiles()) {
  writeFileSync(file, text);
  process.stderr.write(`${path.relative(process.cwd(), file)}\n`);
}
