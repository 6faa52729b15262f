import { sql } from "kysely";
import type { ReportKind } from "@shuke/contract";
import { gateSettings, withUnit } from "#actions";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { addDays, localDay } from "#kit/tz";
import { makeSheet } from "./make.ts";
import { fileReport } from "./plan-report.ts";
import { readersAfter } from "./readers.ts";
import { newestDue, nextReport, readReportSettings } from "./settings.ts";

/** Each run makes a few, so that thousands of store managers never make one long transaction. */
const PER_RUN = 10;

/** Makes the reports that are due, on the corp's own clocks. The clock's row is held meanwhile: another process takes the next turn. */
export const reportsDue: Duty = {
  name: "reports.due",
  async run(db, corpId, now) {
    return withUnit({ db, corpId, actor: system("reports.due"), now }, async (unit) => {
      const { rows } = await sql<{
        kind: ReportKind;
        nextAt: Date;
        after: string;
      }>`select kind, next_at as "nextAt", after from report_clock
        where corp_id = ${corpId} and next_at <= ${now} order by kind limit 1 for update skip locked`.execute(unit.db);
      const [clock] = rows;
      if (!clock) return 0;
      const settings = await readReportSettings(unit.db, corpId);
      const { timeZone } = await gateSettings(unit.db, corpId);
      const { kind, after } = clock;
      const due = newestDue(kind, settings, clock.nextAt, now, timeZone);
      const day = addDays(localDay(due, timeZone), -1);
      const readers = settings[kind].on ? await readersAfter(unit, settings, after, PER_RUN) : [];
      for (const reader of readers) await fileReport(unit, kind, day, reader, await makeSheet(unit, kind, day, reader));
      const last = readers.at(-1);
      const isOver = readers.length < PER_RUN || !last;
      await sql`update report_clock set next_at = ${isOver ? nextReport(kind, settings, due, timeZone) : due},
          after = ${isOver ? "" : last.userId} where corp_id = ${corpId} and kind = ${kind}`.execute(unit.db);
      return readers.length + 1;
    });
  },
  dueAt: (corp) => sql`select min(next_at) from report_clock where corp_id = ${corp}`,
};
