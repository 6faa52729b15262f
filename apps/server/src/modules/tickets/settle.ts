import { sql } from "kysely";
import { withUnit } from "#actions";
import { system } from "#kit/actor";
import { hourly, tickDuty } from "#kit/tick";
import { subjectOf } from "./subject.ts";
import { readSettings } from "./settings.ts";

/** Answered, and nothing came back for the corp's days: closed. Hourly. */
export const closeAnswered = tickDuty({
  name: "tickets.close-answered",
  ...hourly,
  async run(db, corpId, _bucket, now) {
    const ctx = { db, corpId, actor: system("tickets.close-answered"), now };
    const { closeAfterDays } = await readSettings(ctx);
    const { rows } = await sql<{ id: string; who: string | null; round: number }>`select id, external_user_id as who, round from ticket
      where corp_id = ${corpId} and state = 'answered' and answered_at < ${new Date(now.getTime() - closeAfterDays * 86_400_000)}
      order by answered_at, id limit 1000`.execute(db);
    if (rows.length === 0) return;
    await withUnit(ctx, async (unit) => {
      for (const { id, who, round } of rows) {
        unit.fact({
          type: "ticket.closed",
          subject: subjectOf(corpId, id, who),
          occurredAt: now,
          sourceKey: `ticket-close:${id}:${round}`,
          data: { ticketId: id, why: "answered", note: "" },
        });
      }
    });
  },
});
