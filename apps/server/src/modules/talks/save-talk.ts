import { type RawBuilder, sql } from "kysely";
import type { api, ParsedInputOf, Talk, TalkPlan } from "@shuke/contract";
import { gateSettings, withUnit } from "#actions";
import { type Actor, actorName } from "#kit/actor";
import { type Ctx, inWords } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { leftAmong, servingStaff, staffNames } from "#modules/org";
import { readTalk, type TalkRow } from "./read.ts";
import { sorted } from "./rules.ts";
import { getTalk } from "./screens.ts";

export async function saveTalk(ctx: Ctx, { id, plan, revision }: ParsedInputOf<typeof api.talks.save>): Promise<Talk> {
  if (Number.isNaN(Date.parse(plan.startsAt)) || new Date(plan.startsAt) <= ctx.now) throw new Problem("talkPast", {}, 400);
  await refuseAbsent(ctx, plan);
  // What names the host is the host's anyway.
  const runSheet = sorted(plan.runSheet).map((item) => (item.owner === plan.host ? { ...item, owner: "" } : item));
  const kept = { ...plan, runSheet };
  const json = JSON.stringify(kept);
  const talkId = id ?? newId("tlk", ctx.now);
  await withUnit(ctx, async (unit) => {
    if (id !== undefined) {
      const row = await readTalk(unit, id, true);
      if (row.state !== "draft") throw new Problem("talkTold", {}, 409);
      // Saved once more because no answer came: it is what it is.
      const { rows: same } = await sql`select from talk where corp_id = ${unit.corpId} and id = ${id} and plan = ${json}::jsonb`.execute(
        unit.db,
      );
      if (same.length > 0) return;
      await refuseUnseen(unit, row, revision);
    }
    await sql`insert into talk (corp_id, id, kind, state, title, host, starts_at, plan, created_at, revision, saved_by, saved_at)
      values (${unit.corpId}, ${talkId}, ${plan.kind}, 'draft', ${plan.title}, ${plan.host}, ${plan.startsAt}, ${json}, ${unit.now},
        1, ${actorName(unit.actor)}, ${unit.now})
      on conflict (corp_id, id) do update set kind = excluded.kind, title = excluded.title, host = excluded.host,
        starts_at = excluded.starts_at, plan = excluded.plan, ${asSavedBy(unit)}`.execute(unit.db);
    await unit.audit("talks.save", `talk:${talkId}`, { plan: kept });
  });
  return getTalk(ctx, { id: talkId });
}

/** Of every write of a plan: it is another one than was read before, and whose. */
export const asSavedBy = ({ actor, now }: { actor: Actor; now: Date }): RawBuilder<unknown> =>
  sql`revision = talk.revision + 1, saved_by = ${actorName(actor)}, saved_at = ${now}`;

/** Somebody else's plan is never written over unseen. Whoever names no revision (a script that knows what it does) is not held up. */
async function refuseUnseen(ctx: Ctx, talk: TalkRow, revision: number | undefined): Promise<void> {
  if (revision === undefined || revision === talk.revision) return;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const time = talk.saved_at === null ? "" : localStamp(talk.saved_at, timeZone);
  throw new Problem(
    "talkSavedMeanwhile",
    { by: talk.saved_by ?? inWords(ctx, { zh: "同事交接时", en: "A hand-over" }), time, revision: talk.revision },
    409,
  );
}

/** Who leads it can be written to by customers; whoever has an item of the run sheet works here. */
export async function refuseAbsent(ctx: Ctx, { host, runSheet }: TalkPlan): Promise<void> {
  const name = async (userId: string) => (await staffNames(ctx, [userId])).get(userId) ?? userId;
  if ((await servingStaff(ctx, [host])).length === 0) throw new Problem("takerUnknown", { name: await name(host) }, 409);
  const [gone] = await leftAmong(
    ctx,
    runSheet.flatMap(({ owner }) => (owner === "" ? [] : [owner])),
  );
  if (gone !== undefined) throw new Problem("talkOwnerLeft", { name: await name(gone) }, 409);
}
