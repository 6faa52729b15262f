#!/usr/bin/env node
import { contractCommand } from "./contract/command.ts";
import { createSandbox } from "./index.ts";
import { flags, USAGE, wrong } from "./usage.ts";

const [command, ...rest] = process.argv.slice(2);
if (command === "contract") {
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const around = { env: process.env, say: write(process.stdout), complain: write(process.stderr), pause, now: () => Date.now() };
  process.exit(await contractCommand(rest, around));
}

const values = flags();
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0) wrong(`--${name} must be a whole number ≥ 0, got “${text}”`);
  return value;
}

const speed = Number(values.speed);
if (values.speed.trim() === "" || !(speed >= 0 && speed <= 60)) wrong(`--speed must be a number from 0 to 60, got “${values.speed}”`);
if (values.start !== undefined && Number.isNaN(Date.parse(values.start))) wrong(`--start must be an ISO time, got “${values.start}”`);
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
