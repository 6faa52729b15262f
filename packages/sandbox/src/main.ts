import { parseArgs } from "node:util";
import { contractCommand } from "./contract/command.ts";
import { createSandbox } from "./index.ts";

const [command, ...rest] = process.argv.slice(2);
if (command === "contract") {
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const around = { env: process.env, say: write(process.stdout), complain: write(process.stderr), pause, now: () => Date.now() };
  process.exit(await contractCommand(rest, around));
}

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8081" },
    host: { type: "string", default: "127.0.0.1" },
    seed: { type: "string", default: "1" },
    customers: { type: "string", default: "0" },
    staff: { type: "string", default: "5" },
    groups: { type: "string", default: "0" },
    stores: { type: "string", default: "0" },
    "data-dir": { type: "string" },
    start: { type: "string" },
    speed: { type: "string", default: "1" },
    grid: { type: "string" },
  },
});

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    process.stderr.write(`--${name} must be a whole number ≥ 0, got ${text}\n`);
    process.exit(2);
  }
  return value;
}

const speed = Number(values.speed);
const dataDir = values["data-dir"];

try {
  const sandbox = await createSandbox({
    port: whole("port", values.port),
    host: values.host,
    seed: whole("seed", values.seed),
    // A world that runs by itself begins today; one that is stepped begins where it is told to.
    start: values.start ?? new Date().toISOString(),
    speed,
    profile: {
      customers: whole("customers", values.customers),
      staff: whole("staff", values.staff),
      groups: whole("groups", values.groups),
      stores: whole("stores", values.stores),
      persona: "",
    },
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(values.grid === undefined ? {} : { people: { gridMinutes: Math.max(1, whole("grid", values.grid)) } }),
  });
  const { corpId, agentId, secret, token, encodingAesKey, followKey } = sandbox.corp;
  process.stdout.write(`${JSON.stringify({ url: sandbox.url, corpId, agentId, secret, token, encodingAesKey, followKey })}\n`);
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sandbox: cannot start: ${words}\n`);
  process.exit(1);
}
