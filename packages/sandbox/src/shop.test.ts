import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createSandbox } from "./index.ts";

test("the shop tells of what was bought, signed, in batches, again after a failure, and nothing twice", async () => {
  const got: Array<{ orderNo: string; amountFen: number; unionid?: string; phone?: string }> = [];
  let calls = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      calls += 1;
      const timestamp = String(request.headers["x-shuke-timestamp"]);
      const signature = createHmac("sha256", "geheim").update(`${timestamp}.${body}`).digest("hex");
      expect(request.headers["x-shuke-signature"]).toBe(`v1=${signature}`);
      if (calls > 1) got.push(...(JSON.parse(body) as { orders: typeof got }).orders);
      response.statusCode = calls === 1 ? 503 : 200;
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sandbox = await createSandbox({ seed: 3, start: "2026-03-02T01:00:00Z", profile: { staff: 1 } });
  onTestFinished(async () => {
    await sandbox.close();
    server.close();
  });
  const ask = async (path: string, body: object) =>
    (
      await fetch(`${sandbox.url}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
    ).json();
  const { who } = (await ask("/_sandbox/act", { who: "new", do: "buy", amountFen: 990 })) as { who: string };
  await ask("/_sandbox/shop", { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret: "geheim" });
  await ask("/_sandbox/act", { who, do: "buy", amountFen: 1850 });
  await ask("/_sandbox/act", { who, do: "buy", amountFen: 2600 });
  await sandbox.advance("1h");
  expect(calls).toBe(2);
  expect(got.map(({ amountFen }) => amountFen)).toEqual([1850, 2600]);
  expect(new Set(got.map(({ orderNo }) => orderNo)).size).toBe(2);
  expect(new Set(got.map(({ unionid, phone }) => `${unionid} ${phone}`)).size).toBe(1);
  expect(await ask("/_sandbox/shop", { url: "" })).toEqual({ url: "", waiting: 0 });
});
