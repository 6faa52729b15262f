import { sql } from "kysely";
import type { RecipientState, SendPlan, SendReason, SendState } from "@shuke/contract";
import { gateSettings, type Unit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem } from "#kit/problem";
import { cancel } from "./call-off.ts";
import { peopleOf } from "./people.ts";
import { readSend, setSend } from "./rows.ts";
import { slotsOf, windowOf } from "./rules.ts";
import { insertSend, refuseWindow } from "./save-send.ts";
import { readSettings } from "./settings.ts";

/**
 * A send that a module above plans, under an id of its own choosing, so that what comes of it is told under that id. It goes as every other:
 * above the size of the settings a second person lets it go.
 */
export async function handIn(unit: Unit, { id, plan, reach }: { id: string; plan: SendPlan; reach: number }): Promise<void> {
  refuseWindow(plan);
  const settings = await gateSettings(unit.db, unit.corpId);
  const window = windowOf(plan, unit.now);
  if (slotsOf(window, settings).length === 0) throw new Problem("sendNoHour", {});
  await insertSend(unit, { id, plan, kind: "usual", ofSend: null });
  const state = (await needsSecond(unit, reach)) ? "waiting" : "scheduled";
  await setSend(
    unit,
    id,
    sql`state = ${state}, submitted_at = ${unit.now}, submitted_by = ${JSON.stringify(unit.actor)},
      next_at = ${state === "waiting" ? null : window.from}`,
  );
}

/** When a send that is handed in now would give its first tasks; null: no hour of these is open in the next days. */
export async function opensAt(ctx: Ctx, hours: SendPlan["hours"]): Promise<Date | null> {
  const until = new Date(ctx.now.getTime() + 3 * 86_400_000);
  return slotsOf({ from: ctx.now, until, hours, spreadHours: 0 }, await gateSettings(ctx.db, ctx.corpId))[0] ?? null;
}

/** Above so many recipients a second person lets a send go; null: never. */
export const needsSecond = async (ctx: Ctx, reach: number): Promise<boolean> => {
  const { approvalAbove } = await readSettings(ctx);
  return approvalAbove !== null && reach > approvalAbove;
};

/** Calls off what of it was not sent; false where it is over already, or was sent back to be changed and is nobody's business any more. */
export async function callOff(unit: Unit, id: string, why: string): Promise<boolean> {
  const send = await readSend(unit, id, true);
  if (send.state === "done" || send.state === "cancelled") return false;
  await cancel(unit, send, why);
  return true;
}

export type SendFigures = {
  state: SendState;
  tasks: number;
  confirmed: number;
  recipients: number;
  delivered: number;
  failed: number;
  unsent: number;
  refused: number;
  /** Why most were refused; null: nobody was. */
  refusedFor: SendReason | null;
};

/** How far each of these sends is; those that are not there any more are left out. */
export async function sendFigures(ctx: Ctx, ids: readonly string[]): Promise<Map<string, SendFigures>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<
    SendFigures & { id: string }
  >`select id, state, tasks, confirmed, recipients, delivered, failed, unsent, refused,
      case when refused > 0 then (select p.reason from (${peopleOf(ctx.corpId, sql<string>`send.id`)}) p where p.state = 'refused'
        group by 1 order by count(*) desc, 1 limit 1) end as "refusedFor"
    from send where corp_id = ${ctx.corpId} and id = any(${[...ids]})`.execute(ctx.db);
  return new Map(rows.map(({ id, ...figures }) => [id, figures]));
}

/** The groups into which each of these sends arrived; `among`: only these groups are asked about. */
export async function reachedChats(ctx: Ctx, ids: readonly string[], among?: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; chats: string[] }>`select s.id, array_agg(p.recipient order by p.recipient) as chats
    from unnest(${[...ids]}::text[]) s(id) cross join lateral (${peopleOf(ctx.corpId, sql<string>`s.id`)}) p
    where p.state = 'delivered' and ${among === undefined ? sql`true` : sql`p.recipient = any(${[...among]}::text[])`} group by s.id`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ id, chats }) => [id, chats]));
}

export type Reached = { state: RecipientState; reason: SendReason | null; at: Date | null };

/** What became of these people in these sends, by send and person. */
export async function reachedPeople(ctx: Ctx, ids: readonly string[], among: readonly string[]): Promise<Map<string, Reached>> {
  if (ids.length === 0 || among.length === 0) return new Map();
  const { rows } = await sql<Reached & { id: string; who: string }>`select s.id, p.recipient as who, p.state, p.reason, p.at
    from unnest(${[...new Set(ids)]}::text[]) s(id) cross join lateral (${peopleOf(ctx.corpId, sql<string>`s.id`)}) p
    where p.recipient = any(${[...among]}::text[])`.execute(ctx.db);
  return new Map(rows.map(({ id, who, ...reached }) => [`${id}/${who}`, reached]));
}
