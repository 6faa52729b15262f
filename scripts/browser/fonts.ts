import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../lib/places.ts";
import { woffToSfnt } from "./woff.ts";

const source = path.join(repository, "node_modules/@fontsource/noto-sans-sc/files");
const cache = path.join(repository, "node_modules/.cache/shuke");
const fonts = path.join(cache, "fonts");

/** On Linux: a fontconfig file that adds our Chinese font to those of the machine and prefers it, so that pages look the same everywhere. */
export function fontEnvironment(): Record<string, string> {
  if (process.platform !== "linux" || !existsSync(source)) return {};
  mkdirSync(fonts, { recursive: true });
  for (const subset of ["chinese-simplified", "latin"]) {
    for (const weight of [400, 700]) unpack(`noto-sans-sc-${subset}-${weight}-normal`);
  }
  const file = path.join(cache, "fonts.conf");
  write(file, configuration());
  return { FONTCONFIG_FILE: file };
}

function unpack(name: string): void {
  const file = path.join(fonts, `${name}.ttf`);
  if (!existsSync(file)) write(file, woffToSfnt(readFileSync(path.join(source, `${name}.woff`))));
}

/** Several test files may do this at once. */
function write(file: string, content: string | Buffer): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, content);
  renameSync(next, file);
}

function configuration(): string {
  const preferences = ["sans-serif", "system-ui", "serif", "monospace"].map(
    (family) => `  <alias binding="strong"><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`,
  );
  // The font calls itself after its thinnest weight.
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${path.join(cache, "fontconfig")}</cachedir>
  <match target="scan">
    <test name="family"><string>Noto Sans SC Thin</string></test>
    <edit name="family" mode="assign"><string>Noto Sans SC</string></edit>
  </match>
${preferences.join("\n")}
</fontconfig>
`;
}
