import { chromium, type Browser } from "playwright-core";
import { fontEnvironment } from "./browser/fonts.ts";
import { installWithApt } from "./browser/from-apt.ts";
import { findOnMachine, runs, type Found } from "./browser/on-machine.ts";
import { unpackFromNpm } from "./browser/from-npm.ts";

export type BrowserSource = "machine" | "npm" | "apt";

export interface FoundBrowser {
  source: BrowserSource;
  executablePath: string;
  args: string[];
  /** Libraries and fonts; to be added to the environment of the browser. */
  env: Record<string, string>;
}

/** Containers and root cannot use Chromium's own sandbox; the pages are ours. A small /dev/shm would crash it. */
const ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none", "--force-color-profile=srgb", "--lang=zh-CN"];

const SOURCES: Record<BrowserSource, () => Promise<Found | undefined>> = {
  machine: () => Promise.resolve(findOnMachine()),
  npm: unpackFromNpm,
  apt: installWithApt,
};

/**
 * The browser for tests and screenshots: the machine's own, else the one from npm, else (as root on Debian) one from apt. Throws when
 * none runs. SHUKE_BROWSER names a program, or one of the sources.
 */
export async function findBrowser(only?: BrowserSource): Promise<FoundBrowser> {
  const failures: string[] = [];
  for (const source of sources(only)) {
    try {
      const found = await SOURCES[source]();
      const failure = found === undefined ? "none" : runs(found);
      if (found !== undefined && failure === undefined) {
        return { source, executablePath: found.executablePath, args: ARGS, env: { ...found.env, ...fontEnvironment() } };
      }
      failures.push(`${source}: ${failure}`);
    } catch (error) {
      failures.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `No browser runs on this machine (${failures.join("; ")}). Install chromium, or set SHUKE_BROWSER to one.\n` +
      `这台机器上没有能用的浏览器（${failures.join("；")}）。请安装 chromium，或用 SHUKE_BROWSER 指定一个。`,
  );
}

/** Starts the browser without a window. The caller closes it. */
export async function launchBrowser(only?: BrowserSource): Promise<Browser> {
  const { executablePath, args, env } = await findBrowser(only);
  return chromium.launch({ executablePath, args, headless: true, env: { ...definedEnv(), ...env } });
}

function sources(only: BrowserSource | undefined): BrowserSource[] {
  if (only !== undefined) return [only];
  const wanted = process.env.SHUKE_BROWSER;
  return wanted === "npm" || wanted === "apt" || wanted === "machine" ? [wanted] : ["machine", "npm", "apt"];
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

if (import.meta.main) {
  const [source, file = "browser.png"] = process.argv.slice(2);
  const browser = await launchBrowser(source === "machine" || source === "npm" || source === "apt" ? source : undefined);
  const page = await browser.newPage({ viewport: { width: 480, height: 200 } });
  await page.setContent("<h1>熟客 Shuke</h1><p>一家店的<b>社群</b>，从第一次扫码到第一个月。今天 14:05</p>");
  await page.screenshot({ path: file });
  console.error(`${browser.version()} → ${file}`);
  await browser.close();
}
