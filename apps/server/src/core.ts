import type pg from "pg";
import type { Config } from "#config";
import type { Db } from "#db/connect";
import type { Follower } from "#http/follow";
import type { Readiness } from "#http/health";
import type { Clock } from "#kit/clock";
import type { Secrets } from "#kit/secrets";
import type { Auth, Trail } from "#modules/access";
import type { SandboxLink } from "./sandbox-link.ts";
import type { SlowLog } from "#db/slow-log";
import type { WecomClients } from "./wecom-clients.ts";

/** What the parts of a running server share; made once in app.ts. */
export type Core = {
  readonly config: Config;
  readonly db: Db;
  /** A few connections for callbacks alone; undefined without the role `inbox`. */
  readonly intake: Db | undefined;
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly secrets: Secrets;
  /** Who opened whose data, written a little later. */
  readonly trail: Trail;
  readonly wecom: WecomClients;
  /** Slow statements of this process. */
  readonly slowLog: SlowLog;
  /** Encrypts secrets, signs sessions and page tokens; at least 32 characters. */
  readonly secretKey: string;
  /** Demo mode only, as are the next two. */
  readonly sandbox: SandboxLink | undefined;
  readonly follower: Follower | undefined;
  readonly followKey: string;
  readonly readiness: Readiness;
  /** How others reach us, without a slash at the end. With port 0 it is known after listening. */
  readonly publicUrl: string;
  /** How this process is reached from the same machine, whatever stands before several of them. */
  readonly ownUrl: string;
  /** A free-running worker looks for work at once. */
  readonly nudge: () => void;
};
