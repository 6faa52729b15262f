import { z } from "zod";
import { id, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { forgettingFates, forgettingStates, forgettingWhys, heldKinds } from "./privacy-words.ts";

const count = z.number().int();
export const forgettingWhy = z.enum(forgettingWhys);
export type ForgettingWhy = z.infer<typeof forgettingWhy>;

export const forgettingPreview = z.object({
  customer: z.object({ id: z.string(), name: z.string() }),
  /** ended: nothing comes of it any more; deleted: the rows go; anonymous: they stay for the counts (orders: for the law) without her. */
  items: z.array(z.object({ what: z.enum(heldKinds), fate: z.enum(forgettingFates), count })),
  /** She is being forgotten already. */
  underWay: z.boolean(),
});
export type ForgettingPreview = z.infer<typeof forgettingPreview>;

export const forgettingItem = z.object({
  id: z.string(),
  state: z.enum(forgettingStates),
  /** page: by herself on her page; console: by somebody of the house, `byName`. */
  saidBy: z.enum(["page", "console"]),
  byName: z.string().nullable(),
  why: forgettingWhy,
  askedAt: instant,
  doneAt: instant.nullable(),
  /** Tables walked in this round, of how many; done after a round that finds nothing. */
  progress: z.object({ done: count, of: count, round: count }),
  /** What was ended for her, rows that went, and rows that stay without her. */
  ended: count,
  gone: count,
  changed: count,
  tables: z.array(z.object({ table: z.string(), gone: count, changed: count })),
  /** Tombstones that keep her out; 0 once she came back by herself. */
  tombstones: count,
});
export type ForgettingItem = z.infer<typeof forgettingItem>;

export const heldSection = z.object({
  table: z.string(),
  title: z.string(),
  /** What becomes of it when she is forgotten. */
  fate: z.enum(["deleted", "anonymous"]),
  rows: z.array(z.record(z.string(), z.unknown())),
  /** There are more rows than one file holds, or may be: of large tables only those that name her in a column of their own are here. */
  more: z.boolean(),
});
export type HeldSection = z.infer<typeof heldSection>;

export const privacy = {
  preview: endpoint({
    name: "privacy.preview",
    summary: "What would end, be deleted or stay without her if this customer were forgotten, counted",
    permission: "accounts.read",
    shows: { subject: "customer", by: "customerId" },
    input: z.object({ customerId: id }),
    output: forgettingPreview,
  }),
  erase: endpoint({
    name: "privacy.erase",
    summary:
      "Forgets a customer: everything that runs for her ends at once, then she is taken out of every table, and a tombstone keeps her out. It cannot be taken back",
    permission: "accounts.write",
    input: z.object({ customerId: id, why: forgettingWhy.default("asked") }),
    output: forgettingItem,
  }),
  requests: endpoint({
    name: "privacy.requests",
    summary: "Who was to be forgotten, how far that is and what shows that it was done; the newest first. No names: there are none left",
    permission: "accounts.read",
    input: z.object({ ...page }),
    output: pageOf(forgettingItem).extend({ open: count }),
  }),
  export: endpoint({
    name: "privacy.export",
    summary: "Everything that is held on a customer, table by table, without other people's data. Recorded as a file that was taken",
    permission: "accounts.write",
    input: z.object({ customerId: id }),
    output: z.object({
      at: instant,
      customer: z.object({ id: z.string(), name: z.string() }),
      /** What this is, in plain words. */
      about: z.string(),
      sections: z.array(heldSection),
    }),
  }),
};
