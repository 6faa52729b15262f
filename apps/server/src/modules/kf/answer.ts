import { sql } from "kysely";
import { reaction, type Unit } from "#actions";
import type { Db } from "#db/connect";
import { only, type StoredEvent } from "#log";
import { answerer, type Given } from "#modules/answers";
import { leaveTickets, type Open } from "./leave-ticket.ts";
import { pairOf, readTalks } from "./project.ts";
import { fitsIn, inWords, isServed, isWaiting, wantsAnswer, WINDOW_MS } from "./rules.ts";
import { wordsOf } from "./words.ts";

type Said = StoredEvent<"kf.said">;

/**
 * What a customer wrote is answered by the standing answer that fits best, where the account answers by itself; else it waits for a person in
 * the queue. While a person has her in hand the house is silent.
 */
export const answerKf = reaction({
  name: "kf.answer",
  on: ["kf.said"],
  after: ["kf-talks", "tickets"],
  idle: async (db, corpId) => (await answeringSince(db, corpId)).size === 0,
  async react(unit, batch) {
    const since = await answeringSince(unit.db, unit.corpId);
    const said = only(batch, "kf.said").filter(
      ({ data, occurredAt }) => data.userId === null && occurredAt >= (since.get(data.openKfId) ?? NEVER),
    );
    const messages = said.map(({ data }) => data);
    const talks = await readTalks(unit.db, unit.corpId, messages);
    const words = await wordsOf(unit.db, unit.corpId, messages);
    const fitting = await answerer(unit, "kf");
    const open: Open[] = [];
    // Asked twice in one breath, she hears it once.
    const given = new Set<string>();
    for (const event of said) {
      const { data } = event;
      const text = words(data);
      const talk = talks.get(pairOf(data));
      if (text === undefined || isServed(talk, unit.now)) continue;
      const fit = text === "" ? null : fitting(text);
      const isLate = unit.now.getTime() - event.occurredAt.getTime() >= WINDOW_MS;
      if (fit && !isLate && fitsIn(fit.answer) && !isWaiting(talk, unit.now)) {
        const key = `${pairOf(data)} ${fit.id}`;
        if (!given.has(key)) give(unit, event, fit);
        given.add(key);
      } else if (data.kind !== "text" || wantsAnswer(text)) {
        open.push({
          ...data,
          began: talk?.began_msgid ?? data.msgid,
          text: text === "" ? inWords(data.kind) : text,
          passOn: !isWaiting(talk, unit.now),
        });
      }
    }
    await leaveTickets(unit, open);
  },
});

/** Later than anything. */
const NEVER = new Date(8.64e15);

function give(unit: Unit, { seq, occurredAt, data }: Said, { id, answer }: Given): void {
  const { openKfId, externalUserId, msgid } = data;
  unit.plan({
    kind: "kf.answer",
    payload: { openKfId, externalUserId, question: msgid, entryId: id, text: answer },
    dedupeKey: `kf:${openKfId}:${msgid}`,
    plannedBy: `answer:${id}`,
    runAfter: unit.now,
    runUntil: new Date(occurredAt.getTime() + WINDOW_MS),
    causeSeq: seq,
  });
}

async function answeringSince(db: Db, corpId: string): Promise<Map<string, Date>> {
  const { rows } = await sql<{ id: string; since: Date }>`select open_kfid as id, answers_since as since from kf_account
    where corp_id = ${corpId} and answers and gone_at is null`.execute(db);
  return new Map(rows.map(({ id, since }) => [id, since]));
}
