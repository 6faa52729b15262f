import { sql } from "kysely";
import type { api, ParsedInputOf, Send } from "@shuke/contract";
import { gateSettings, type Unit, withUnit } from "#actions";
import type { Actor } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { foresee } from "./foresee.ts";
import { readSend, setSend } from "./rows.ts";
import { isNobody, isOwn, slotsOf, windowOf } from "./rules.ts";
import { refuseUnseen } from "./save-send.ts";
import { getSend } from "./screens.ts";
import { readSettings } from "./settings.ts";
import type { SendRow } from "./types.ts";
import { checkWords } from "./words.ts";

/** What is foreseen is kept with it, to be held against what comes. Above the size of the settings a second person lets it go. */
export async function submitSend(ctx: Ctx, { id, revision }: ParsedInputOf<typeof api.sends.submit>): Promise<Send> {
  const row = await readSend(ctx, id);
  await refuseUnfit(ctx, row);
  const forecast = await foresee(ctx, row);
  const { approvalAbove } = await readSettings(ctx);
  const waits = approvalAbove !== null && forecast.reachable > approvalAbove;
  await withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id, true);
    if (send.state !== "draft") throw new Problem("sendHandedIn", { name: send.name }, 409);
    await refuseUnseen(unit, send, revision ?? row.revision);
    await setSend(
      unit,
      id,
      sql`submitted_at = ${unit.now}, submitted_by = ${JSON.stringify(unit.actor)}, refusal = null, forecast = ${JSON.stringify(forecast)}`,
    );
    if (waits) await setSend(unit, id, sql`state = 'waiting'`);
    else await schedule(unit, send);
    await unit.audit("sends.submit", `send:${id}`, { reachable: forecast.reachable, waits });
  });
  return getSend(ctx, { id });
}

const schedule = (unit: Unit, { id, plan }: SendRow) =>
  setSend(unit, id, sql`state = 'scheduled', next_at = ${windowOf(plan, unit.now).from}`);

async function refuseUnfit(ctx: Ctx, { name, plan, state, ofSend }: SendRow): Promise<void> {
  if (state !== "draft") throw new Problem("sendHandedIn", { name }, 409);
  await checkWords(ctx, plan);
  if (ofSend === null && isNobody(plan.audience, plan.to)) throw new Problem("sendNobody", {});
  const settings = await gateSettings(ctx.db, ctx.corpId);
  if (slotsOf(windowOf(plan, ctx.now), settings).length === 0) throw new Problem("sendNoHour", {});
}

/** How many wait for whoever asks: her own are somebody else's to let go. */
export async function sendsToApprove({ db, corpId, actor }: Ctx): Promise<number> {
  const { rows } = await sql<{ submittedBy: Actor | null }>`select submitted_by as "submittedBy" from send
    where corp_id = ${corpId} and state = 'waiting'`.execute(db);
  return rows.filter((row) => !isOwn(actor, row)).length;
}

export async function approveSend(ctx: Ctx, { id }: { id: string }): Promise<Send> {
  await withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id, true);
    if (send.state !== "waiting") throw new Problem("sendNotWaiting", { name: send.name }, 409);
    if (isOwn(unit.actor, send)) throw new Problem("sendOwnApproval", {}, 403);
    await setSend(unit, id, sql`approved_by = ${JSON.stringify(unit.actor)}`);
    await schedule(unit, send);
    await unit.audit("sends.approve", `send:${id}`, {});
  });
  return getSend(ctx, { id });
}

/** Back to whoever wrote it; anybody may, also she herself. */
export async function refuseSend(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.sends.refuse>): Promise<Send> {
  await withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id, true);
    if (send.state !== "waiting") throw new Problem("sendNotWaiting", { name: send.name }, 409);
    await setSend(unit, id, sql`state = 'draft', refusal = ${why}, revision = revision + 1`);
    await unit.audit("sends.refuse", `send:${id}`, { why });
  });
  return getSend(ctx, { id });
}
