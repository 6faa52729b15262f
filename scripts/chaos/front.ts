import { Agent, createServer, request } from "node:http";

/**
 * What stands before several processes of one server: hands each request to the next that takes it. One that is gone is passed over; with
 * all gone the answer is 502, as from any such program.
 */
export async function startFront(ports: readonly number[]): Promise<{ url: string; close(): void }> {
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  const front = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      const order = ports.map((_, i) => ports[(turn + i) % ports.length] ?? 0);
      turn += 1;
      const refuse = () => void outgoing.writeHead(502).end("nobody is there");
      const hand = (left: readonly number[]) => {
        const [port, ...others] = left;
        if (port === undefined) return refuse();
        let connected = false;
        const { method, url: path, headers } = incoming;
        const inner = request({ host: "127.0.0.1", port, method, path, headers, agent }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on("error", () => outgoing.destroy());
          answer.pipe(outgoing);
        });
        inner.on("socket", (socket) => socket.once("connect", () => (connected = true)));
        // Once somebody may have begun, only who asked may ask again.
        inner.on("error", () => (connected ? (outgoing.headersSent ? outgoing.destroy() : refuse()) : hand(others)));
        inner.end(body);
      };
      hand(order);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const address = front.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      front.close();
      front.closeAllConnections();
    },
  };
}
