import { handoverWords } from "./handover.ts";
import type { Translated } from "../types.ts";
import type { files as source } from "../zh-CN/files.ts";

export const files: Translated<typeof source> = {
  yes: "yes",
  no: "no",
  states: { friend: "Friend", "one-way": "Deleted us", lost: "Lost", stranger: "No friend yet" },
  stages: { new: "New", active: "Active", loyal: "Loyal", silent: "Silent", lost: "Lost" },
  marks: { staff: "Our own staff", test: "Test account", supplier: "Supplier", competitor: "Competitor" },
  customers: {
    externalUserId: "external_userid",
    name: "Customer",
    state: "Relation",
    stage: "Stage",
    marks: "Marks",
    tags: "Tags",
    staff: "Staff",
    groups: "Groups",
    channel: "Channel",
    addedAt: "Added",
  },
  handover: {
    ...handoverWords,
    columns: {
      kind: "Kind",
      name: "Name",
      key: "WeCom id",
      taker: "Taker",
      state: "State",
      reason: "Reason",
      runAt: "Planned for",
      doneAt: "Done at",
    },
  },
  overlaps: {
    externalUserId: "external_userid",
    name: "Customer",
    marks: "Marks",
    groups: "Groups",
    extra: "Extra seats",
    group: "Group",
    store: "Store",
    city: "City",
    joinedAt: "Joined",
  },
};
