import { sql } from "kysely";
import { type Handler, only } from "#log";

/** `send.cal_….cell` and `calendar.cal_….task`: the link of one post, by whichever road it came. */
export const slotOfLink = (via: string | null): string | null =>
  /^(?:send|calendar)\.(cal_[0-9a-z]+)(?:\.|$)/u.exec(via ?? "")?.[1] ?? null;

const stamp = (at: Date) => at.toISOString();

/** Where posts by hand were to go and were seen, and who opened a post's link. */
export const calendarProjection: Handler = {
  kind: "project",
  name: "calendar",
  version: 1,
  on: ["task.opened", "calendar.shown", "page.opened"],
  tables: ["calendar_post", "calendar_visit"],
  kindOf: ({ type }) => type,
  async project(tx, corpId, batch) {
    const asked = only(batch, "task.opened").flatMap(({ data, seq }) =>
      data.kind === "hand-post" && data.subject.startsWith("calendar:")
        ? chatsOf(data.params).map((chatId) => ({ slotId: data.subject.slice(9), chatId, taskId: data.taskId, n: seq }))
        : [],
    );
    if (asked.length > 0) {
      await sql`insert into calendar_post (corp_id, slot_id, chat_id, task_id)
        select distinct on ("slotId", "chatId") ${corpId}, "slotId", "chatId", "taskId" from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
          as r("slotId" text, "chatId" text, "taskId" text, n bigint) order by "slotId", "chatId", n on conflict do nothing`.execute(tx);
    }
    const shown = only(batch, "calendar.shown").map(({ data, occurredAt, seq }) => ({ ...data, at: stamp(occurredAt), n: seq }));
    if (shown.length > 0) {
      await sql`update calendar_post p set grade = r.grade, shown_at = r.at
        from (select distinct on ("slotId", "chatId") * from jsonb_to_recordset(${JSON.stringify(shown)}::jsonb)
          as x("slotId" text, "chatId" text, grade text, at timestamptz, n bigint) order by "slotId", "chatId", n) r
        where p.corp_id = ${corpId} and p.slot_id = r."slotId" and p.chat_id = r."chatId" and p.shown_at is null`.execute(tx);
    }
    const opened = only(batch, "page.opened").flatMap(({ data, occurredAt, seq }) => {
      const slotId = slotOfLink(data.via);
      return slotId === null ? [] : [{ slotId, who: data.externalUserId, at: stamp(occurredAt), n: seq }];
    });
    if (opened.length > 0) {
      await sql`insert into calendar_visit (corp_id, slot_id, external_user_id, first_at)
        select distinct on ("slotId", who) ${corpId}, "slotId", who, at from jsonb_to_recordset(${JSON.stringify(opened)}::jsonb)
          as r("slotId" text, who text, at timestamptz, n bigint) order by "slotId", who, n on conflict do nothing`.execute(tx);
    }
  },
};

/** The groups that a task of a post names. */
export function chatsOf(params: Record<string, unknown>): string[] {
  const { chats } = params;
  if (!Array.isArray(chats)) return [];
  return chats.flatMap((one: unknown) =>
    typeof one === "object" && one !== null && "chatId" in one && typeof one.chatId === "string" ? [one.chatId] : [],
  );
}
