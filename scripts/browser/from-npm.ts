import { spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { repository } from "../lib/places.ts";
import type { Found } from "./on-machine.ts";

const packageFolder = path.join(repository, "node_modules/@sparticuz/chromium");
const cache = path.join(repository, "node_modules/.cache/shuke");

/** The archives beside the browser: NSS, which a bare machine lacks, and software drawing. */
const ARCHIVES = ["al2023.tar.br", "swiftshader.tar.br"];

/** Unpacks the Chromium of npm (Linux on x64 only) once per version, 220 MB. */
export async function unpackFromNpm(): Promise<Found | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(packageFolder)) return undefined;
  const folder = path.join(cache, `chromium-${packageVersion()}`);
  if (!existsSync(folder)) await unpackInto(folder);
  const libraries = [path.join(folder, "lib"), process.env.LD_LIBRARY_PATH ?? ""].filter((part) => part !== "");
  return { executablePath: path.join(folder, "chromium"), env: { LD_LIBRARY_PATH: libraries.join(":") } };
}

async function unpackInto(folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  // Made aside and moved into place, so that an interrupted or a second run finds a whole browser or none.
  const making = mkdtempSync(`${folder}.`);
  try {
    const bin = path.join(packageFolder, "bin");
    await inflate(path.join(bin, "chromium.br"), path.join(making, "chromium"));
    for (const name of ARCHIVES) {
      const tar = path.join(making, "archive.tar");
      await inflate(path.join(bin, name), tar);
      const { status, stderr } = spawnSync("tar", ["-xf", tar, "-C", making, "--no-same-owner"], { encoding: "utf8" });
      if (status !== 0) throw new Error(`tar cannot unpack ${name}: ${stderr}`);
      rmSync(tar);
    }
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function inflate(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "unknown";
}
