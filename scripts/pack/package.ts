import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repository } from "../lib/places.ts";
import { type Finished, run, runBin } from "../lib/run.ts";

interface Published {
  /** what is compiled, with all that it imports, from `src` */
  entries: readonly string[];
  /** commands that it brings along */
  bin: Readonly<Record<string, string>>;
  /** what goes along beside code and licence */
  also: readonly string[];
}

/** Packages that run without the rest. Node does not take types out of files in node_modules, so they go out as JavaScript. */
export const packages: ReadonlyMap<string, Published> = new Map<string, Published>([
  ["sandbox", { entries: ["index.ts", "main.ts"], bin: { "wecom-sandbox": "./dist/main.js" }, also: ["README.md", "conformance.json"] }],
  ["wecom", { entries: ["index.ts"], bin: {}, also: ["README.md"] }],
]);

/** Compiles a package and packs it into `out`; answers the tarball's path. */
export async function packPackage(name: string, out: string): Promise<string> {
  const published = packages.get(name);
  if (!published) throw new Error(`there is no package ${name} to publish`);
  const from = path.join(repository, "packages", name);
  const folder = mkdtempSync(path.join(tmpdir(), `shuke-pack-${name}-`));
  try {
    const code = path.join(folder, "dist");
    await compile(path.join(from, "src"), published.entries, folder, code);
    // What the code reads beside itself: pages, styles, pictures, behaviour.
    cpSync(path.join(from, "src"), code, { recursive: true, filter: (file) => !/\.(ts|md)$/.test(file) });
    const manifest = manifestOf(from, published);
    writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    for (const file of published.also) cpSync(path.join(from, file), path.join(folder, file));
    for (const file of ["LICENSE", "NOTICE"]) cpSync(path.join(repository, file), path.join(folder, file));
    mkdirSync(out, { recursive: true });
    await must("npm pack", npm(["pack", folder, "--silent", "--pack-destination", out]));
    return path.join(out, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compile(src: string, entries: readonly string[], folder: string, outDir: string): Promise<void> {
  const config = path.join(folder, "tsconfig.json");
  const typeRoots = [path.join(repository, "node_modules/@types")];
  const compilerOptions = { noEmit: false, declaration: true, rewriteRelativeImportExtensions: true, rootDir: src, outDir, typeRoots };
  const files = entries.map((entry) => path.join(src, entry));
  writeFileSync(config, JSON.stringify({ extends: path.join(repository, "tsconfig.base.json"), compilerOptions, files }));
  await must("tsc", runBin("tsc", ["-p", config]));
}

/** The npm that runs us, else the one on the PATH. */
function npm(args: readonly string[]): Promise<Finished> {
  const cli = process.env["npm_execpath"];
  return cli !== undefined && /npm-cli\.[cm]?js$/.test(cli) ? run(process.execPath, [cli, ...args]) : run("npm", args);
}

async function must(what: string, work: Promise<Finished>): Promise<void> {
  const { code, output } = await work;
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${output}`);
}

interface Manifest {
  name: string;
  version: string;
  license: string;
  type: string;
  dependencies: Record<string, string>;
}

/** The manifest as others see it; tests, sources and what only they need stay here. */
function manifestOf(from: string, { bin, also }: Published): Manifest & Record<string, unknown> {
  const { name, version, license, type, dependencies }: Manifest = JSON.parse(readFileSync(path.join(from, "package.json"), "utf8"));
  const entry = { types: "./dist/index.d.ts", default: "./dist/index.js" };
  return { name, version, license, type, engines: { node: ">=22" }, exports: { ".": entry }, bin, files: ["dist", ...also], dependencies };
}
