import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gateSettings } from "#actions";
import { sidebar } from "@shuke/phrases";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Html, html } from "./html.ts";
import { document, reasonLine } from "./layout.ts";
import { type Signer, staffToken } from "./session.ts";
import type { Answer, Visit } from "./visit.ts";

const dist = path.resolve(import.meta.dirname, "../../../../sidebar/dist");
const CDN = "https://wwcdn.weixin.qq.com/node/open/js/wecom-jssdk-2.0.2.js";
export const SIDEBAR_ASSETS = "/m/s/assets/";

/** The built program: one script, one style. Read once; null until it has been built. */
function readBuilt(): { script: string; style: string } | null {
  const folder = path.join(dist, "assets");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const script = names.find((name) => name.endsWith(".js"));
  const style = names.find((name) => name.endsWith(".css"));
  return script && style ? { script, style: readFileSync(path.join(folder, style), "utf8") } : null;
}
let built: ReturnType<typeof readBuilt> = null;

/**
 * The page beside a chat, for staff. It is painted as it arrives: the style and a shape of the page stand in it, and the words; the
 * script asks the client which chat this is, and the API who is in it. Its token lives in the page's memory only.
 */
export const sidebarPage =
  (signer: Signer, sandboxUrl: string | undefined) =>
  async ({ ctx, visitor, words, language }: Visit): Promise<Answer> => {
    built ??= readBuilt();
    const w = sidebar[language];
    if (visitor.userId === null || built === null) {
      const [reason, why] = visitor.userId === null ? ["not-staff", words.task.staffOnly] : ["not-built", w.notBuilt];
      const body = html`<h1>${words.problem.title}</h1>
        ${reasonLine(reason ?? "", why ?? "")}`;
      return document({ language, title: words.problem.title, body });
    }
    const boot = {
      token: staffToken(signer, { corpId: ctx.corpId, userId: visitor.userId }),
      language,
      now: ctx.now.toISOString(),
      timeZone: (await gateSettings(ctx.db, ctx.corpId)).timeZone,
      words: w,
    };
    return `<!doctype html>${
      html`<html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover" />
          <meta name="format-detection" content="telephone=no" />
          <meta name="color-scheme" content="light dark" />
          <title>${w.title}</title>
          <style>
            ${{ markup: built.style }}
          </style>
          <script src="${sandboxUrl === undefined ? CDN : `${sandboxUrl}/_sandbox/jssdk.js`}" defer></script>
          <script src="${SIDEBAR_ASSETS + built.script}" defer></script>
        </head>
        <body>
          <div id="app">${skeleton(w.loading)}</div>
          <script type="application/json" id="boot">
            ${json(boot)}
          </script>
        </body>
      </html>`.markup
    }`;
  };

/** What stands there until the first answer: the shape of a person's page. */
const skeleton = (loading: string): Html =>
  html`<main class="skeleton" aria-busy="true" aria-label="${loading}">
    <div class="card"><i class="bone round"></i><i class="bone wide"></i><i class="bone"></i></div>
    <div class="card"><i class="bone wide"></i><i class="bone wide"></i><i class="bone"></i></div>
    <div class="card"><i class="bone wide"></i><i class="bone"></i></div>
  </main>`;

/** Inside a script element nothing but an end tag is read as markup. */
const json = (value: unknown): Html => ({ markup: JSON.stringify(value).replaceAll("<", "\\u003c") });

/** A page that may load the client's JS-SDK, and ask the sandbox whether its signature is right. */
export function sidebarPolicy(sandboxUrl: string | undefined): string {
  const sandbox = sandboxUrl === undefined ? "" : ` ${new URL(sandboxUrl).origin}`;
  return [
    "default-src 'self'",
    `script-src 'self' https://wwcdn.weixin.qq.com${sandbox}`,
    `connect-src 'self' https://wwcdn.weixin.qq.com${sandbox}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: https:${sandbox}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors 'self'${sandbox}`,
  ].join("; ");
}

/** Names carry a hash of what is in them. */
export function sidebarAsset(request: FastifyRequest<{ Params: { file: string } }>, reply: FastifyReply): FastifyReply {
  const { file } = request.params;
  const full = path.join(dist, "assets", file);
  if (!/^[\w.-]+\.js$/.test(file) || !existsSync(full)) return reply.status(404).type("text/plain").send("no such file");
  return reply
    .type("text/javascript; charset=utf-8")
    .header("cache-control", "public, max-age=31536000, immutable")
    .send(readFileSync(full, "utf8"));
}
