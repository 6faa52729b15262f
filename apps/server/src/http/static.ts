import { existsSync } from "node:fs";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** The built console. */
export const consoleDist = path.resolve(import.meta.dirname, "../../../console/dist");

const YEAR = 31_536_000;

/** Serves the console at `/`. Names under assets/ carry a hash of their content and are kept for ever; the page is not. */
export async function registerConsole(server: FastifyInstance, dist: string = consoleDist): Promise<void> {
  if (!existsSync(path.join(dist, "index.html"))) {
    server.get("/", (_request, reply) => reply.status(503).type("text/html; charset=utf-8").send(missing));
    return;
  }
  await server.register(fastifyStatic, {
    root: dist,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const hashed = file.includes(`${path.sep}assets${path.sep}`);
      reply.header("cache-control", hashed ? `public, max-age=${YEAR}, immutable` : "no-cache");
    },
  });
}

/** Addresses inside the console (history API) all answer with its page; files and machine paths do not. */
export function isConsolePage(method: string, url: string, accept: string | undefined): boolean {
  const { pathname } = new URL(url, "http://console");
  if (method !== "GET" || !(accept ?? "").includes("text/html")) return false;
  if (/^\/(api|m|callback|hooks|_follow)(\/|$)/.test(pathname)) return false;
  return path.extname(pathname) === "";
}

const missing = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>熟客 Shuke</title>
<main style="font:16px/1.8 system-ui;max-width:40rem;margin:15vh auto;padding:0 1rem"><h1>控制台还没有构建</h1>
<p>服务本身在运行。请用 <code>npm start</code> 启动，它会先构建控制台；接口说明在 <a href="/api/docs">/api/docs</a>。</p>
<p lang="en">The console has not been built. The server itself is running: <code>npm start</code> builds the console first.</p></main></html>`;
