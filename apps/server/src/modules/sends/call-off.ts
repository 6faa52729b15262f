import { sql } from "kysely";
import type { api, ParsedInputOf, Send } from "@shuke/contract";
import { gateSettings, nextOpen, type Unit, withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { readSend, setSend } from "./rows.ts";
import { insertSend } from "./save-send.ts";
import { getSend } from "./screens.ts";
import type { SendRow } from "./types.ts";
import { checkWords } from "./words.ts";

/** Calls off what was not sent. What has arrived stays: WeCom has no interface to take a message back. */
export async function cancelSend(ctx: Ctx, { id, why }: ParsedInputOf<typeof api.sends.cancel>): Promise<Send> {
  await withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id, true);
    if (send.state === "done" || send.state === "cancelled") throw new Problem("sendOver", { name: send.name }, 409);
    await cancel(unit, send, why);
    await unit.audit("sends.cancel", `send:${id}`, { why });
  });
  return getSend(ctx, { id });
}

/** The duty does the rest (due.ts), the nearest hours first: a large send has more to call off than one answer may wait for. */
export const cancel = (unit: Unit, { id }: SendRow, why: string) =>
  setSend(unit, id, sql`state = 'cancelled', cancelled_at = ${unit.now}, cancel_reason = ${why}, next_at = ${unit.now}`);

const CORRECTION_DAYS = 3;

/**
 * The red button: what was not sent is called off, and a correction goes to those only whom it reached, now and as long as tasks that were
 * confirmed in the meantime show up. It spends no budget: who was told something wrong is owed what is right.
 */
export async function correctSend(ctx: Ctx, { id, content }: ParsedInputOf<typeof api.sends.correct>): Promise<Send> {
  const correction = newId("snd", ctx.now);
  const { quiet, timeZone } = await gateSettings(ctx.db, ctx.corpId);
  await withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id, true);
    if (send.collectedAt === null) throw new Problem("sendNobodyGot", { name: send.name }, 409);
    if (send.state !== "done" && send.state !== "cancelled") await cancel(unit, send, content.text === "" ? "corrected" : content.text);
    const plan = {
      ...send.plan,
      content,
      variants: [],
      rules: [],
      holdOutPercent: 0,
      from: null,
      until: new Date(unit.now.getTime() + CORRECTION_DAYS * 86_400_000).toISOString(),
      hours: { from: "00:00", to: "23:59" },
      spreadHours: 0,
      selling: false,
    };
    await checkWords(unit, plan);
    await insertSend(unit, { id: correction, plan, kind: "correction", ofSend: id });
    await setSend(
      unit,
      correction,
      sql`state = 'scheduled', submitted_at = ${unit.now}, submitted_by = ${JSON.stringify(unit.actor)},
        next_at = ${nextOpen(unit.now, { quiet, timeZone })}`,
    );
    await unit.audit("sends.correct", `send:${id}`, { correction, content });
  });
  return getSend(ctx, { id: correction });
}

/** The same words to those only whom it did not reach, and whom another try may. */
export async function retargetSend(ctx: Ctx, { id }: { id: string }): Promise<Send> {
  const again = newId("snd", ctx.now);
  await withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id);
    if (send.state !== "done" && send.state !== "cancelled") throw new Problem("sendUnderWay", { name: send.name }, 409);
    if (send.unsent + send.failed + send.refused === 0) throw new Problem("sendNothingMissed", { name: send.name }, 409);
    const until = new Date(unit.now.getTime() + 86_400_000).toISOString();
    await insertSend(unit, { id: again, plan: { ...send.plan, from: null, until, holdOutPercent: 0 }, kind: "again", ofSend: id });
    await unit.audit("sends.retarget", `send:${again}`, { of: id });
  });
  return getSend(ctx, { id: again });
}

/** One more reminder to everybody who has not confirmed: of WeCom's three a day two go by themselves. */
export async function remindSend(ctx: Ctx, { id }: { id: string }): Promise<{ reminded: number }> {
  return withUnit(ctx, async (unit) => {
    const send = await readSend(unit, id);
    const { rows } = await sql<{ msgid: string; actionId: string; sender: string }>`select t.msgid, t.action_id as "actionId", t.sender
      from send_task t where t.corp_id = ${unit.corpId} and t.send_id = ${id} and t.state = 'created' and t.confirmed_at is null
        and not exists (select from planned_action a where a.corp_id = t.corp_id and a.dedupe_key = 'remind:' || t.msgid || ':by-hand')
      order by t.no limit 5000`.execute(unit.db);
    for (const payload of rows) {
      unit.plan({
        kind: "mass-task.remind",
        dedupeKey: `remind:${payload.msgid}:by-hand`,
        plannedBy: `send:${send.id}`,
        runAfter: unit.now,
        payload,
      });
    }
    await unit.audit("sends.remind", `send:${id}`, { reminded: rows.length });
    return { reminded: rows.length };
  });
}
