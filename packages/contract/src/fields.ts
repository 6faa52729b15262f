import { z } from "zod";
import { id, instant, ok, problem } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const fieldKind = z.enum(["text", "number", "date", "boolean", "choice"]);
export type FieldKind = z.infer<typeof fieldKind>;

/** Text, a number, a day (YYYY-MM-DD), yes or no, or the id of an option; null takes the value away. */
export const fieldValue = z.union([z.string().max(2000), z.number(), z.boolean()]).nullable();
export type FieldValue = z.infer<typeof fieldValue>;

const fieldName = z.string().trim().min(1).max(30);

export const customField = z.object({
  key: z.string(),
  name: z.string(),
  kind: fieldKind,
  options: z.array(z.object({ id: z.string(), name: z.string(), people: z.number().nullable() })),
  /** A column of the list of people. */
  listed: z.boolean(),
  archivedAt: instant.nullable(),
  /** How many people have a value; null to who sees a part of the corp. */
  people: z.number().nullable(),
  /** Of a boolean: how many say yes. */
  yes: z.number().nullable(),
});
export type CustomField = z.infer<typeof customField>;

export const fields = {
  list: endpoint({
    name: "fields.list",
    summary: "Custom fields of people, with how many have a value",
    permission: "customers.read",
    scope: "any",
    input: z.object({ archived: z.boolean().default(false) }),
    output: z.object({ fields: z.array(customField) }),
  }),
  create: endpoint({
    name: "fields.create",
    summary: "A new field; its kind stays for ever",
    permission: "customers.write",
    input: z.object({
      name: fieldName,
      kind: fieldKind,
      options: z.array(fieldName).max(200).default([]),
      listed: z.boolean().default(false),
    }),
    output: z.object({ key: z.string() }),
  }),
  update: endpoint({
    name: "fields.update",
    summary: "Name, place, options of a field, or puts it away and back; an option keeps its id under another name",
    permission: "customers.write",
    input: z.object({
      key: id,
      name: fieldName.optional(),
      listed: z.boolean().optional(),
      archived: z.boolean().optional(),
      options: z
        .array(z.object({ id: id.optional(), name: fieldName }))
        .max(200)
        .optional(),
    }),
    output: ok,
  }),
  order: endpoint({
    name: "fields.order",
    summary: "The order in which fields are shown",
    permission: "customers.write",
    input: z.object({ keys: z.array(id).max(200) }),
    output: ok,
  }),
  set: endpoint({
    name: "fields.set",
    summary: "Values of one person; what is the same already is no change",
    permission: "customers.write",
    scope: "own",
    input: z.object({
      customerId: id,
      values: z
        .array(z.object({ key: id, value: fieldValue }))
        .min(1)
        .max(50),
      why: z.string().max(200).default(""),
    }),
    output: z.object({ changed: z.number() }),
  }),
  import: endpoint({
    name: "fields.import",
    summary: "Values from a CSV file: a column that names the person (external_userid or unionid), one column per field by its name",
    permission: "customers.write",
    input: z.object({ csv: z.string(), dryRun: z.boolean().default(false) }),
    output: z.object({
      rows: z.number(),
      /** Values that differ from what was there. */
      changed: z.number(),
      unchanged: z.number(),
      rejected: z.number(),
      /** The fields that the file speaks of. */
      fields: z.array(z.string()),
      errors: z.array(problem.extend({ line: z.number(), value: z.string() })),
    }),
  }),
};
