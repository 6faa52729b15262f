import { sql } from "kysely";
import { withUnit } from "#actions";
import { system } from "#kit/actor";
import { everyMinutes, tickDuty } from "#kit/tick";
import { managersFor } from "#modules/tasks";
import { ownersFor } from "./note-ticket.ts";
import { readSettings } from "./settings.ts";
import { subjectOf } from "./subject.ts";

const AT_ONCE = 200;
type Row = { id: string; chatId: string | null; externalUserId: string | null; round: number };

/**
 * What nobody has taken when it is time to remind goes to the group's owner or her friend, else to the store manager or the head of
 * communities: without an owner there is no task, and the agreed time would pass unheard. Every ten minutes.
 */
export const giveUnowned = tickDuty({
  name: "tickets.give-unowned",
  ...everyMinutes(10, 4),
  async run(db, corpId, _bucket, now) {
    const ctx = { db, corpId, actor: system("tickets.give-unowned"), now };
    const { remindMinutes } = await readSettings(ctx);
    const { rows } = await sql<Row>`select id, chat_id as "chatId", external_user_id as "externalUserId", round from ticket
      where corp_id = ${corpId} and state in ('open', 'promised', 'reopened') and owner is null
        and due_at <= ${new Date(now.getTime() + remindMinutes * 60_000)}
      order by due_at, id limit ${AT_ONCE}`.execute(db);
    if (rows.length === 0) return;
    const owners = await ownersFor(ctx, rows);
    const managers = await managersFor(
      ctx,
      rows.map(({ id, chatId }) => ({ id, assignee: "", params: { chatId } })),
    );
    await withUnit(ctx, async (unit) => {
      for (const [n, { id, externalUserId, round }] of rows.entries()) {
        const owner = owners[n] ?? managers.get(id);
        if (owner === undefined) continue;
        unit.fact({
          type: "ticket.assigned",
          subject: subjectOf(corpId, id, externalUserId),
          occurredAt: now,
          sourceKey: `ticket-give:${id}:${round}`,
          data: { ticketId: id, owner, why: "" },
        });
      }
    });
  },
});
