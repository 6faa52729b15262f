import { Agent, request } from "node:http";

export interface Caller {
  /** answers the whole body; throws on anything but 200 */
  post(path: string, body: unknown): Promise<Buffer>;
  get(path: string): Promise<Buffer>;
  close(): void;
}

/** A plain client with so many connections that stay open. */
export function callerOf(base: string, connections: number): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const call = (method: string, path: string, text?: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const headers = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
      const sent = request(`${base}${path}`, { agent, method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(Buffer.concat(parts));
          else reject(new Error(`${method} ${path} gave HTTP ${answer.statusCode}`));
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  return {
    post: (path, body) => call("POST", path, JSON.stringify(body)),
    get: (path) => call("GET", path),
    close: () => agent.destroy(),
  };
}

/** Does all jobs with so many at a time; answers the seconds that it took. */
export async function drain(jobs: (() => Promise<unknown>)[], atOnce: number): Promise<number> {
  const started = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let job = jobs[next++]; job; job = jobs[next++]) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (performance.now() - started) / 1000;
}
