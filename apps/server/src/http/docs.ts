import type { Endpoint } from "@shuke/contract";
import type { FastifyInstance } from "fastify";
import { openApi, schemaOf } from "./openapi.ts";

/** `/api/openapi.json` for programs, `/api/docs` for people: one page without script or foreign address. */
export function registerDocs(server: FastifyInstance, endpoints: readonly Endpoint[], publicUrl: () => string): void {
  let page: string | null = null;
  server.get("/api/openapi.json", () => openApi(endpoints, publicUrl()));
  server.get("/api/docs", (_request, reply) => {
    page ??= render(endpoints);
    return reply
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .type("text/html; charset=utf-8")
      .send(page);
  });
}

const style = `body{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem;color:#1f2329;background:#fff}
h2{margin-top:2.5rem;border-bottom:1px solid #dee0e3}summary{cursor:pointer;padding:.35rem 0}code{font-size:.95em}
pre{background:#f5f6f7;padding:1rem;overflow:auto;border-radius:6px;font-size:13px}.need{color:#5c6370;font-size:.85em}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#1b1b1d}pre{background:#28282b}.need{color:#a9afb8}h2{border-color:#3a3a3d}a{color:#7ab1ff}}`;

function render(endpoints: readonly Endpoint[]): string {
  const nouns = Map.groupBy(endpoints, ({ name }) => name.split(".")[0] ?? name);
  const sections = [...nouns]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([noun, list]) => `<section><h2>${escape(noun)}</h2>${list.map(entry).join("")}</section>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Shuke API</title><style>${style}</style></head><body><main><h1>Shuke 熟客 API</h1>
<p>Every call is <code>POST /api/&lt;name&gt;</code> with JSON in and out, and <code>Authorization: Bearer &lt;API key&gt;</code> or the session cookie.
A refusal is <code>{code, message, details?}</code>; its message follows <code>Accept-Language</code> (zh-CN, en).
Lists answer <code>{items, nextCursor}</code>: send the cursor back for the next page. For programs: <a href="/api/openapi.json">openapi.json</a>.</p>
${sections.join("\n")}</main></body></html>`;
}

function entry(endpoint: Endpoint): string {
  const json = (schema: Record<string, unknown>) => `<pre tabindex="0">${escape(JSON.stringify(schema, null, 2))}</pre>`;
  return `<details id="${escape(endpoint.name)}"><summary><code>${escape(endpoint.name)}</code> ${escape(endpoint.summary)}
<span class="need">${escape(endpoint.permission)}</span></summary><h3>In</h3>${json(schemaOf(endpoint.input, "input"))}
<h3>Out</h3>${json(schemaOf(endpoint.output, "output"))}</details>`;
}

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
