import { withUnit } from "#actions";
import { system } from "#kit/actor";
import { derivedId } from "#kit/ids";
import { everyMinutes, tickDuty } from "#kit/tick";
import { unheardIn } from "#modules/archive";
import { looksLike } from "./looks-like.ts";
import { noteIn } from "./note-ticket.ts";
import { readSettings } from "./settings.ts";

const EVERY = 10;
/** A process that stood still for an hour still looks at that hour; older talk is nobody's question any more. */
const BACK_MS = 3_600_000;

/**
 * Where the archive is there: what somebody asked in a group and no colleague wrote anything after, for the corp's minutes. It is noted
 * without an owner's promise to her, so that a person looks; the message's id keeps it from being noted twice. Every ten minutes.
 */
export const noteUnheard = tickDuty({
  name: "tickets.unheard",
  ...everyMinutes(EVERY, 4),
  async run(db, corpId, _bucket, now) {
    const ctx = { db, corpId, actor: system("tickets.unheard"), now };
    const { unheardMinutes } = await readSettings(ctx);
    if (unheardMinutes === 0) return;
    const to = new Date(now.getTime() - unheardMinutes * 60_000);
    const said = await unheardIn(ctx, { from: new Date(to.getTime() - BACK_MS), to });
    const asked = said.flatMap((message) => {
      const kind = looksLike(message.body);
      return kind === null ? [] : [{ ...message, kind }];
    });
    if (asked.length === 0) return;
    await withUnit(ctx, async (unit) => {
      for (const { msgid, room, customer, body, kind } of asked) {
        const ticketId = derivedId("tkt", corpId, "archive", msgid);
        await noteIn(unit, {
          ticketId,
          kind,
          source: "archive",
          text: body,
          externalUserId: customer,
          chatId: room,
          owner: null,
          ref: `archive:${msgid}`,
        });
      }
    });
  },
});
