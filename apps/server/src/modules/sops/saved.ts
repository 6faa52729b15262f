import { type RawBuilder, sql } from "kysely";
import { gateSettings } from "#actions";
import { type Actor, actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import type { ReadSop } from "./definitions.ts";

/** Of every write of an SOP: it is another one than was read before, and whose. */
export const asSavedBy = ({ actor, now }: { actor: Actor; now: Date }): RawBuilder<unknown> =>
  sql`revision = sop.revision + 1, saved_by = ${actorName(actor)}, saved_at = ${now}`;

/** Somebody else's work is never written over unseen. Whoever names no revision (a script that knows what it does) is not held up. */
export async function refuseUnseen(ctx: Ctx, sop: ReadSop, revision: number | undefined): Promise<void> {
  if (revision === undefined || revision === sop.revision) return;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const time = sop.savedAt === null ? "" : localStamp(sop.savedAt, timeZone);
  throw new Problem("sopSavedMeanwhile", { by: sop.savedBy ?? "", time, revision: sop.revision }, 409);
}
