import { setTimeout as sleep } from "node:timers/promises";
import { fieldsIdentity } from "./identity.ts";
import type { Sandbox, Told } from "./sandbox.ts";

/** One callback as the sandbox emitted it, with everything that became of its attempts. */
export interface Emitted {
  identity: string;
  told: Told;
  /** the other side answered success, in time or not */
  acknowledged: boolean;
}

const PAGE = 500;
const EVERY_MS = 250;

/** Reads the sandbox's own record while it is made: it keeps the latest attempts only. */
export function startRecord(sandbox: Sandbox) {
  const emitted = new Map<string, Emitted>();
  let upTo: number | null = null;
  let missed = 0;
  let running = true;

  async function read(): Promise<void> {
    const { total, callbacks } = await sandbox.told(PAGE);
    if (upTo === null) {
      // What was told before we came is not ours to judge.
      upTo = total;
      return;
    }
    const from = upTo;
    const fresh = callbacks.filter(({ n }) => n > from);
    missed += total - from - fresh.length;
    upTo = total;
    for (const told of fresh) {
      const identity = fieldsIdentity({
        Event: told.event,
        ChangeType: told.changeType,
        CreateTime: String(told.createTime),
        ...told.fields,
      });
      const known = emitted.get(identity) ?? { identity, told, acknowledged: false };
      known.acknowledged ||= told.outcome === "delivered" || told.outcome === "slow";
      emitted.set(identity, known);
    }
  }

  const reading = (async () => {
    while (running) {
      await read().catch((error: unknown) => process.stderr.write(`chaos: the record could not be read (${String(error)})\n`));
      await sleep(EVERY_MS);
    }
  })();

  return {
    emitted,
    /** Attempts that went by unseen: then nothing can be said about them. */
    missed: () => missed,
    read,
    async stop(): Promise<void> {
      running = false;
      await reading;
      await read();
    },
  };
}

export type Record = ReturnType<typeof startRecord>;
