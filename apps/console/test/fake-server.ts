/**
 * A stand-in for the server while pages are built and looked at: it serves `apps/console/dist` and answers every
 * endpoint with invented data that the contract's own schemas have checked. `node apps/console/test/fake-server.ts --port 5199`.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { api } from "@shuke/contract";
import type { Endpoint } from "@shuke/contract";
import { emptied, kept } from "./fake/empty.ts";
import { pictureSvg } from "./fake/contents.ts";
import { qrSvg } from "./fake/entrances.ts";
import { handlers, Refusal } from "./fake/handlers.ts";
import { calm } from "./fake/operations.ts";

/** `full`: a corp in its second month. `empty`: nothing yet. `error`: every list fails. `out`: not signed in. */
export type Scene = "full" | "empty" | "error" | "out";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};
const dist = join(import.meta.dirname, "../dist");

type Call = { endpoint: Endpoint; answer: (input: unknown) => unknown };
const calls = new Map<string, Call>();
for (const [noun, verbs] of Object.entries(api)) {
  // The page beside the chat is a program of its own; the console asks nothing of it.
  if (noun === "sidebar") continue;
  for (const [verb, endpoint] of Object.entries(verbs as Record<string, Endpoint>)) {
    const group = handlers[noun as keyof typeof handlers] as Record<string, (input: never) => unknown>;
    const handler = group[verb];
    if (!handler) throw new Error(`no fake for ${noun}.${verb}`);
    calls.set(endpoint.name, { endpoint, answer: (input) => handler(input as never) });
  }
}

/** One answer as the wire would carry it; what does not fit the contract is an error of the fake itself. */
export function answer(name: string, body: unknown, scene: Scene): { status: number; body: unknown } {
  const found = calls.get(name);
  if (!found) return { status: 404, body: { code: "unknownEndpoint", message: name, details: { name } } };
  if (scene === "out" && found.endpoint.permission !== "public") return { status: 401, body: { code: "unauthorized", message: "" } };
  if (scene === "error" && name !== "session.current")
    return { status: 500, body: { code: "internal", message: "", details: { ref: "req_7f3a91" } } };
  const input = found.endpoint.input.safeParse(body);
  if (!input.success)
    return {
      status: 400,
      body: { code: "invalidInput", message: "", details: { issues: input.error.issues.map(({ path, message }) => ({ path, message })) } },
    };
  try {
    const raw = found.answer(input.data);
    const quiet = scene === "empty" && name === "system.health" ? calm : raw;
    const shown = scene === "empty" && !kept.has(name) ? emptied(quiet) : quiet;
    return { status: 200, body: found.endpoint.output.parse(shown) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: error.body };
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === "" ? {} : JSON.parse(text);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}

export async function startFake({ port = 0, scene = "full" }: { port?: number; scene?: Scene } = {}): Promise<{
  url: string;
  scene: (next: Scene) => void;
  close: () => Promise<void>;
}> {
  let now = scene;
  const server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? "/", "http://fake").pathname;
      if (path === "/api/auth/sign-in/email") {
        const body = (await bodyOf(request)) as { password?: string };
        if (body.password === "wrong")
          return send(
            response,
            401,
            "application/json",
            JSON.stringify({ code: "INVALID_EMAIL_OR_PASSWORD", message: "Invalid email or password" }),
          );
        if (now === "out") now = "full";
        return send(response, 200, "application/json", "{}");
      }
      if (path === "/api/auth/sign-out") {
        now = "out";
        return send(response, 200, "application/json", "{}");
      }
      if (path.startsWith("/api/files/"))
        return send(response, 200, "image/svg+xml", pictureSvg(path.slice("/api/files/".length).slice(0, 64)));
      if (path.startsWith("/api/")) {
        const said = answer(path.slice(5), await bodyOf(request), now);
        return send(response, said.status, "application/json", JSON.stringify(said.body));
      }
      if (path.startsWith("/m/qr/")) return send(response, 200, "image/svg+xml", qrSvg(path));
      const file = normalize(join(dist, path));
      const inside = file.startsWith(dist) && extname(file) !== "";
      const content = inside ? await readFile(file).catch(() => null) : null;
      if (content) return send(response, 200, types[extname(file)] ?? "application/octet-stream", content);
      return send(response, 200, "text/html; charset=utf-8", await readFile(join(dist, "index.html")));
    })().catch((error: unknown) => send(response, 500, "text/plain", String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    scene: (next) => {
      now = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "5199" }, scene: { type: "string", default: "full" } } });
  const fake = await startFake({ port: Number(values.port), scene: values.scene as Scene });
  process.stdout.write(`${fake.url}\n`);
}
