import { fill, h5 } from "@shuke/phrases";
import { sql } from "kysely";
import { gateSettings, nextOpen, withUnit } from "#actions";
import { system } from "#kit/actor";
import { daily, tickDuty } from "#kit/tick";
import { localDay, localStamp } from "#kit/tz";
import { corpLanguage } from "#modules/org";

type Row = { assignee: string; n: number; first: Date };

/**
 * One card per person and morning with all that she has to do, leading to the list on her phone. Whoever has nothing gets nothing; who
 * has one thing that she was told of an hour ago gets no second card.
 */
export const tellDayList = tickDuty({
  name: "tasks.day-list",
  ...daily("09:00"),
  async run(db, corpId, _bucket, now) {
    const settings = await gateSettings(db, corpId);
    const { rows } = await sql<Row>`select assignee, count(*)::int as n, min(due_at) as first from task
      where corp_id = ${corpId} and state = 'open' and opened_at < ${new Date(now.getTime() - 3_600_000)}
      group by assignee order by assignee`.execute(db);
    if (rows.length === 0) return;
    await withUnit({ db, corpId, actor: system("tasks.day-list"), now }, async (unit) => {
      const words = h5[await corpLanguage(unit)].card;
      for (const { assignee, n, first } of rows) {
        const late = first < now;
        const time = localStamp(first, settings.timeZone).slice(5);
        unit.plan({
          kind: "staff-notice.send",
          dedupeKey: `day-list:${assignee}:${localDay(now, settings.timeZone)}`,
          plannedBy: "tasks",
          runAfter: nextOpen(now, settings),
          payload: {
            userId: assignee,
            title: fill(words.day.title, { count: String(n) }),
            description: late ? words.day.late : fill(words.day.body, { time }),
            url: "/m/t",
            button: words.button,
          },
        });
      }
    });
  },
});
