import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServer } from "./server.ts";
import { registerConsole } from "./static.ts";

const dist = mkdtempSync(path.join(tmpdir(), "shuke-dist-"));
let built: FastifyInstance;
let bare: FastifyInstance;

beforeAll(async () => {
  mkdirSync(path.join(dist, "assets"));
  writeFileSync(path.join(dist, "index.html"), "<!doctype html><title>console</title>");
  writeFileSync(path.join(dist, "assets", "main-4f2a.js"), "export {}");
  const options = { sandboxUrl: undefined, trustedProxies: [] };
  built = await createServer(options);
  await registerConsole(built, dist);
  bare = await createServer(options);
  await registerConsole(bare, path.join(dist, "nothing"));
});
afterAll(async () => {
  await built.close();
  await bare.close();
  rmSync(dist, { recursive: true });
});

const page = (url: string, accept = "text/html,application/xhtml+xml") => built.inject({ method: "GET", url, headers: { accept } });

describe("the built console", () => {
  test.each(["/", "/customers/cus_1?tab=timeline", "/sops"])("answers %s with its page, which is not kept", async (url) => {
    const answer = await page(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("<title>console</title>");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    expect(answer.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  });

  test("files with a hash in their name are kept for ever", async () => {
    const answer = await page("/assets/main-4f2a.js", "*/*");
    expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(answer.headers["content-type"]).toContain("javascript");
  });

  test.each(["/assets/gone-0000.js", "/favicon.png", "/api/none", "/m/none", "/callback/wecom/x", "/hooks/orders"])(
    "%s is not its page",
    async (url) => {
      const answer = await page(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: "unknownEndpoint" });
    },
  );

  test("nothing outside of its folder is served", async () => {
    for (const url of ["/../package.json", "/..%2f..%2fetc%2fpasswd", "/assets/..%2f..%2f..%2fetc/passwd"]) {
      expect((await page(url)).body).not.toContain("root:");
      expect((await page(url)).body).not.toContain('"private"');
    }
  });
});

test("without a build the page says what to do", async () => {
  const answer = await bare.inject({ method: "GET", url: "/" });
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain("npm start");
});
