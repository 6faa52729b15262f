import { sql } from "kysely";
import type { api, ParsedInputOf, Send, SendPlan } from "@shuke/contract";
import { gateSettings, type Unit, withUnit } from "#actions";
import { actorName } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { localStamp } from "#kit/tz";
import { readSend } from "./rows.ts";
import { getSend } from "./screens.ts";
import type { SendRow } from "./types.ts";
import { checkWords } from "./words.ts";

/** Writes a draft, or changes one: whatever was handed in is changed by calling it off, or by whoever sends it back. */
export async function createSend(ctx: Ctx, { id, plan, revision }: ParsedInputOf<typeof api.sends.create>): Promise<Send> {
  refuseWindow(plan);
  const sendId = id ?? newId("snd", ctx.now);
  await withUnit(ctx, async (unit) => {
    await checkWords(unit, plan);
    if (id === undefined) await insertSend(unit, { id: sendId, plan, kind: "usual", ofSend: null });
    else {
      const row = await readSend(unit, id, true);
      if (row.state !== "draft") throw new Problem("sendHandedIn", { name: row.name }, 409);
      await refuseUnseen(unit, row, revision);
      await sql`update send set name = ${plan.name}, target = ${plan.to}, plan = ${JSON.stringify(plan)}, revision = revision + 1,
          saved_at = ${unit.now}, saved_by = ${actorName(unit.actor)} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
    }
    await unit.audit("sends.create", `send:${sendId}`, { plan });
  });
  return getSend(ctx, { id: sendId });
}

export async function insertSend(unit: Unit, send: Pick<SendRow, "id" | "plan" | "kind" | "ofSend">): Promise<void> {
  const { id, plan, kind, ofSend } = send;
  await sql`insert into send (corp_id, id, name, target, plan, kind, of_send, created_at, created_by, saved_at, saved_by)
    values (${unit.corpId}, ${id}, ${plan.name}, ${plan.to}, ${JSON.stringify(plan)}, ${kind}, ${ofSend}, ${unit.now},
      ${JSON.stringify(unit.actor)}, ${unit.now}, ${actorName(unit.actor)})`.execute(unit.db);
}

/** Somebody else's words are never written over, nor handed in, unseen. */
export async function refuseUnseen(ctx: Ctx, send: SendRow, revision: number | undefined): Promise<void> {
  if (revision === undefined || revision === send.revision) return;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  throw new Problem("sendSavedMeanwhile", { by: send.savedBy, time: localStamp(send.savedAt, timeZone), revision: send.revision }, 409);
}

export function refuseWindow({ from, until, hours }: Pick<SendPlan, "from" | "until" | "hours">): void {
  const [start, end] = [from === null ? 0 : Date.parse(from), Date.parse(until)];
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end || hours.from >= hours.to) throw new Problem("sendWindow", {});
}
