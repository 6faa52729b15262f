import { z } from "zod";
import { instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** What may be wrong with the house; each has words in the console and a section in docs/OPERATIONS.md. */
export const alarmKeys = [
  "no-worker",
  "no-inbox",
  "token-refused",
  "answers-late",
  "handler-failing",
  "handler-behind",
  "inbox-waiting",
  "quarantined",
  "actions-late",
  "actions-unknown",
  "actions-failing",
  "wecom-refuses",
  "limits-overbooked",
  "quota-nearly-used",
  "sync-incomplete",
  "sync-old",
  "media-cold",
  "kf-deaf",
  "ticks-missed",
  "database-slow",
  "database-busy",
  "long-transaction",
  "process-slow",
  "disk-low",
  "backup-old",
] as const;
export type AlarmKey = (typeof alarmKeys)[number];

/** broken: something does not happen that should. watch: it will, or it is slower or less than it should be. */
export const alarmLevel = z.enum(["broken", "watch"]);

const alarm = z.object({
  key: z.enum(alarmKeys),
  level: alarmLevel,
  /** Null where nobody knows when it began. */
  since: instant.nullable(),
  /** Fills the gaps of its words. */
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The page of the console where one acts; null where it is done on the server. */
  to: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarm>;

const slowTotal = z.object({ text: z.string(), count: z.number(), totalMs: z.number(), maxMs: z.number(), lastAt: instant });
const slowStatement = z.object({ text: z.string(), ms: z.number(), at: instant });
const quota = z.object({ corpId: z.string(), path: z.string(), per: z.string(), used: z.number(), max: z.number() });
const refusal = z.object({ corpId: z.string(), path: z.string(), errcode: z.number(), lastHour: z.number(), lastAt: instant });
const token = z.object({ corpId: z.string(), ok: z.boolean(), errcode: z.number(), at: instant });

/** What only a process itself knows; it writes this down with every beat. */
export const processFigures = z.object({
  rssMb: z.number(),
  /** The event loop's 99th percentile of delay since the last beat, in ms. */
  loopMs: z.number(),
  pool: z.object({ total: z.number(), idle: z.number(), waiting: z.number() }),
  /** Free bytes and all bytes of the disk that SHUKE_HOME is on; null where the system does not say. */
  disk: z.object({ free: z.number(), size: z.number() }).nullable(),
  slow: z.object({ thresholdMs: z.number(), total: z.number(), totals: z.array(slowTotal), recent: z.array(slowStatement) }),
  /** The part of each limit that it takes for its own. */
  share: z.number().default(1),
  quotas: z.array(quota),
  refusals: z.array(refusal),
  tokens: z.array(token),
});
export type ProcessFigures = z.infer<typeof processFigures>;

/** Counted up to a limit, so that looking costs the same at any size. */
const atMost = z.object({ n: z.number(), isMore: z.boolean() });

export const health = z.object({
  state: z.enum(["healthy", "watch", "broken"]),
  alarms: z.array(alarm),
  /** When this was read, real time. */
  at: instant,
  processes: z.array(
    z.object({
      id: z.string(),
      pid: z.number(),
      host: z.string(),
      roles: z.array(z.string()),
      version: z.string(),
      startedAt: instant,
      seenAt: instant,
      isAlive: z.boolean(),
      rssMb: z.number(),
      loopMs: z.number(),
      poolInUse: z.number(),
      poolWaiting: z.number(),
    }),
  ),
  inbox: z.object({ waiting: atMost, oldestAt: instant.nullable(), quarantined: atMost }),
  handlers: z.array(
    z.object({
      handler: z.string(),
      lag: z.number(),
      /** When the first fact was recorded that it has not seen. */
      behindSince: instant.nullable(),
      attempts: z.number(),
      error: z.string().nullable(),
    }),
  ),
  lanes: z.array(z.object({ lane: z.string(), due: atMost, oldestAt: instant, isQuiet: z.boolean() })),
  actions: z.object({ claimed: z.number(), unknown: z.number(), unknownSince: instant.nullable(), failedToday: atMost }),
  quotas: z.array(z.object({ path: z.string(), per: z.string(), used: z.number(), max: z.number() })),
  refusals: z.array(z.object({ path: z.string(), errcode: z.number(), lastHour: z.number(), lastAt: instant })),
  sync: z.array(
    z.object({ family: z.string(), finishedAt: instant.nullable(), expected: z.number(), fetched: z.number(), failed: z.number() }),
  ),
  ticks: z.array(z.object({ name: z.string(), missed: z.number() })),
  slow: z.object({
    thresholdMs: z.number(),
    total: z.number(),
    totals: z.array(slowTotal),
    recent: z.array(slowStatement.extend({ pid: z.number() })),
  }),
  database: z.object({
    version: z.string(),
    bytes: z.number(),
    connections: z.number(),
    maxConnections: z.number(),
    longest: z.object({ pid: z.number(), seconds: z.number(), application: z.string() }).nullable(),
    /** Rows are PostgreSQL's own estimate; null before it has made one. */
    tables: z.array(z.object({ name: z.string(), bytes: z.number(), indexBytes: z.number(), rows: z.number().nullable() })),
  }),
  backup: z.object({ finishedAt: instant, bytes: z.number(), rows: z.number(), seconds: z.number(), file: z.string() }).nullable(),
});
export type Health = z.infer<typeof health>;

export const system = {
  health: endpoint({
    name: "system.health",
    summary: "What is wrong with the installation now, and the figures that say so",
    permission: "system.read",
    input: z.object({}),
    output: health,
  }),
};
