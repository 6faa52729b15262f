import { z } from "zod";
import { instant, page, pageOf } from "./common.ts";
import { customerMark } from "./customer-filter.ts";
import { endpoint } from "./endpoint.ts";

export const overlapFilter = z.object({
  atLeast: z.number().int().min(2).max(100).default(2),
  storeId: z.string().optional(),
  city: z.string().max(40).optional(),
  /** Also staff, test accounts, suppliers, competitors. */
  withMarked: z.boolean().default(false),
});

export const overlapItem = z.object({
  customerId: z.string(),
  externalUserId: z.string(),
  name: z.string().nullable(),
  marks: z.array(customerMark),
  /** The first one first. */
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      storeId: z.string().nullable(),
      storeName: z.string().nullable(),
      city: z.string().nullable(),
      joinedAt: instant,
    }),
  ),
});
export type OverlapItem = z.infer<typeof overlapItem>;

export const overlaps = {
  list: endpoint({
    name: "overlaps.list",
    summary: "People who sit in several of the brand's open groups, those in most first",
    permission: "customers.read",
    input: overlapFilter.extend(page),
    output: pageOf(overlapItem),
  }),
  count: endpoint({
    name: "overlaps.count",
    summary: "How many they are and how many seats that takes: every group beyond a person's first",
    permission: "customers.read",
    input: overlapFilter,
    output: z.object({ people: z.number(), seats: z.number(), most: z.number() }),
  }),
};
