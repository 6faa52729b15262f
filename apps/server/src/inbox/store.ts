import type { Message } from "./insert.ts";
import { isOfTheRow } from "./trouble.ts";

export type { Message } from "./insert.ts";

/** `true`: new; `false`: was stored before. Settles after the commit; throws `Overloaded` when it would take too long. */
export type StoreMessage = (message: Message) => Promise<boolean>;

/** Nothing was promised: WeCom sends it again, and if it was stored after all, the repeat is recognised. */
export class Overloaded extends Error {
  constructor(reason: string) {
    super(`The inbox is overloaded: ${reason}`);
    this.name = "Overloaded";
  }
}

/** One INSERT for many; answers the positions of those that were new. */
export type Insert = (messages: readonly Message[]) => Promise<Set<number>>;

export type StoreOptions = {
  /** Messages that may wait. */
  most?: number;
  /** Real milliseconds in which a message is stored or refused. WeCom hangs up after five seconds. */
  patienceMs?: number;
};

type Waiting = { message: Message; isOver: boolean; resolve: (isNew: boolean) => void; reject: (error: unknown) => void };

const MOST_AT_ONCE = 500;
const LANES = 2;
/** Two seconds of what one process can store: more would be refused for its age anyway. */
const MOST = 10_000;
/** Also the time for reading the corp's keys, once. */
export const PATIENCE_MS = 3500;

/**
 * Stores messages durably. What arrives while a statement runs goes into the next one, so that a rush costs one commit
 * for many callers and a single message waits for nobody. A subject has its lane, so that its messages keep their order.
 */
export function createStore(insert: Insert, { most = MOST, patienceMs = PATIENCE_MS }: StoreOptions = {}): StoreMessage {
  const lanes = Array.from({ length: LANES }, () => ({ queue: [] as Waiting[], busy: false }));
  let waiting = 0;

  async function write(lane: (typeof lanes)[number]): Promise<void> {
    lane.busy = true;
    try {
      while (lane.queue.length > 0) {
        // Whoever was refused while waiting hears no more of it; the time is better spent on the others.
        const batch = lane.queue.splice(0, MOST_AT_ONCE).filter((one) => !one.isOver);
        if (batch.length > 0) await storeBatch(insert, batch);
      }
    } finally {
      lane.busy = false;
    }
  }

  return (message) =>
    new Promise((resolve, reject) => {
      if (waiting >= most) return reject(new Overloaded(`${waiting} callbacks wait to be stored`));
      waiting += 1;
      const end = <T>(tell: (value: T) => void) => {
        return (value: T) => {
          if (one.isOver) return;
          one.isOver = true;
          waiting -= 1;
          clearTimeout(timer);
          tell(value);
        };
      };
      const one: Waiting = { message, isOver: false, resolve: end(resolve), reject: end(reject) };
      const timer = setTimeout(() => one.reject(new Overloaded(`not stored within ${patienceMs} ms`)), patienceMs);
      const lane = lanes[laneOf(message.subject)];
      lane?.queue.push(one);
      if (lane && !lane.busy) void write(lane);
    });
}

/** A message that PostgreSQL refuses must not take its neighbours with it; trouble with the database itself is everybody's. */
async function storeBatch(insert: Insert, batch: readonly Waiting[]): Promise<void> {
  try {
    const fresh = await insert(batch.map((one) => one.message));
    for (const [i, one] of batch.entries()) one.resolve(fresh.has(i));
  } catch (error) {
    if (batch.length === 1 || !isOfTheRow(error)) {
      for (const one of batch) one.reject(error);
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await storeBatch(insert, batch.slice(0, half));
    await storeBatch(insert, batch.slice(half));
  }
}

function laneOf(subject: string): number {
  let hash = 0;
  for (let i = 0; i < subject.length; i += 1) hash = (hash * 31 + subject.charCodeAt(i)) | 0;
  return Math.abs(hash % LANES);
}
