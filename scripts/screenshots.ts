import { copyFileSync, mkdirSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "./browser.ts";
import { main } from "./lib/main.ts";
import { repository } from "./lib/places.ts";
import { createBrandWorld } from "./screenshots/brand-world.ts";
import { createCamera } from "./screenshots/camera.ts";
import { shootConsole } from "./screenshots/console.ts";
import { shootPhones } from "./screenshots/phones.ts";
import { buildApps } from "./start/build.ts";

const USAGE = `npm run screenshots -- [--out FOLDER] [--keep-docs]
  Takes a picture of every page into FOLDER (a new temporary one by default), and those of the READMEs into docs/images.
  --keep-docs  leaves docs/images alone`;

/** Pictures of the READMEs: name there ← name here. */
const DOCS: Readonly<Record<string, string>> = {
  "today.png": "console-today",
  "today.en.png": "console-today.en",
  "sop-board.png": "console-sop-board",
  "sop-board.en.png": "console-sop-board.en",
  "calendar.png": "console-calendar",
  "calendar.en.png": "console-calendar.en",
  "send.png": "console-send",
  "send.en.png": "console-send.en",
  "panel.png": "panel-find-store",
  "panel.en.png": "panel-find-store.en",
  "find-store.png": "phone-find-store-near",
  "find-store.en.png": "phone-find-store-near.en",
};
const DOCS_LIMIT_KB = 500;

await main(async (args) => {
  const { values } = parseArgs({ args, options: { out: { type: "string" }, "keep-docs": { type: "boolean" }, help: { type: "boolean" } } });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const say = (line: string): void => console.error(line);
  const out =
    values.out === undefined ? mkdtempSync(path.join(tmpdir(), "shuke-pictures-")) : path.resolve(process.env.INIT_CWD ?? ".", values.out);
  await buildApps(say);
  const world = await createBrandWorld(say);
  const browser = await launchBrowser();
  try {
    const camera = createCamera(browser, out);
    await shootConsole(world, camera);
    await shootPhones(world, camera);
    console.log(`${camera.taken()} pictures in ${out} / ${camera.taken()} 张截图在 ${out}`);
  } finally {
    await browser.close();
    await world.stop();
  }
  return values["keep-docs"] === true ? 0 : publish(out);
});

function publish(out: string): number {
  const folder = path.join(repository, "docs", "images");
  mkdirSync(folder, { recursive: true });
  let heavy = 0;
  for (const [name, taken] of Object.entries(DOCS)) {
    const from = path.join(out, `${taken}.png`);
    const kilobytes = Math.ceil(statSync(from).size / 1024);
    copyFileSync(from, path.join(folder, name));
    console.log(`docs/images/${name} ${kilobytes} KB${kilobytes > DOCS_LIMIT_KB ? `: more than ${DOCS_LIMIT_KB} KB` : ""}`);
    if (kilobytes > DOCS_LIMIT_KB) heavy += 1;
  }
  return heavy === 0 ? 0 : 1;
}
