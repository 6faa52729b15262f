import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { createCallbackCodec } from "../../../packages/wecom/src/index.ts";
import { externalId, type LoadOrder, type LoadResult, plainOf } from "./order.ts";

function requestsOf({ url, keys, count, run }: LoadOrder): Buffer[] {
  const codec = createCallbackCodec(keys);
  const { host, pathname } = new URL(url);
  return Array.from({ length: count }, (_, n) => {
    const stamp = { timestamp: String(1_772_413_200 + (n % 1000)), nonce: `${run}${n}` };
    const reply = codec.encryptReply(plainOf(keys.receiveId, externalId(run, n), n), stamp);
    const pick = (name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(reply)?.[1] ?? "";
    const body = `<xml><ToUserName><![CDATA[${keys.receiveId}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[${pick("Encrypt")}]]></Encrypt></xml>`;
    const query = `msg_signature=${pick("MsgSignature")}&timestamp=${stamp.timestamp}&nonce=${stamp.nonce}`;
    return Buffer.from(
      `POST ${pathname}?${query} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

type Line = { socket: Socket; current: { n: number; due: number } | null; text: string };

/** Sends by bare sockets: a client that costs as much as the server would measure itself. */
function send(order: LoadOrder, requests: readonly Buffer[]): Promise<LoadResult> {
  const { hostname, port } = new URL(order.url);
  const latencies: number[] = [];
  const acknowledged: number[] = [];
  const free: Line[] = [];
  const queue: { n: number; due: number }[] = [];
  let next = 0;
  let refused = 0;
  let broken = 0;
  let living = order.connections;
  let stopped = false;
  let ended = false;
  let lastAt = 0;
  return new Promise((resolve) => {
    const started = performance.now();
    const finish = () => {
      if (ended) return;
      ended = true;
      clearInterval(pacer);
      const sorted = latencies.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      if (order.acknowledgedFile !== null) {
        writeFileSync(order.acknowledgedFile, acknowledged.map((n) => `${externalId(order.run, n)}\n`).join(""));
      }
      const result = { acknowledged: acknowledged.length, refused, broken, seconds: (lastAt - started) / 1000 };
      resolve({ ...result, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 });
    };
    const give = (line: Line) => {
      if (order.seconds !== null && performance.now() - started > order.seconds * 1000) stopped = true;
      const job =
        queue.shift() ?? (order.rate === null && !stopped && next < requests.length ? { n: next++, due: performance.now() } : undefined);
      if (job === undefined) {
        free.push(line);
        const isAll = order.rate === null ? stopped || next >= requests.length : stopped && queue.length === 0;
        if (isAll && free.length >= living) finish();
        return;
      }
      line.current = job;
      line.socket.write(requests[job.n] ?? "");
    };
    const answered = (line: Line) => {
      const head = line.text.indexOf("\r\n\r\n");
      if (head < 0 || line.current === null) return;
      const length = Number(/content-length: (\d+)/i.exec(line.text.slice(0, head))?.[1] ?? 0);
      if (line.text.length < head + 4 + length) return;
      const { n, due } = line.current;
      lastAt = performance.now();
      if (line.text.startsWith("HTTP/1.1 200") && line.text.slice(head + 4) === "success") {
        acknowledged.push(n);
        latencies.push(lastAt - due);
      } else {
        refused += 1;
      }
      line.text = "";
      line.current = null;
      give(line);
    };
    for (let i = 0; i < order.connections; i += 1) {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      const line: Line = { socket, current: null, text: "" };
      socket.on("data", (data) => {
        line.text += data.toString("latin1");
        answered(line);
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        if (ended) return;
        if (line.current !== null) broken += 1;
        living -= 1;
        const at = free.indexOf(line);
        if (at >= 0) free.splice(at, 1);
        if (living === 0) finish();
      });
      socket.on("connect", () => give(line));
    }
    // Several are due at once when the timer is late; each keeps its own due time.
    const pacer = setInterval(() => {
      if (order.rate === null || stopped) return;
      const now = performance.now();
      while (next < requests.length && started + (next * 1000) / order.rate <= now) {
        queue.push({ n: next, due: started + (next * 1000) / order.rate });
        next += 1;
      }
      while (queue.length > 0 && free.length > 0) {
        const line = free.pop();
        if (line) give(line);
      }
      if (next >= requests.length) {
        stopped = true;
        if (queue.length === 0 && free.length >= living) finish();
      }
    }, 1);
  });
}

const order: LoadOrder = JSON.parse(process.argv[2] ?? "{}");
const requests = requestsOf(order);
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
const result = await send(order, requests);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
