import { sql } from "kysely";
import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { hourly, tickDuty } from "#kit/tick";
import { talkedIn } from "#modules/archive";
import { memberCounts } from "#modules/groups";
import { reachedChats, sendFigures } from "#modules/sends";
import { SLOT } from "./rows.ts";
import type { SlotRow } from "./types.ts";

/** So long after a post its figures still change: confirmations, openings, messages that the archive brings late. */
const DAYS = 3;
/** Whoever writes within so long writes about it, as far as anybody can say. */
const TALK_MS = 2 * 3_600_000;

/**
 * What became of the posts of the last three days, every hour, so that weeks and columns read it and count nobody. What nobody can know is null:
 * openings of a post without a link, talk without the archive.
 */
export const measurePosts = tickDuty({
  name: "calendar.measure",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const ctx: Ctx = { db, corpId, now, actor: system("calendar.measure") };
    const { rows } = await sql<SlotRow>`select ${SLOT} from calendar_slot s where s.corp_id = ${corpId} and s.state = 'given'
      and s.due_at <= ${now} and s.due_at > ${new Date(now.getTime() - DAYS * 86_400_000)} order by s.due_at, s.id`.execute(db);
    for (const slot of rows) await measureOne(ctx, slot);
  },
});

export async function measureOne(ctx: Ctx, slot: SlotRow): Promise<void> {
  const chats = slot.road === "send" ? ((await reachedChats(ctx, [slot.id])).get(slot.id) ?? []) : await shownIn(ctx, slot.id);
  const figures = slot.road === "send" ? (await sendFigures(ctx, [slot.id])).get(slot.id) : undefined;
  const counts = await memberCounts(ctx, chats);
  const members = [...counts.values()].reduce((all, { customers }) => all + customers, 0);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from calendar_visit
    where corp_id = ${ctx.corpId} and slot_id = ${slot.id}`.execute(ctx.db);
  const opened = slot.plan.link === null ? null : (rows[0]?.n ?? 0);
  const to = new Date(Math.min(ctx.now.getTime(), slot.dueAt.getTime() + TALK_MS));
  const talked = chats.length === 0 ? null : await talkedIn(ctx, chats, { from: slot.dueAt, to });
  await sql`update calendar_slot set reached = ${chats.length}, members = ${members}, opened = ${opened}::int, talked = ${talked}::int,
      measured_at = ${ctx.now}, planned = ${figures === undefined || figures.recipients === 0 ? slot.planned : figures.recipients},
      refused = ${figures === undefined ? slot.refused : figures.refused}
    where corp_id = ${ctx.corpId} and id = ${slot.id}`.execute(ctx.db);
}

async function shownIn(ctx: Ctx, slotId: string): Promise<string[]> {
  const { rows } = await sql<{ chatId: string }>`select chat_id as "chatId" from calendar_post
    where corp_id = ${ctx.corpId} and slot_id = ${slotId} and shown_at is not null order by 1`.execute(ctx.db);
  return rows.map(({ chatId }) => chatId);
}
