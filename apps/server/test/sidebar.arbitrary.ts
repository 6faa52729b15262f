import fc from "fast-check";
import type { EventMap } from "#log";

type Pools = Record<"userId" | "externalUserId" | "taskId" | "text", fc.Arbitrary<string>>;
type Facts = {
  [K in "link.clicked" | "customer.noted" | "customer.note-dropped" | "sidebar.sent" | "preference.said"]: fc.Arbitrary<EventMap[K]>;
};

const pool = (prefix: string, size: number) => fc.constantFrom(...Array.from({ length: size }, (_, i) => `${prefix}${i + 1}`));

/** Facts of the page beside a chat; notes are taken back before they are written, too, and written twice. */
export function sidebarFacts({ userId, externalUserId, taskId, text }: Pools): Facts {
  const level = fc.constantFrom("usual", "fewer", "stock-only", "none");
  const ofNote = { noteId: pool("nte_", 3), customerId: pool("cus_", 3) };
  return {
    "link.clicked": fc.record({ linkId: pool("lnk_", 2), link: text, externalUserId, via: fc.constant(null) }),
    "customer.noted": fc.record({ ...ofNote, userId, text }),
    "customer.note-dropped": fc.record(ofNote),
    "preference.said": fc.record({
      externalUserId,
      from: level,
      to: level,
      saidBy: fc.constantFrom("page", "staff", "console"),
      withdrawn: fc.array(pool("act_", 4), { maxLength: 2 }),
    }),
    "sidebar.sent": fc.record({
      sendId: pool("snd_", 4),
      userId,
      recipient: externalUserId,
      chatId: fc.constant(null),
      taskId: fc.option(taskId),
      sopId: fc.constant(null),
      enrolmentId: fc.constant(null),
      step: fc.constant(null),
    }),
  };
}
