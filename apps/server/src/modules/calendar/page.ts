import { sql } from "kysely";
import type { GroupClass } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { addDays, localDay } from "#kit/tz";
import { staysOf } from "#modules/groups";
import { groupClassesOf } from "#modules/live-codes";
import { readColumns, readSlots } from "./rows.ts";
import { slotOfLink } from "./project.ts";
import { mondayOf, weekOf } from "./weeks.ts";

export type WeekPage = {
  monday: string;
  today: string;
  days: Array<{ day: string; posts: Array<{ at: string; name: string; persona: string; text: string; past: boolean }> }>;
};

/**
 * The week as members see it: what is published, without who confirms what and by which road. For whoever is in a group of the class, and for
 * staff; null for everybody else. Which class: as asked, that of the post whose link she follows, or that of her newest group.
 */
export async function pageOfWeek(
  ctx: Ctx,
  who: { externalUserId: string | null; isStaff: boolean },
  asked: { groupClass: string; week: string; via: string },
): Promise<WeekPage | null> {
  const stays = who.externalUserId === null ? [] : await staysOf(ctx, who.externalUserId);
  const classes = await groupClassesOf(
    ctx,
    stays.filter(({ leftAt }) => leftAt === null).map(({ chatId }) => chatId),
  );
  const named = asked.groupClass === "store" || asked.groupClass === "general" ? asked.groupClass : await classOfPost(ctx, asked.via);
  const classKey: GroupClass | undefined = who.isStaff
    ? (named ?? "store")
    : named === null
      ? classes[0]
      : classes.find((one) => one === named);
  if (classKey === undefined) return null;
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const today = localDay(ctx.now, timeZone);
  const wanted = asked.week === "" ? null : weekOf(/^\d{4}-(\d{2}-\d{2}|W\d{2})$/u.test(asked.week) ? asked.week : undefined, today);
  const monday = wanted ?? mondayOf(today);
  const columns = new Map((await readColumns(ctx)).map((row) => [row.id, row.plan]));
  const slots = (await readSlots(ctx, classKey, { from: monday, to: addDays(monday, 6) })).filter(
    ({ state, columnId }) => (state === "published" || state === "given") && (columns.get(columnId)?.greeting ?? null) === null,
  );
  const days = [...Map.groupBy(slots, ({ day }) => day)].map(([day, these]) => ({
    day,
    posts: these.map(({ at, columnId, words, dueAt }) => {
      const plan = columns.get(columnId);
      return { at, name: plan?.name ?? "", persona: plan?.persona ?? "", text: firstLine(words), past: dueAt <= ctx.now };
    }),
  }));
  return { monday, today, days };
}

/** What a post is about, without its mark: the calendar whets the appetite and tells no whole story. */
function firstLine(words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((one) => !/^【.*】$/u.test(one.trim())) ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

async function classOfPost(ctx: Ctx, via: string): Promise<GroupClass | null> {
  const slotId = slotOfLink(via);
  if (slotId === null) return null;
  const { rows } = await sql<{ classKey: GroupClass }>`select class_key as "classKey" from calendar_slot
    where corp_id = ${ctx.corpId} and id = ${slotId}`.execute(ctx.db);
  return rows[0]?.classKey ?? null;
}
