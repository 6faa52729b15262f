import type { TimelineItem } from "@shuke/contract";
import type { ConsolePhrases } from "../../i18n.ts";
import { word } from "../../i18n.ts";
import { yuanWords } from "../../kit/format.ts";

/** One line of the story in words: names come with it, codes of reasons and pages become words. */
export function timelineWords(item: Pick<TimelineItem, "type" | "params">, phrases: ConsolePhrases): string {
  const { reason, page, said, mark, amountFen, ...values } = item.params;
  // Why a step was not done has words of its own: "late" is another thing for a welcome.
  const reasons = item.type === "sop.step-closed" ? phrases.sops.reasons : phrases.timeline.reasons;
  if (typeof reason === "string") values["reason"] = word(reasons, reason);
  if (typeof page === "string") values["page"] = word(phrases.timeline.pages, page);
  if (typeof mark === "string") values["mark"] = word(phrases.customers.marks, mark);
  if (typeof amountFen === "number") values["amount"] = yuanWords(amountFen);
  if (item.type.startsWith("ticket.")) {
    if (typeof values["kind"] === "string") values["kind"] = word(phrases.tickets.kinds, values["kind"]);
    if (typeof values["why"] === "string") values["reason"] = word(phrases.tickets.reasons, values["why"]);
  } else if (typeof values["kind"] === "string") values["kind"] = word(phrases.orders.kinds, values["kind"]);
  if (item.type === "customer.stage-changed") {
    for (const key of ["from", "to"]) if (typeof values[key] === "string") values[key] = word(phrases.customers.stages, values[key]);
  }
  for (const key of ["value", "before"])
    if (typeof values[key] === "boolean") values[key] = phrases.fields.answers[values[key] ? "yes" : "no"];
  return word(phrases.timeline.types, typeof said === "string" ? `${item.type}.${said}` : item.type, values).replace(/[:：]\s*$/, "");
}

export type TimelineTone = "good" | "watch" | "bad" | "primary" | "plain";

const tones: Record<string, TimelineTone> = {
  "relation.added": "good",
  "group.member-joined": "good",
  "welcome.sent": "good",
  "sop.metric-met": "good",
  "sop.step-done": "good",
  "sop.step-claimed": "watch",
  "relation.ended": "bad",
  "group.member-left": "bad",
  "welcome.missed": "bad",
  "seat.refused": "watch",
  "sop.exited": "watch",
  "sop.stopped": "watch",
  "sop.step-closed": "watch",
  "store.chosen": "primary",
  "order.recorded": "good",
  "ticket.noted": "watch",
  "ticket.answered": "good",
  "ticket.shown": "good",
  "ticket.reopened": "bad",
  "kf.answered": "good",
  "kf.undelivered": "bad",
  "order.refunded": "watch",
  "person.conflicted": "watch",
  "page.opened": "primary",
  "link.clicked": "primary",
  "store.searched": "primary",
  "sop.enrolled": "primary",
};
export const timelineTone = (type: string): TimelineTone => tones[type] ?? "plain";
