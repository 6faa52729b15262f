import type { TimelineKind } from "@shuke/contract";
import type { EventType } from "#log";

/** What each facet of a person's story is made of. */
export const timelineKinds: Record<TimelineKind, readonly EventType[]> = {
  friend: [
    "relation.added",
    "relation.ended",
    "transfer.failed",
    "relation.edited",
    "relation.detailed",
    "customer.detailed",
    "remark.set",
  ],
  group: ["group.member-joined", "group.member-left", "seat.reserved", "seat.refused"],
  tags: [
    "tags.marked",
    "tags.refused",
    "customer.field-set",
    "customer.noted",
    "customer.note-dropped",
    "customer.marked",
    "customer.stage-changed",
  ],
  touches: [
    "preference.said",
    "sidebar.sent",
    "welcome.sent",
    "welcome.missed",
    "mass-task.created",
    "mass-task.delivered",
    "mass-task.confirmed",
    "mass-task.closed",
  ],
  pages: ["page.opened", "link.clicked", "store.searched", "store.chosen"],
  sops: [
    "sop.enrolled",
    "sop.moved",
    "sop.version-moved",
    "sop.exited",
    "sop.stopped",
    "sop.step-claimed",
    "sop.step-done",
    "sop.step-closed",
    "sop.metric-met",
  ],
  tickets: ["ticket.noted", "ticket.answered", "ticket.shown", "ticket.closed", "ticket.reopened"],
  orders: ["order.recorded", "order.refunded"],
  identity: ["person.linked", "person.merged", "person.split", "person.conflicted", "person.settled"],
};
