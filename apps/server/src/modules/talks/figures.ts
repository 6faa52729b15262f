import { sql } from "kysely";
import type { api, OutputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { talkedIn } from "#modules/archive";
import { paidOrders } from "#modules/orders";
import { readStages, readTalk } from "./read.ts";
import { deliveredOf } from "./screens.ts";

const HOURS_48 = 48 * 3_600_000;
const WEEK = 7 * 86_400_000;

/** Whom it reached and what came of it; what nobody can know is null. */
export async function talkFigures(ctx: Ctx, { id }: { id: string }): Promise<OutputOf<typeof api.talks.figures>> {
  const [talk, stages] = [await readTalk(ctx, id), await readStages(ctx, id)];
  const first = stages.filter(({ key }) => key !== "digest");
  const reached = await Promise.all(
    first.map(async ({ action_ids }) => [...(await deliveredOf(ctx, action_ids)).values()].reduce((a, b) => a + b, 0)),
  );
  const begin = talk.started_at ?? talk.starts_at;
  const { rows } = await sql<{ asked: number; askers: number; votes: number; answered: number; mean: number | null }>`
    select count(*)::int as asked, count(distinct external_user_id)::int as askers, coalesce(sum(votes), 0)::int as votes,
      count(answer)::int as answered,
      (avg(extract(epoch from answered_at - greatest(asked_at, ${begin})) / 60) filter (where answered_at > ${begin}))::float8 as mean
    from talk_question where corp_id = ${ctx.corpId} and talk_id = ${id}`.execute(ctx.db);
  const { rows: seen } = await sql<{ who: string }>`select external_user_id as who from talk_visitor
    where corp_id = ${ctx.corpId} and talk_id = ${id} limit 20000`.execute(ctx.db);
  const { asked = 0, askers = 0, votes = 0, answered = 0, mean = null } = rows[0] ?? {};
  const over = talk.started_at !== null && ctx.now.getTime() >= begin.getTime() + HOURS_48;
  const people = seen.map(({ who }) => customerId(ctx.corpId, who));
  const span = (shift: number) => ({ from: new Date(begin.getTime() - shift), to: new Date(begin.getTime() - shift + HOURS_48) });
  return {
    // The stage that reached most groups: they are the same groups each time.
    groups: { planned: Math.max(0, ...first.map(({ planned }) => planned)), delivered: Math.max(0, ...reached) },
    opened: seen.length,
    asked,
    askers,
    votes,
    answered,
    meanMinutes: mean,
    talked: talk.started_at === null ? null : await talkedIn(ctx, talk.chat_ids, { from: talk.started_at, to: talk.ended_at ?? ctx.now }),
    orders: over ? { after: await paidOrders(ctx, people, span(0)), before: await paidOrders(ctx, people, span(WEEK)) } : null,
  };
}
