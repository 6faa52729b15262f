import type { Db } from "#db/connect";
import type { Actor } from "#kit/actor";

/**
 * What every verb gets. `corpId` and `now` come from here only: input never names a corp, SQL never asks the database
 * for the time. `db` is the pool or the transaction of the unit of work that runs.
 */
export type Ctx = {
  readonly db: Db;
  readonly corpId: string;
  readonly actor: Actor;
  readonly now: Date;
};
