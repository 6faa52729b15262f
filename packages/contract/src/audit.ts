import { z } from "zod";
import { day, id, instant, page, pageOf } from "./common.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";

/** change: something is another way now; view: somebody's personal data was opened; export: a file was taken away. */
export const auditKind = z.enum(["change", "view", "export"]);
export type AuditKind = z.infer<typeof auditKind>;

const filter = z.object({
  /** An account; what she did as the member of staff that she is counts too. */
  person: id.optional(),
  kind: auditKind.optional(),
  /** The part of the API before the dot: `customers`, `sops`, … */
  noun: z.string().max(40).optional(),
  /** As it is recorded (`customer:cus_…`), or the id alone. */
  subject: z.string().max(160).optional(),
  /** Local days, both included. */
  from: day.optional(),
  to: day.optional(),
});
export type AuditFilter = z.infer<typeof filter>;

export const auditItem = z.object({
  id: z.string(),
  at: instant,
  kind: auditKind,
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  verb: z.string(),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable(), to: z.string().nullable() }),
  data: z.record(z.string(), z.unknown()),
});
export type AuditItem = z.infer<typeof auditItem>;

export const audit = {
  list: endpoint({
    name: "audit.list",
    summary: "Who changed what, whose data was opened, and what was taken away as a file; the newest first",
    permission: "audit.read",
    input: filter.extend(page),
    output: pageOf(auditItem),
  }),
};

export const auditDownloads = {
  list: downloadSpec({ name: "audit.export", permission: "audit.read", file: "audit", input: filter }),
};

/** Days that records are kept where the corp says nothing. The law of cybersecurity asks for six months at least. */
export const auditKeep = { least: 183, views: 365, changes: 1095 } as const;
