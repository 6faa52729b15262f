import { sql } from "kysely";
import { type Handler, only } from "#log";

/** `talk.ID.…`: the link of one talk. */
export const talkOfLink = (via: string | null): string | null => /^talk\.([^.]+)(?:\.|$)/u.exec(via ?? "")?.[1] ?? null;

/** Questions, votes and visitors of talks. Cut by kind: within one kind each statement settles its own order. */
export const talksProjection: Handler = {
  kind: "project",
  name: "talks",
  version: 1,
  on: ["talk.asked", "talk.voted", "talk.answered", "talk.followed", "page.opened"],
  tables: ["talk_question", "talk_vote", "talk_visitor"],
  kindOf: ({ type }) => type,
  async project(tx, corpId, batch) {
    const stamp = (at: Date) => at.toISOString();
    const asked = only(batch, "talk.asked").map(({ data, occurredAt, seq }) => ({ ...data, at: stamp(occurredAt), n: seq }));
    if (asked.length > 0) {
      await sql`insert into talk_question (corp_id, talk_id, id, text, external_user_id, asked_at, votes)
        select distinct on (r."talkId", r."questionId") ${corpId}, r."talkId", r."questionId", r.text, r."externalUserId", r.at,
          (select count(*)::int from talk_vote v where v.corp_id = ${corpId} and v.talk_id = r."talkId" and v.question_id = r."questionId")
        from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r("talkId" text, "questionId" text, text text, "externalUserId" text,
          at timestamptz, n bigint) order by r."talkId", r."questionId", r.n on conflict do nothing`.execute(tx);
    }
    const votes = only(batch, "talk.voted").map(({ data, seq }) => ({ ...data, n: seq }));
    if (votes.length > 0) {
      // The last word of each voter counts.
      await sql`with last as materialized (select distinct on ("talkId", "questionId", "externalUserId") *
          from jsonb_to_recordset(${JSON.stringify(votes)}::jsonb) as x("talkId" text, "questionId" text, "externalUserId" text, "on" boolean, n bigint)
          order by "talkId", "questionId", "externalUserId", n desc),
        gone as (delete from talk_vote v using last r where v.corp_id = ${corpId} and not r."on" and v.talk_id = r."talkId"
          and v.question_id = r."questionId" and v.external_user_id = r."externalUserId")
        insert into talk_vote (corp_id, talk_id, question_id, external_user_id)
        select ${corpId}, "talkId", "questionId", "externalUserId" from last where "on" on conflict do nothing`.execute(tx);
      await sql`update talk_question q set votes = (select count(*)::int from talk_vote v where v.corp_id = q.corp_id
          and v.talk_id = q.talk_id and v.question_id = q.id)
        from (select distinct "talkId", "questionId" from jsonb_to_recordset(${JSON.stringify(votes)}::jsonb) as x("talkId" text, "questionId" text)) r
        where q.corp_id = ${corpId} and q.talk_id = r."talkId" and q.id = r."questionId"`.execute(tx);
    }
    const answers = only(batch, "talk.answered").map(({ data, occurredAt, seq }) => ({ ...data, at: stamp(occurredAt), n: seq }));
    if (answers.length > 0) {
      await sql`update talk_question q set answer = r.answer, answered_at = coalesce(q.answered_at, r.first)
        from (select distinct on ("talkId", "questionId") *, first_value(at) over (partition by "talkId", "questionId" order by n) as first
          from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as x("talkId" text, "questionId" text, answer text, at timestamptz, n bigint)
          order by "talkId", "questionId", n desc) r
        where q.corp_id = ${corpId} and q.talk_id = r."talkId" and q.id = r."questionId"`.execute(tx);
    }
    const followed = only(batch, "talk.followed").map(({ data, seq }) => ({ ...data, n: seq }));
    if (followed.length > 0) {
      await sql`update talk_question q set ticket_id = coalesce(q.ticket_id, r."ticketId")
        from (select distinct on ("talkId", "questionId") * from jsonb_to_recordset(${JSON.stringify(followed)}::jsonb)
          as x("talkId" text, "questionId" text, "ticketId" text, n bigint) order by "talkId", "questionId", n) r
        where q.corp_id = ${corpId} and q.talk_id = r."talkId" and q.id = r."questionId"`.execute(tx);
    }
    const seen = only(batch, "page.opened").flatMap(({ data, occurredAt, seq }) => {
      const talkId = talkOfLink(data.via);
      return talkId === null ? [] : [{ talkId, who: data.externalUserId, at: stamp(occurredAt), n: seq }];
    });
    if (seen.length > 0) {
      await sql`insert into talk_visitor (corp_id, talk_id, external_user_id, first_at)
        select distinct on ("talkId", who) ${corpId}, "talkId", who, at from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb)
          as r("talkId" text, who text, at timestamptz, n bigint) order by "talkId", who, n on conflict do nothing`.execute(tx);
    }
  },
};
