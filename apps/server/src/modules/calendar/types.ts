import type { ColumnPlan, GroupClass, SlotLink, SlotRoad } from "@shuke/contract";

export type ColumnRow = {
  id: string;
  plan: ColumnPlan;
  playbook: string | null;
  revision: number;
  savedAt: Date;
  savedBy: string;
  archivedAt: Date | null;
};

export type SlotRow = {
  id: string;
  classKey: GroupClass;
  columnId: string;
  /** Local day and time. */
  day: string;
  at: string;
  dueAt: Date;
  road: SlotRoad;
  plan: { text: string; contentId: string | null; link: SlotLink | null };
  words: string;
  state: "draft" | "published" | "given" | "missed" | "cancelled";
  reason: string | null;
  planned: number;
  refused: number;
};

/** A slot as the rules look at it. */
export type Placed = {
  id: string;
  columnId: string;
  day: string;
  at: string;
  dueAt: Date;
  road: SlotRoad;
  /** What goes out, without the mark. */
  words: string;
  /** What its content lacks; null: nothing. */
  content: "gone" | "files" | null;
  fixed: boolean;
};
