import { sql } from "kysely";
import type { Db } from "#db/connect";
import { writeRows } from "#db/write-rows";
import type { Handler, StoredEvent } from "#log";
import { follow, type TalkFact, type TalkRow } from "./rules.ts";

const FACTS = ["kf.said", "kf.served", "kf.answered"] as const;
const kinds: ReadonlySet<string> = new Set(FACTS);
const isTalkFact = (event: StoredEvent): event is StoredEvent & TalkFact => kinds.has(event.type);

type Pair = { openKfId: string; externalUserId: string };
export const pairOf = ({ openKfId, externalUserId }: Pair): string => `${openKfId} ${externalUserId}`;

/** How each customer's talk with an account stands. */
export const talksProjection: Handler = {
  kind: "project",
  name: "kf-talks",
  version: 1,
  on: FACTS,
  tables: ["kf_talk"],
  async project(tx, corpId, batch) {
    const facts = batch.filter(isTalkFact);
    const rows = await readTalks(
      tx,
      corpId,
      facts.map(({ data }) => data),
    );
    for (const fact of facts) rows.set(pairOf(fact.data), follow(rows.get(pairOf(fact.data)) ?? null, fact));
    await writeRows(
      tx,
      [...rows.values()],
      (json) => sql`insert into kf_talk
      select ${corpId}, r.* from jsonb_to_recordset(${json}::jsonb) as r(open_kfid text, external_user_id text, began_msgid text,
        said_at timestamptz, served_by text, served_at timestamptz, waiting_at timestamptz, answered_at timestamptz)
      on conflict (corp_id, open_kfid, external_user_id) do update set began_msgid = excluded.began_msgid, said_at = excluded.said_at,
        served_by = excluded.served_by, served_at = excluded.served_at, waiting_at = excluded.waiting_at, answered_at = excluded.answered_at`,
    );
  },
};

export async function readTalks(db: Db, corpId: string, pairs: readonly Pair[]): Promise<Map<string, TalkRow>> {
  if (pairs.length === 0) return new Map();
  const json = JSON.stringify(pairs.map(({ openKfId, externalUserId }) => ({ openKfId, externalUserId })));
  const { rows } =
    await sql<TalkRow>`select distinct t.open_kfid, t.external_user_id, t.began_msgid, t.said_at, t.served_by, t.served_at, t.waiting_at, t.answered_at
    from jsonb_to_recordset(${json}::jsonb) as r("openKfId" text, "externalUserId" text)
    join kf_talk t on t.corp_id = ${corpId} and t.open_kfid = r."openKfId" and t.external_user_id = r."externalUserId"`.execute(db);
  return new Map(rows.map((row) => [pairOf({ openKfId: row.open_kfid, externalUserId: row.external_user_id }), row]));
}
