import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Language } from "@shuke/phrases";
import { type Html, html } from "./html.ts";

const source = (name: string) => readFileSync(new URL(`../../../../h5/src/${name}`, import.meta.url), "utf8");

/** The whole style is small enough to stand in the page: the first paint waits for nothing. */
const style = source("page.css")
  .replaceAll(/\/\*[^]*?\*\//gu, "")
  .replaceAll(/\s*\n\s*/gu, "");

/** The page's only script, without its comments; pages work without it. */
export const script = source("page.js").replaceAll(/^\s*(\/\/|\/\*\*).*\n/gmu, "");
export const scriptPath = `/m/page.${createHash("sha256").update(script).digest("hex").slice(0, 10)}.js`;

/** A whole page: one column, nothing to load but one deferred script. */
export function document(page: { language: Language; title: string; body: Html; bottom?: Html }): string {
  return `<!doctype html>${
    html`<html lang="${page.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover" />
        <meta name="format-detection" content="telephone=no" />
        <title>${page.title}</title>
        <style>
          ${{ markup: style }}
        </style>
        <script src="${scriptPath}" defer></script>
      </head>
      <body>
        <main>${page.body}</main>
        ${page.bottom ? html`<footer>${page.bottom}</footer>` : null}
      </body>
    </html>`.markup
  }`;
}

/** A line that says why it does not go on; robots and tests read the reason. */
export const reasonLine = (reason: string, words: string): Html =>
  html`<p class="notice" role="status" data-reason="${reason}">${words}</p>`;
