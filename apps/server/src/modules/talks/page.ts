import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { derivedId } from "#kit/ids";
import { staysOf } from "#modules/groups";
import { readTalk, type TalkRow } from "./read.ts";
import { isOpenToAsk } from "./rules.ts";
import { readQuestions } from "./screens.ts";

export type TalkPage = {
  talk: TalkRow;
  questions: Array<{ id: string; text: string; votes: number; answer: string | null; mine: boolean; voted: boolean }>;
  /** She is of one of its groups, and its time to ask has come and is not over. */
  mayAsk: boolean;
};

/** Of one person one talk takes so many questions. */
const MOST = 3;
const LONGEST = 200;

/** What members see: questions without names. Null where there is nothing to see. */
export async function pageOfTalk(ctx: Ctx, id: string, externalUserId: string | null): Promise<TalkPage | null> {
  const { rows } = await sql<{ state: string }>`select state from talk where corp_id = ${ctx.corpId} and id = ${id}`.execute(ctx.db);
  if (rows[0] === undefined || rows[0].state === "draft") return null;
  const talk = await readTalk(ctx, id);
  const { rows: votes } = await sql<{ question: string }>`select question_id as question from talk_vote
    where corp_id = ${ctx.corpId} and talk_id = ${id} and external_user_id = ${externalUserId ?? ""}`.execute(ctx.db);
  const voted = new Set(votes.map(({ question }) => question));
  const questions = (await readQuestions(ctx, id)).map((one) => ({
    id: one.id,
    text: one.text,
    votes: one.votes,
    answer: one.answer,
    mine: one.external_user_id === externalUserId,
    voted: voted.has(one.id),
  }));
  return { talk, questions, mayAsk: isOpenToAsk(talk.state) && (await isOfGroups(ctx, talk, externalUserId)) };
}

/** Asked from her side: a session of a class has tens of thousands of groups, a person a few. */
async function isOfGroups(ctx: Ctx, { chat_ids }: TalkRow, memberId: string | null): Promise<boolean> {
  if (memberId === null) return false;
  const chats = new Set(chat_ids);
  return (await staysOf(ctx, memberId)).some(({ chatId }) => chats.has(chatId));
}

/** False: it is not the time, she is of none of its groups, she asked three already, or wrote nothing. */
export async function askInTalk(ctx: Ctx, id: string, externalUserId: string, text: string): Promise<boolean> {
  const said = text.trim().slice(0, LONGEST);
  const page = await pageOfTalk(ctx, id, externalUserId);
  if (said === "" || !page?.mayAsk) return false;
  const mine = page.questions.filter((one) => one.mine);
  if (mine.some((one) => one.text === said)) return true;
  if (mine.length >= MOST) return false;
  // The same words of the same person are one question, however often the form is sent.
  const questionId = derivedId("tlq", ctx.corpId, id, externalUserId, said);
  await withUnit(ctx, async (unit) => {
    unit.fact({
      type: "talk.asked",
      subject: `talk:${id}`,
      occurredAt: unit.now,
      sourceKey: `talk-asked:${questionId}`,
      data: { talkId: id, questionId, externalUserId, text: said },
    });
  });
  return true;
}

export async function voteInTalk(ctx: Ctx, id: string, externalUserId: string, questionId: string, on: boolean): Promise<boolean> {
  const page = await pageOfTalk(ctx, id, externalUserId);
  const question = page?.questions.find((one) => one.id === questionId);
  if (!page?.mayAsk || !question || question.voted === on || question.mine) return false;
  await withUnit(ctx, async (unit) => {
    unit.fact({ type: "talk.voted", subject: `talk:${id}`, occurredAt: unit.now, data: { talkId: id, questionId, externalUserId, on } });
  });
  return true;
}
