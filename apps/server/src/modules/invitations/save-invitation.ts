import { sql } from "kysely";
import type { api, Invitation, InvitationPlan, InvitationPreview, ParsedInputOf } from "@shuke/contract";
import { gateSettings, type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { classChats, freeSeats, groupClassOfCode } from "#modules/live-codes";
import { audienceSql, callOff } from "#modules/sends";
import { insideCode, insideSql, readInvitation, readWaves } from "./rows.ts";
import { rateOf, wavesFor, waveSize } from "./rules.ts";
import { getInvitation } from "./screens.ts";
import type { InvitationRow } from "./types.ts";

export async function saveInvitation(ctx: Ctx, input: ParsedInputOf<typeof api.invitations.save>): Promise<Invitation> {
  const { plan } = input;
  await refusePlan(ctx, plan);
  const id = input.id ?? newId("inv", ctx.now);
  await withUnit(ctx, async (unit) => {
    if (input.id === undefined) {
      await sql`insert into invitation (corp_id, id, name, plan, saved_at, saved_by, created_at)
        values (${unit.corpId}, ${id}, ${plan.name}, ${JSON.stringify(plan)}, ${unit.now}, ${actorName(unit.actor)}, ${unit.now})`.execute(
        unit.db,
      );
    } else {
      const row = await readInvitation(unit, id, true);
      if (row.state !== "draft") throw new Problem("invitationBegun", { name: row.name }, 409);
      await refuseUnseen(unit, row, input.revision);
      await sql`update invitation set name = ${plan.name}, plan = ${JSON.stringify(plan)}, revision = revision + 1, saved_at = ${unit.now},
          saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    }
    await unit.audit("invitations.save", `invitation:${id}`, { plan });
  });
  return getInvitation(ctx, { id });
}

async function refusePlan(ctx: Ctx, { liveCodeId, until, audience }: InvitationPlan): Promise<number> {
  const { everyone, segmentIds, tagIds, groupIds, storeIds } = audience;
  if (!everyone && [segmentIds, tagIds, groupIds, storeIds].every((ids) => ids.length === 0)) throw new Problem("sendNobody", {});
  if (Date.parse(until) <= ctx.now.getTime()) throw new Problem("invitationPast", {});
  const seats = await freeSeats(ctx, liveCodeId);
  if (seats === null) throw new Problem("invitationNoCode", {});
  return seats;
}

/** Somebody else's words are never written over, nor sent, unseen. */
async function refuseUnseen(unit: Unit, row: InvitationRow, revision: number | undefined): Promise<void> {
  if (revision === undefined || revision === row.revision) return;
  const { timeZone } = await gateSettings(unit.db, unit.corpId);
  throw new Problem("invitationSavedMeanwhile", { by: row.savedBy, time: localStamp(row.savedAt, timeZone) }, 409);
}

/** Who is not asked, since she is there already. */
async function insideOf(ctx: Ctx, { apart, liveCodeId }: InvitationPlan) {
  if (apart === "code") return insideCode(ctx.corpId, liveCodeId);
  return insideSql(ctx.corpId, classChats(ctx.corpId, [await groupClassOfCode(ctx, liveCodeId)]));
}

export async function previewInvitation(ctx: Ctx, { plan }: ParsedInputOf<typeof api.invitations.preview>): Promise<InvitationPreview> {
  const seats = await freeSeats(ctx, plan.liveCodeId);
  const { rows } = await sql<{ audience: number; inside: number }>`
    select count(*)::int as audience, (count(*) filter (where k.ext in (${await insideOf(ctx, plan)})))::int as inside
    from (${await audienceSql(ctx, plan.audience)}) k`.execute(ctx.db);
  const { audience = 0, inside = 0 } = rows[0] ?? {};
  const rate = rateOf(0, 0);
  const waiting = audience - inside;
  return {
    audience,
    alreadyIn: inside,
    seats,
    rate,
    firstWave: waveSize(seats ?? 0, rate, waiting),
    waves: wavesFor(seats ?? 0, rate, waiting),
  };
}

/** Whom it concerns is written down once, as it is now; the duty asks them wave by wave. */
export async function submitInvitation(ctx: Ctx, { id, revision }: ParsedInputOf<typeof api.invitations.submit>): Promise<Invitation> {
  await withUnit(ctx, async (unit) => {
    const row = await readInvitation(unit, id, true);
    if (row.state !== "draft") throw new Problem("invitationBegun", { name: row.name }, 409);
    await refuseUnseen(unit, row, revision);
    const seats = await refusePlan(unit, row.plan);
    if (seats === 0) throw new Problem("invitationNoSeat", {}, 409);
    const { numAffectedRows } = await sql`insert into invitation_person (corp_id, invitation_id, external_user_id, reason)
      select ${unit.corpId}, ${id}, k.ext, case when k.ext in (${await insideOf(unit, row.plan)}) then 'already-in' end
      from (${await audienceSql(unit, row.plan.audience)}) k on conflict do nothing`.execute(unit.db);
    if (!numAffectedRows) throw new Problem("invitationNobody", {}, 409);
    await sql`update invitation set state = 'running', submitted_at = ${unit.now}, submitted_by = ${actorName(unit.actor)}, next_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    await unit.audit("invitations.submit", `invitation:${id}`, { people: Number(numAffectedRows) });
  });
  return getInvitation(ctx, { id });
}

export async function cancelInvitation(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.invitations.cancel>): Promise<Invitation> {
  await withUnit(ctx, async (unit) => {
    const row = await readInvitation(unit, id, true);
    if (row.state === "done" || row.state === "cancelled") throw new Problem("invitationEnded", { name: row.name }, 409);
    for (const wave of await readWaves(unit, id)) if (wave.state === "open") await callOff(unit, wave.id, why);
    await end(unit, id, "cancelled", "stopped");
    await unit.audit("invitations.cancel", `invitation:${id}`, { why });
  });
  return getInvitation(ctx, { id });
}

/** Nobody who waits still is asked any more. */
export async function end(
  unit: Unit,
  id: string,
  state: "done" | "cancelled",
  reason: NonNullable<InvitationRow["reason"]>,
): Promise<void> {
  await sql`update invitation_wave set state = 'ended' where corp_id = ${unit.corpId} and invitation_id = ${id} and state = 'open'`.execute(
    unit.db,
  );
  await sql`update invitation_person set reason = 'over' where corp_id = ${unit.corpId} and invitation_id = ${id} and wave_id is null
    and reason is null`.execute(unit.db);
  await sql`update invitation set state = ${state}, reason = ${reason}, ended_at = ${unit.now}, next_at = null
    where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
}
