import { sql } from "kysely";
import { type ActionPayloads, reaction, type Unit } from "#actions";
import { only } from "#log";
import { countUses } from "#modules/answers";
import { leaveTickets } from "./leave-ticket.ts";
import { pairOf, readTalks } from "./project.ts";
import { isServed } from "./rules.ts";
import { wordsOf } from "./words.ts";

/** An answer that WeCom did not take, or took and could not bring: a person sees to it, unless one has her in hand. */
export const unansweredKf = reaction({
  name: "kf.unanswered",
  on: ["action.failed", "action.ended", "kf.undelivered"],
  after: ["kf-talks", "tickets"],
  async react(unit, batch) {
    const failed = only(batch, "action.failed").flatMap(({ data }) => (data.kind === "kf.answer" ? [data] : []));
    const late = only(batch, "action.ended").flatMap(({ data }) => (data.kind === "kf.answer" ? [data] : []));
    const passable = new Set(
      [...failed.filter(({ errcode }) => !NOBODY_TO_PASS.has(errcode ?? 0)), ...late].map(({ actionId }) => actionId),
    );
    const ended = [...failed, ...late].map(({ actionId }) => actionId);
    // Our message's id is the action's.
    const lost = only(batch, "kf.undelivered").map(({ data }) => data.msgid);
    const answers = await readAnswers(unit, [...ended, ...lost]);
    if (answers.length === 0) return;
    const talks = await readTalks(unit.db, unit.corpId, answers);
    const words = await wordsOf(
      unit.db,
      unit.corpId,
      answers.map(({ openKfId, question: msgid }) => ({ openKfId, msgid })),
    );
    await leaveTickets(
      unit,
      answers.flatMap(({ id, openKfId, externalUserId, question, served }) => {
        const talk = talks.get(pairOf({ openKfId, externalUserId }));
        const text = words({ openKfId, msgid: question });
        // Taken back, or she is forgotten: nobody asks any more.
        if (text === undefined || served || isServed(talk, unit.now)) return [];
        return [{ openKfId, externalUserId, began: talk?.began_msgid ?? question, text, passOn: passable.has(id) }];
      }),
    );
  },
});

/** Ended, or with the servicers already. */
const NOBODY_TO_PASS = new Set([95_013, 95_018]);

type Planned = ActionPayloads["kf.answer"] & {
  id: string;
  /** WeCom said, when it refused, that a person has her. */ served: boolean;
};

async function readAnswers({ db, corpId }: Unit, ids: readonly string[]): Promise<Planned[]> {
  if (ids.length === 0) return [];
  const { rows } =
    await sql<Planned>`select a.id, a.payload ->> 'openKfId' as "openKfId", a.payload ->> 'externalUserId' as "externalUserId",
      a.payload ->> 'question' as question, a.payload ->> 'entryId' as "entryId", a.payload ->> 'text' as text,
      exists (select from event e where e.corp_id = a.corp_id and e.source_key = a.id || ':served') as served
    from planned_action a where a.corp_id = ${corpId} and a.id = any(${[...ids]}) and a.kind = 'kf.answer' order by a.id`.execute(db);
  return rows;
}

/** Each answer that went out counts as one that a colleague gave. */
export const countKf = reaction({
  name: "kf.count",
  on: ["kf.answered"],
  async react(unit, batch) {
    await countUses(
      unit,
      only(batch, "kf.answered").map(({ data }) => data.entryId),
      "kf",
    );
  },
});
