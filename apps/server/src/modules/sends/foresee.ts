import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, SendForecast, SendReason } from "@shuke/contract";
import { gateSettings, refusalsOf } from "#actions";
import type { Ctx } from "#kit/ctx";
import { staffNames } from "#modules/org";
import { lotsSql } from "./audience.ts";
import { SETTINGS, whomOf } from "./collect.ts";
import { forecastConfirmed, type Given } from "./forecast.ts";
import { confirmHistory } from "./history.ts";
import { readSend } from "./rows.ts";
import { confirmUntil, slotsOf, windowOf } from "./rules.ts";
import type { SendRow } from "./types.ts";

/** Of those who have something on them so many are asked about; of more the rest is taken to be alike. */
const SAMPLE = 20_000;
const MOST_SENDERS = 20;

export async function forecastSend(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.sends.forecast>,
): Promise<OutputOf<typeof api.sends.forecast>> {
  if ("id" in input) return foresee(ctx, await readSend(ctx, input.id));
  return foresee(ctx, { id: "draft", plan: input.plan, kind: "usual", ofSend: null });
}

type Task = { no: number; sender: string; size: number };

/** Looks without touching: who would be asked for whom, what the gate would say now, and what is known of those who confirm. */
export async function foresee(ctx: Ctx, send: Pick<SendRow, "id" | "plan" | "kind" | "ofSend">): Promise<SendForecast> {
  const settings = await gateSettings(ctx.db, ctx.corpId);
  const window = windowOf(send.plan, ctx.now);
  const slots = slotsOf(window, settings);
  const at = slots[0] ?? window.from;
  const seen = await ctx.db.transaction().execute(async (tx) => look({ ...ctx, db: tx }, send, at));
  const reasons = new Map<SendReason, number>([
    ["hold-out", seen.held],
    ["no-sender", seen.noSender],
  ]);
  const refused = new Map<number, number>();
  const scale = seen.asked === 0 ? 1 : seen.known / seen.asked;
  for (const { no, reason } of seen.refusals) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + scale);
    refused.set(no, (refused.get(no) ?? 0) + scale);
  }
  const given: Given[] = [];
  const days = new Map<string, number>();
  for (const { no, sender, size } of seen.tasks) {
    const slot = slots[(no - 1) % Math.max(1, slots.length)];
    const left = Math.max(0, size - (refused.get(no) ?? 0));
    const nth = (days.get(sender) ?? seen.busy.get(sender) ?? 0) + 1;
    // Her day is full; whether another day has room is not foreseen beyond what the window has of them.
    const hasRoom = send.kind === "correction" || nth <= settings.staff.confirmationsPerDay || isLong(window);
    if (slot && hasRoom && left >= 0.5) {
      days.set(sender, nth);
      given.push({ sender, at: slot, until: confirmUntil(slot, window.until, settings), recipients: left });
    } else if (left >= 0.5) {
      const why = slot ? "staff-budget" : "no-hour";
      reasons.set(why, (reasons.get(why) ?? 0) + left);
    }
  }
  const senders = Map.groupBy(given, ({ sender }) => sender);
  const history = await confirmHistory(ctx, [...senders.keys()]);
  const { confirmed, byHour } = forecastConfirmed(given, history, `${send.id}/${ctx.now.toISOString()}`);
  const most = [...senders]
    .map(([userId, tasks]) => ({
      userId,
      tasks: tasks.length,
      recipients: Math.round(tasks.reduce((sum, one) => sum + one.recipients, 0)),
    }))
    .toSorted((a, b) => b.recipients - a.recipients || (a.userId < b.userId ? -1 : 1))
    .slice(0, MOST_SENDERS);
  const names = await staffNames(
    ctx,
    most.map(({ userId }) => userId),
  );
  const not = [...reasons].flatMap(([reason, n]) => (Math.round(n) > 0 ? [{ reason, count: Math.round(n) }] : []));
  return {
    at: ctx.now.toISOString(),
    audience: seen.audience,
    reachable: Math.round(given.reduce((sum, { recipients }) => sum + recipients, 0)),
    not: not.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    exact: scale === 1,
    tasks: given.length,
    senders: senders.size,
    most: most.map((one) => ({ ...one, name: names.get(one.userId) ?? one.userId })),
    confirmed,
    byHour: byHour.map(({ at: hour, ...range }) => ({ at: hour.toISOString(), ...range })),
    history: history.tasks,
  };
}

