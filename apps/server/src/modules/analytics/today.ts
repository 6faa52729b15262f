import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import { gateSettings } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";
import { firstSince } from "#log";
import { contentsToJudge } from "#modules/assets";
import { fullestGroups } from "#modules/groups";
import { matchRate } from "#modules/orders";
import { sendsToApprove } from "#modules/sends";
import { boardSteps, countAllSteps, readSops } from "#modules/sops";
import { daily } from "./daily-screen.ts";
import { type Need, need, waitingNeeds } from "./needs.ts";
import { ownToday } from "./own-today.ts";

type Today = OutputOf<typeof api.analytics.today>;

/** Entry by code stops at so many (wecom-api §5.5); within a tenth of it somebody should know. */
const FULL = 200;

/** The first page: what needs me, what is off target, what happened since yesterday evening. */
export async function today(ctx: Ctx): Promise<Today> {
  if (ctx.scope) return ownToday(ctx, { least: FULL * 0.9, limit: FULL });
  const [figures, needs, offTarget, match, overnight, groupsNearFull] = await Promise.all([
    figuresOf(ctx),
    needsOf(ctx),
    offTargetOf(ctx),
    matchRate(ctx),
    overnightOf(ctx),
    nearFull(ctx),
  ]);
  return { figures, needs, offTarget, matchRate: match, overnight, groupsNearFull };
}

async function figuresOf(ctx: Ctx): Promise<Today["figures"]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const day = localDay(ctx.now, timeZone);
  const { days } = await daily(ctx, { from: addDays(day, -13), to: day });
  return (["friends", "added", "members", "joined", "left"] as const).map((key) => {
    const trend = days.map((one) => one[key]);
    const [before, now] = trend.slice(-2);
    return { key, value: now ?? 0, change: before === undefined || now === undefined ? null : now - before, trend };
  });
}

async function needsOf(ctx: Ctx): Promise<Need[]> {
  const [waiting, sends, contents] = await Promise.all([waitingNeeds(ctx), sendsToApprove(ctx), contentsToJudge(ctx)]);
  const { rows } = await sql<{ quarantined: number; failed: number; unknown: number }>`select
    (select count(*) from inbox where corp_id = ${ctx.corpId} and state = 'quarantined')::int as quarantined,
    (select count(*) from action_unsent where corp_id = ${ctx.corpId} and status = 'failed'
      and finished_at > ${new Date(ctx.now.getTime() - 86_400_000)})::int as failed,
    (select count(*) from action_unsent where corp_id = ${ctx.corpId} and status = 'unknown')::int as unknown`.execute(ctx.db);
  const { quarantined = 0, failed = 0, unknown = 0 } = rows[0] ?? {};
  return [
    // An offer has an end; a task that is overdue is late already.
    ...need("sendsToApprove", sends, "/sends?state=waiting"),
    ...waiting,
    ...need("contentsToJudge", contents, "/contents?state=waiting"),
    ...need("quarantined", quarantined, "/system/inbox?state=quarantined"),
    ...need("failedActions", failed, "/system/actions?status=failed"),
    ...need("unknownActions", unknown, "/system/actions?status=unknown"),
  ];
}

async function offTargetOf(ctx: Ctx): Promise<Today["offTarget"]> {
  const sops = await readSops(ctx.db, ctx.corpId);
  const counts = await countAllSteps(ctx, sops);
  return sops.flatMap((sop) =>
    boardSteps(ctx, sop.definition, counts.get(sop.id) ?? [])
      .filter((step) => step.status === "red" || step.status === "amber")
      .map((step) => ({
        sopId: sop.id,
        sop: inWords(ctx, sop.name),
        step: step.key,
        name: step.name,
        rate: step.rate,
        target: step.target,
        status: step.status,
      })),
  );
}

async function overnightOf(ctx: Ctx): Promise<Today["overnight"]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const since = atLocal(addDays(localDay(ctx.now, timeZone), -1), "21:00", timeZone);
  const keys: Record<string, [key: string, to: string]> = {
    "relation.added": ["added", "/customers"],
    "relation.ended": ["lost", "/customers?state=lost"],
    "group.member-joined": ["joined", "/groups"],
    "group.member-left": ["left", "/groups"],
    "group.created": ["newGroups", "/groups"],
    "task.done": ["tasksDone", "/tasks?state=done"],
    "sop.step-done": ["stepsDone", "/sops"],
    "welcome.missed": ["missedWelcomes", "/customers"],
  };
  const first = await firstSince(ctx.db, ctx.corpId, since);
  const { rows } = await sql<{ type: string; n: number }>`select type, count(*)::int as n from event
    where corp_id = ${ctx.corpId} and type = any(${Object.keys(keys)}) and seq >= ${first}
    group by type order by n desc`.execute(ctx.db);
  return rows.flatMap((row) => {
    const known = keys[row.type];
    return known ? [{ key: known[0], count: row.n, to: known[1] }] : [];
  });
}

async function nearFull(ctx: Ctx): Promise<Today["groupsNearFull"]> {
  return (await fullestGroups(ctx, FULL * 0.9, 10)).map((group) => ({ ...group, limit: FULL }));
}
