import type { BulkDo, BulkWhom } from "@shuke/contract";
import type { Actor } from "#kit/actor";

export type Spec = BulkDo | { do: "undo" };

/** A row of `bulk_job`. */
export type Job = {
  id: string;
  spec: Spec;
  whom: BulkWhom;
  state: "running" | "done" | "cancelled" | "failed";
  total: number;
  totalExact: boolean;
  place: string;
  looked: number;
  changed: number;
  skipped: Record<string, number>;
  asked: number;
  sent: number;
  refused: number;
  undoOf: string | null;
  error: string | null;
  askedBy: Actor;
  createdAt: Date;
  finishedAt: Date | null;
};

/** What came of some people: those who changed with what was there before, why the others did not, calls to WeCom. */
export type Applied = { changed: Array<{ customerId: string; before: unknown }>; skipped: Record<string, number>; asked: number };