const isLong = ({ from, until }: { from: Date; until: Date }) => until.getTime() - from.getTime() > 36 * 3_600_000;

async function look(ctx: Ctx, send: Pick<SendRow, "id" | "plan" | "kind" | "ofSend">, at: Date) {
  await sql`select ${SETTINGS}`.execute(ctx.db);
  await sql`create temporary table foreseen on commit drop as select no, sender, held, size, ids from (${await lotsSql(ctx, whomOf(send))}) x`.execute(
    ctx.db,
  );
  const { rows: sums } = await sql<{ audience: number; held: number; lost: number }>`select coalesce(sum(size), 0)::int as audience,
    coalesce(sum(size) filter (where held), 0)::int as held, coalesce(sum(size) filter (where no = 0 and not held), 0)::int as lost
    from foreseen`.execute(ctx.db);
  const { rows: tasks } = await sql<Task>`select no, sender, size from foreseen where no > 0 order by no`.execute(ctx.db);
  const budget = send.plan.to === "groups" ? ("group" as const) : ("person" as const);
  // As far back as any rule looks; the gate's own arithmetic decides.
  const since = new Date(at.getTime() - 31 * 86_400_000);
  const said = sql`exists (select from contact_preference c where c.corp_id = ${ctx.corpId} and c.external_user_id = f.ext)`;
  const { rows: known } = await sql<{ no: number; ext: string; n: number }>`with known as materialized (select f.no, f.ext
      from (select no, unnest(ids) as ext from foreseen where no > 0) f where (exists (select from touch t where t.corp_id = ${ctx.corpId} and t.budget = ${budget} and t.recipient = f.ext
        and t.at >= ${since} and t.state in ('reserved', 'delivered') and t.weight > 0) ${budget === "person" ? sql`or ${said}` : sql``}))
    select no, ext, (select count(*)::int from known) as n from known order by md5(ext) limit ${SAMPLE}`.execute(ctx.db);
  const like = {
    budget,
    kind: budget === "group" ? ("group-post" as const) : ("mass-send" as const),
    weight: send.kind === "correction" ? 0 : 1,
    selling: send.plan.selling,
    ...(send.plan.topic === null ? {} : { topic: send.plan.topic }),
  };
  const answers = await refusalsOf(
    ctx,
    like,
    known.map(({ ext }) => ext),
    at,
  );
  const refusals = known.flatMap(({ no, ext }) => {
    const reason = answers.get(ext);
    return reason === undefined ? [] : [{ no, reason }];
  });
  return {
    audience: sums[0]?.audience ?? 0,
    held: sums[0]?.held ?? 0,
    noSender: sums[0]?.lost ?? 0,
    tasks,
    known: known[0]?.n ?? 0,
    asked: known.length,
    refusals,
    busy: await busyOn(ctx, at),
  };
}

/** How many confirmations each member of staff is asked for on that day already. */
async function busyOn(ctx: Ctx, at: Date): Promise<Map<string, number>> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const { rows } = await sql<{ id: string; n: number }>`select recipient as id, sum(weight)::int as n from touch
    where corp_id = ${ctx.corpId} and budget = 'staff' and kind = 'confirmation' and state in ('reserved', 'delivered')
      and recipient in (select sender from foreseen where no > 0)
      and (at at time zone ${timeZone})::date = (${at}::timestamptz at time zone ${timeZone})::date group by 1`.execute(ctx.db);
  return new Map(rows.map(({ id, n }) => [id, n]));
}
