import { sql } from "kysely";
import type { Handler } from "#log";

type Row = {
  id: string;
  name: string;
  groupId: string;
  groupName: string;
  order: number | null;
  groupOrder: number | null;
  removedAt: string | null;
};

/** Corp tags as WeCom has them. A tag that we had made is known at once, before the next list. */
export const tagsHandler: Handler = {
  kind: "project",
  name: "tags",
  version: 1,
  on: ["tag.detailed", "tag.removed", "corp-tag.created"],
  tables: ["tag"],
  async project(tx, corpId, batch) {
    const rows = new Map<string, Row>();
    const removed = new Map<string, string>();
    for (const event of batch) {
      if (event.type === "tag.detailed" || event.type === "corp-tag.created") {
        const { tagId, name, groupId, groupName } = event.data;
        const order = event.type === "tag.detailed" ? event.data.order : (rows.get(tagId)?.order ?? null);
        const groupOrder = (event.type === "tag.detailed" ? event.data.groupOrder : undefined) ?? rows.get(tagId)?.groupOrder ?? null;
        rows.set(tagId, { id: tagId, name, groupId, groupName, order, groupOrder, removedAt: null });
        removed.delete(tagId);
      } else if (event.type === "tag.removed") {
        const row = rows.get(event.data.tagId);
        if (row) row.removedAt = event.occurredAt.toISOString();
        removed.set(event.data.tagId, event.occurredAt.toISOString());
      }
    }
    await sql`insert into tag (corp_id, id, name, group_id, group_name, sort_order, group_order, removed_at)
      select ${corpId}, r.id, r.name, r."groupId", r."groupName", coalesce(r."order", t.sort_order, 0), coalesce(r."groupOrder", t.group_order, 0), r."removedAt"
      from jsonb_to_recordset(${JSON.stringify([...rows.values()])}::jsonb)
        as r(id text, name text, "groupId" text, "groupName" text, "order" bigint, "groupOrder" bigint, "removedAt" timestamptz)
      left join tag t on t.corp_id = ${corpId} and t.id = r.id
      order by r.id
      on conflict (corp_id, id) do update set name = excluded.name, group_id = excluded.group_id,
        group_name = excluded.group_name, sort_order = excluded.sort_order, group_order = excluded.group_order, removed_at = excluded.removed_at`.execute(
      tx,
    );
    const gone = [...removed].filter(([id]) => !rows.has(id)).map(([id, at]) => ({ id, at }));
    if (gone.length === 0) return;
    await sql`update tag t set removed_at = r.at
      from jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as r(id text, at timestamptz)
      where t.corp_id = ${corpId} and t.id = r.id`.execute(tx);
  },
};
