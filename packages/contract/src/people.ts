import { z } from "zod";
import { id, instant, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { buyer, personKeyKinds, rowProblem } from "./orders.ts";

const kind = z.enum(personKeyKinds);

export const personConflict = z.object({
  id: z.string(),
  kind: z.string(),
  value: z.string(),
  holder: buyer,
  claimant: buyer,
  why: z.string(),
  foundAt: instant,
  state: z.enum(["open", "settled"]),
  how: z.enum(["merged", "moved", "kept"]).nullable(),
});
export type PersonConflict = z.infer<typeof personConflict>;

/** Who is who: the keys of buyers and customers, persons taken for one, and questions that only somebody can answer. */
export const people = {
  identity: endpoint({
    name: "people.identity",
    summary: "A person's keys, and whoever was merged into her",
    permission: "customers.read",
    shows: { subject: "person", by: "personId" },
    scope: "own",
    input: z.object({ personId: id }),
    output: z.object({
      person: buyer,
      /** Where she was merged into, if she was. */
      into: buyer.nullable(),
      keys: z.array(z.object({ kind: z.string(), value: z.string(), why: z.string(), linkedAt: instant.nullable() })),
      merged: z.array(z.object({ person: buyer, since: instant, why: z.string(), direct: z.boolean() })),
    }),
  }),
  link: endpoint({
    name: "people.link",
    summary: "Says whose phone, member number or unionid this is",
    permission: "customers.write",
    input: z.object({ personId: id, kind, value: z.string().min(1).max(120) }),
    output: z.object({ linked: z.boolean(), merged: z.number() }),
  }),
  merge: endpoint({
    name: "people.merge",
    summary: "Takes two persons for one, until somebody takes them apart",
    permission: "customers.write",
    input: z.object({ fromId: id, intoId: id }),
    output: z.object({ into: z.string() }),
  }),
  split: endpoint({
    name: "people.split",
    summary: "Takes a merged person out again; each gets back what was hers",
    permission: "customers.write",
    input: z.object({ personId: id }),
    output: ok,
  }),
  conflicts: endpoint({
    name: "people.conflicts",
    summary: "Keys that two persons claim",
    permission: "customers.read",
    input: z.object({ state: z.enum(["open", "settled"]).default("open"), ...page }),
    output: pageOf(personConflict),
  }),
  settle: endpoint({
    name: "people.settle",
    summary: "Answers a conflict: one person, the key moves, or everything stays",
    permission: "customers.write",
    input: z.object({ id, how: z.enum(["merged", "moved", "kept"]) }),
    output: ok,
  }),
  importKeys: endpoint({
    name: "people.importKeys",
    summary: "Links phones and member numbers to customers from CSV: external_userid or unionid, phone, member",
    permission: "customers.write",
    input: z.object({ csv: z.string().max(40_000_000), dryRun: z.boolean().default(false) }),
    output: z.object({
      rows: z.number(),
      linked: z.number(),
      merged: z.number(),
      conflicts: z.number(),
      rejected: z.number(),
      problems: z.array(rowProblem),
    }),
  }),
};
