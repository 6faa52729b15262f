import { sql } from "kysely";
import type { api, OutputOf, ParsedInputOf, Talk, TalkItem, TalkPlan, TalkQuestion, TalkState } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { staffNames } from "#modules/org";
import { chatsFor } from "./chats.ts";
import { readStages, readTalk } from "./read.ts";
import { inOrder } from "./rules.ts";

/** Of one session no page lists more groups by name. */
const GROUPS_SHOWN = 500;

export const talkPath = (id: string): string => `/m/talk/${id}?v=${encodeURIComponent(`talk.${id}.link`)}`;

type ListRow = { id: string; state: TalkState; plan: TalkPlan; starts_at: Date; groups: number; questions: number; answered: number };

/** What is to come, the nearest first; then what is over, newest first. The cursor is the last row's part, hour and id. */
export async function listTalks(ctx: Ctx, input: ParsedInputOf<typeof api.talks.list>): Promise<OutputOf<typeof api.talks.list>> {
  const [, part, at = "", last] = /^([01])\|([^|]+)\|(.+)$/.exec(input.cursor ?? "") ?? [];
  const start =
    part === undefined || last === undefined || Number.isNaN(Date.parse(at)) ? null : { part: Number(part), at: new Date(at), id: last };
  const rows: Array<ListRow & { part: number }> = [];
  for (const part of [0, 1]) {
    if (part < (start?.part ?? 0) || rows.length > input.limit) continue;
    const over = part === 1;
    const after = start?.part === part ? sql`and (t.starts_at, t.id) ${over ? sql`<` : sql`>`} (${start.at}, ${start.id})` : sql``;
    const { rows: found } = await sql<ListRow>`select t.id, t.state, t.plan, t.starts_at, cardinality(t.chat_ids) as groups,
        (select count(*)::int from talk_question q where q.corp_id = t.corp_id and q.talk_id = t.id) as questions,
        (select count(*)::int from talk_question q where q.corp_id = t.corp_id and q.talk_id = t.id and q.answer is not null) as answered
      from talk t where t.corp_id = ${ctx.corpId} and (t.state in ('closed', 'cancelled')) = ${over}
        and (${input.state === undefined} or t.state = ${input.state ?? null}) and (${input.kind === undefined} or t.kind = ${input.kind ?? null}) ${after}
      order by ${sql.raw(over ? "t.starts_at desc, t.id desc" : "t.starts_at, t.id")} limit ${input.limit + 1 - rows.length}`.execute(
      ctx.db,
    );
    rows.push(...found.map((row) => ({ ...row, part })));
  }
  const shown = rows.slice(0, input.limit);
  const names = await staffNames(
    ctx,
    shown.map(({ plan }) => plan.host),
  );
  const end = shown.at(-1);
  return {
    items: shown.map((row) => itemOf(row, names)),
    nextCursor: rows.length > input.limit && end ? `${end.part}|${end.starts_at.toISOString()}|${end.id}` : null,
  };
}

const itemOf = ({ id, state, plan, starts_at, ...counts }: ListRow, names: ReadonlyMap<string, string>): TalkItem => ({
  id,
  state,
  kind: plan.kind,
  title: plan.title,
  guest: plan.guest,
  host: { userId: plan.host, name: names.get(plan.host) ?? plan.host },
  startsAt: starts_at.toISOString(),
  minutes: plan.minutes,
  groups: counts.groups,
  questions: counts.questions,
  answered: counts.answered,
});

export async function getTalk(ctx: Ctx, { id }: { id: string }): Promise<Talk> {
  const [row, stages] = [await readTalk(ctx, id), await readStages(ctx, id)];
  const delivered = await deliveredOf(
    ctx,
    stages.flatMap(({ action_ids }) => action_ids),
  );
  const { rows } = await sql<{ questions: number; answered: number }>`select count(*)::int as questions, count(answer)::int as answered
    from talk_question where corp_id = ${ctx.corpId} and talk_id = ${id}`.execute(ctx.db);
  // Of a draft: those it would be now.
  const chatIds = row.state === "draft" ? await chatsFor(ctx, row.plan) : row.chat_ids;
  const chats = await chatInfo(ctx, chatIds.slice(0, GROUPS_SHOWN));
  const names = await staffNames(ctx, [row.plan.host]);
  const counts = { groups: chatIds.length, questions: rows[0]?.questions ?? 0, answered: rows[0]?.answered ?? 0 };
  return {
    ...itemOf({ ...row, ...counts }, names),
    plan: { ...row.plan, startsAt: row.starts_at.toISOString() },
    stages: stages.map((stage) => ({
      key: stage.key,
      at: stage.at.toISOString(),
      state: stage.state,
      groups: stage.planned,
      delivered: stage.action_ids.reduce((sum, action) => sum + (delivered.get(action) ?? 0), 0),
      refused: stage.refused,
      reason: stage.reason,
    })),
    revision: row.revision,
    place: row.place,
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    digest: row.digest,
    replayUrl: row.replay_url,
    path: talkPath(id),
    groupList: [...chats.values()].map(({ groupId, name }) => ({ id: groupId, name })),
  };
}

/** Groups that each call reached, as WeCom says. */
export async function deliveredOf(ctx: Ctx, actionIds: readonly string[]): Promise<Map<string, number>> {
  if (actionIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; n: number }>`select action_id as id, count(*)::int as n from touch
    where corp_id = ${ctx.corpId} and action_id = any(${[...actionIds]}) and budget = 'group' and state = 'delivered' group by 1`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

export type QuestionRow = {
  id: string;
  text: string;
  external_user_id: string;
  asked_at: Date;
  votes: number;
  answer: string | null;
  answered_at: Date | null;
  ticket_id: string | null;
};

/** Of one talk more are not shown; the most wanted are among them. */
const MOST = 500;

export async function readQuestions(ctx: Ctx, talkId: string): Promise<QuestionRow[]> {
  const { rows } =
    await sql<QuestionRow>`select id, text, external_user_id, asked_at, votes, answer, answered_at, ticket_id from talk_question
    where corp_id = ${ctx.corpId} and talk_id = ${talkId} order by votes desc, asked_at, id limit ${MOST}`.execute(ctx.db);
  return rows;
}

export async function talkQuestions(ctx: Ctx, { id }: { id: string }): Promise<{ items: TalkQuestion[] }> {
  await readTalk(ctx, id);
  const rows = await readQuestions(ctx, id);
  const names = await namesOf(
    ctx,
    rows.map((row) => row.external_user_id),
  );
  return { items: inOrder(rows.map((row) => toQuestion(ctx, row, names))) };
}

export const toQuestion = (ctx: Ctx, row: QuestionRow, names: ReadonlyMap<string, string>): TalkQuestion => ({
  id: row.id,
  text: row.text,
  customer: { id: customerId(ctx.corpId, row.external_user_id), name: names.get(row.external_user_id) ?? "" },
  votes: row.votes,
  askedAt: row.asked_at.toISOString(),
  answer: row.answer,
  answeredAt: row.answered_at?.toISOString() ?? null,
  ticketId: row.ticket_id,
});
