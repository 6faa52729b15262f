import { sql } from "kysely";
import { gateSettings } from "#actions";
import { localDay } from "#kit/tz";
import type { Handler, StoredEvent } from "#log";

/** Counts per local day, added up as facts come in. The day is the one on which it happened, not on which we heard. */
export const dailyProjection: Handler = {
  kind: "project",
  name: "analytics.daily",
  version: 1,
  on: ["relation.added", "relation.ended", "group.member-joined", "group.member-left", "page.opened", "welcome.sent", "welcome.missed"],
  tables: ["daily_figure"],
  async project(tx, corpId, batch) {
    const { timeZone } = await gateSettings(tx, corpId);
    const counts = new Map<string, number>();
    for (const event of batch) {
      const key = keyOf(event);
      if (!key) continue;
      const id = `${localDay(event.occurredAt, timeZone)}|${key}`;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    if (counts.size === 0) return;
    const rows = [...counts].map(([id, n]) => ({ day: id.slice(0, 10), key: id.slice(11), n }));
    await sql`insert into daily_figure as d (corp_id, day, store_id, key, n)
      select ${corpId}, day, '', key, n from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(day date, key text, n int)
      on conflict (corp_id, day, store_id, key) do update set n = d.n + excluded.n`.execute(tx);
  },
};

function keyOf(event: StoredEvent): string | null {
  switch (event.type) {
    case "relation.added":
      return "added";
    case "relation.ended":
      return "lost";
    case "group.member-joined":
      return event.data.memberType === 2 ? "joined" : null;
    case "group.member-left":
      return "left";
    case "page.opened":
      return "opened";
    case "welcome.sent":
      return "welcomes";
    case "welcome.missed":
      return "missedWelcomes";
    default:
      return null;
  }
}
