import { sql } from "kysely";
import type { Unit } from "#actions";
import { tagIdsByName } from "#modules/tags";

/** One relation that should carry tags; `key` makes it once for ever (a person who comes back has another key). */
export type Marking = {
  externalUserId: string;
  userId: string;
  /** `group/name` */
  tags: readonly string[];
  why: string;
  key: string;
  causeSeq: number;
};

/** Plans the marks whose tags WeCom knows; the others wait until their tag is made. */
export async function markPeople(unit: Unit, markings: readonly Marking[]): Promise<void> {
  const wanted = [...new Set(markings.flatMap(({ tags }) => tags))];
  if (wanted.length === 0) return;
  const { found, missing } = await tagIdsByName(unit, wanted);
  await ensureTags(unit, missing);
  const waiting = markings.flatMap(({ externalUserId, userId, tags, why }) =>
    tags.filter((tag) => !found.has(tag)).map((tag) => ({ tag, external_user_id: externalUserId, user_id: userId, why })),
  );
  if (waiting.length > 0) {
    await sql`insert into pending_tag (corp_id, tag, external_user_id, user_id, why)
      select ${unit.corpId}, tag, external_user_id, user_id, why from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb)
        as r(tag text, external_user_id text, user_id text, why text)
      on conflict do nothing`.execute(unit.db);
  }
  for (const { externalUserId, userId, tags, why, key, causeSeq } of markings) {
    const add = tags.flatMap((tag) => found.get(tag) ?? []);
    if (add.length === 0) continue;
    unit.plan({
      kind: "tag.mark",
      payload: { externalUserId, userId, add, remove: [], why },
      dedupeKey: `tag:${key}`,
      plannedBy: why,
      runAfter: unit.now,
      causeSeq,
    });
  }
}

/** Asks WeCom to make tags that are not there. A tag that was made and deleted again may be made again after an hour. */
export async function ensureTags(unit: Unit, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const slash = name.indexOf("/");
    const groupName = slash < 0 ? "渠道" : name.slice(0, slash);
    const tag = slash < 0 ? name : name.slice(slash + 1);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from planned_action
      where corp_id = ${unit.corpId} and kind = 'corp-tag.create' and payload->>'key' = ${name}
        and finished_at < ${new Date(unit.now.getTime() - 3_600_000)}`.execute(unit.db);
    unit.plan({
      kind: "corp-tag.create",
      payload: { groupName, names: [tag], key: name },
      dedupeKey: `corp-tag:${name}:${rows[0]?.n ?? 0}`,
      plannedBy: "live-codes",
      runAfter: unit.now,
    });
  }
}

/** A tag came into being: whoever waited for it gets it. */
export async function markWaiting(unit: Unit, tag: string, tagId: string, causeSeq: number): Promise<void> {
  const { rows } = await sql<{ external_user_id: string; user_id: string; why: string }>`delete from pending_tag
    where corp_id = ${unit.corpId} and tag = ${tag} returning external_user_id, user_id, why`.execute(unit.db);
  for (const row of rows) {
    unit.plan({
      kind: "tag.mark",
      payload: { externalUserId: row.external_user_id, userId: row.user_id, add: [tagId], remove: [], why: row.why },
      dedupeKey: `tag:waited:${tagId}:${row.user_id}:${row.external_user_id}:${causeSeq}`,
      plannedBy: row.why,
      runAfter: unit.now,
      causeSeq,
    });
  }
}
