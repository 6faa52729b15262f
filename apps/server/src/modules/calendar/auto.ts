import { system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { log } from "#kit/log";
import { Problem } from "#kit/problem";
import { daily, tickDuty } from "#kit/tick";
import { addDays } from "#kit/tz";
import { groupClasses } from "@shuke/contract/talk-words";
import { acceptProposal } from "./propose.ts";
import { publishWeek } from "./publish.ts";
import { settingsOf, sizeOf } from "./reach.ts";
import { readSlots } from "./rows.ts";
import { mondayFor } from "./week.ts";

/**
 * Every evening: for a class that keeps its calendar by itself, this week and the next are filled by the proposal and published where nothing
 * stands there yet. A week that somebody has touched is hers. What cannot be published stays as drafts for people to look at.
 */
export const keepWeeks = tickDuty({
  name: "calendar.auto",
  ...daily("18:00"),
  async run(db, corpId, _bucket, now) {
    await fillByItself({ db, corpId, now, actor: system("calendar.auto") });
  },
});

export async function fillByItself(ctx: Ctx): Promise<void> {
  for (const groupClass of groupClasses) {
    if (!(await settingsOf(ctx, groupClass)).auto) continue;
    const { groups, owners } = await sizeOf(ctx, groupClass);
    if (groups === 0 || owners === 0) continue;
    for (const ahead of [0, 1]) {
      const week = await mondayFor(ctx, { groupClass }, ahead);
      if ((await readSlots(ctx, groupClass, { from: week, to: addDays(week, 6) })).length > 0) continue;
      try {
        await acceptProposal(ctx, { groupClass, week });
        await publishWeek(ctx, { groupClass, week, despite: true });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        log.info({ code: error.code, week, groupClass }, "a week of the calendar was not filled by itself");
      }
    }
  }
}
