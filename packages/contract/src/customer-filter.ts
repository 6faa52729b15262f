import { z } from "zod";
import { id } from "./common.ts";
import { fieldValue } from "./fields.ts";
import { marks, stages } from "./segment-tree.ts";

const ids = z.array(id).max(50);

export const customerState = z.enum(["friend", "one-way", "lost", "stranger"]);
/** Who is no customer at all (C8): left out of rates. */
export const customerMark = z.enum(marks);
export type CustomerMark = z.infer<typeof customerMark>;
export const stage = z.enum(stages);

/** A value of a field: exactly this (a text: contains it), a span with both ends, or none at all. */
export const fieldTerm = z.object({
  key: id,
  is: fieldValue.optional(),
  from: z.union([z.number(), z.string().max(40)]).optional(),
  to: z.union([z.number(), z.string().max(40)]).optional(),
  empty: z.boolean().optional(),
});

/** Which people a list shows, a file holds, or a change is for. */
export const customerFilter = z.object({
  query: z.string().max(100).optional(),
  /** All of these. */
  tagIds: ids.optional(),
  anyTagIds: ids.optional(),
  noTagIds: ids.optional(),
  userId: z.string().optional(),
  storeId: z.string().optional(),
  liveCodeId: z.string().optional(),
  segmentId: z.string().optional(),
  state: customerState.optional(),
  /** `none`: whose stage is not known. */
  stage: z.union([stage, z.literal("none")]).optional(),
  /** `none`: without any mark; `any`: with one. */
  mark: z.union([customerMark, z.enum(["none", "any"])]).optional(),
  fields: z.array(fieldTerm).max(10).optional(),
  addedFrom: z.string().optional(),
  addedTo: z.string().optional(),
});
export type CustomerFilterInput = z.input<typeof customerFilter>;
