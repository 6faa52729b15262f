import { sql } from "kysely";
import { type Handler, only } from "#log";

/** Who published which moment, and which customers reacted. */
export const momentsProjection: Handler = {
  kind: "project",
  name: "moments",
  version: 1,
  on: ["moment.published", "moment.reacted"],
  tables: ["moment_post", "moment_reaction"],
  kindOf: ({ type }) => type,
  async project(tx, corpId, batch) {
    const posts = only(batch, "moment.published").map(({ data, occurredAt, seq }) => ({ ...data, at: occurredAt.toISOString(), n: seq }));
    if (posts.length > 0) {
      await sql`insert into moment_post (corp_id, moment_id, user_id, published_at, visible)
        select distinct on ("momentId", "userId") ${corpId}, "momentId", "userId", at, visible
        from jsonb_to_recordset(${JSON.stringify(posts)}::jsonb) as r("momentId" text, "userId" text, visible int, at timestamptz, n bigint)
        order by "momentId", "userId", n on conflict do nothing`.execute(tx);
    }
    const reacted = only(batch, "moment.reacted").map(({ data, occurredAt, seq }) => ({ ...data, at: occurredAt.toISOString(), n: seq }));
    if (reacted.length > 0) {
      await sql`insert into moment_reaction (corp_id, moment_id, user_id, external_user_id, kind, at)
        select distinct on ("momentId", "userId", "externalUserId", kind) ${corpId}, "momentId", "userId", "externalUserId", kind, at
        from jsonb_to_recordset(${JSON.stringify(reacted)}::jsonb)
          as r("momentId" text, "userId" text, "externalUserId" text, kind text, at timestamptz, n bigint)
        order by "momentId", "userId", "externalUserId", kind, n on conflict do nothing`.execute(tx);
    }
  },
};
