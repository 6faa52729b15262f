import { sql } from "kysely";
import { talkPlan, type TalkPlan, type TalkStageKey, type TalkState } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";

export type TalkRow = {
  id: string;
  state: TalkState;
  plan: TalkPlan;
  starts_at: Date;
  chat_ids: string[];
  place: number;
  /** How often it was moved. */
  round: number;
  digest: string;
  replay_url: string;
  /** How often its plan was saved, and by whom last. */
  revision: number;
  saved_by: string | null;
  saved_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
};
export type StageRow = {
  key: TalkStageKey;
  at: Date;
  until: Date;
  state: "waiting" | "planned" | "missed" | "cancelled";
  action_ids: string[];
  planned: number;
  refused: number;
  reason: string | null;
};

const columns = sql`id, state, plan, starts_at, chat_ids, place, round, digest, replay_url, started_at, ended_at, revision, saved_by,
  saved_at`;

/** One talk; `lock` holds it for a verb that decides on it. */
export async function readTalk(ctx: Ctx, id: string, lock = false): Promise<TalkRow> {
  const { rows } = await sql<TalkRow>`select ${columns} from talk where corp_id = ${ctx.corpId} and id = ${id}
    ${lock ? sql`for update` : sql``}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("talk", id);
  return { ...row, plan: talkPlan.parse(row.plan) };
}

export async function readStages(ctx: Ctx, talkId: string): Promise<StageRow[]> {
  const { rows } = await sql<StageRow>`select key, at, until, state, action_ids, planned, refused, reason from talk_stage
    where corp_id = ${ctx.corpId} and talk_id = ${talkId} order by at, key`.execute(ctx.db);
  return rows;
}
