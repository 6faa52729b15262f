import { z } from "zod";
import { instant, ok } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** Days for which words of the archive are kept, where the corp sets no other number. */
export const archiveKeepDays = 90;

export const archiveStatus = z.object({
  /** `never`: it was not set up on the server. `off`: it was, and is not read. */
  state: z.enum(["never", "off", "on", "failing"]),
  keepDays: z.number(),
  /** Everything up to here is known. */
  completeAt: instant.nullable(),
  nextAt: instant.nullable(),
  /** WeCom's or its library's own words. */
  trouble: z.object({ code: z.string(), message: z.string(), since: instant }).nullable(),
  /** Messages kept in the last 24 hours and in all. */
  messages: z.object({ day: z.number(), all: z.number() }),
  /** Messages whose key is missing, by the key's version. */
  sealed: z.array(z.object({ keyVersion: z.number(), count: z.number() })),
  consents: z.object({ agree: z.number(), refuse: z.number() }),
  /** Of these times nothing can be known, newest first. */
  gaps: z.array(z.object({ from: instant.nullable(), to: instant, why: z.enum(["before-start", "beyond-window"]) })),
});
export type ArchiveStatus = z.infer<typeof archiveStatus>;

export const archive = {
  status: endpoint({
    name: "archive.status",
    summary: "How far the chat archive has been read, who agreed to it, and of which times nothing is known",
    permission: "system.read",
    input: z.object({}),
    output: archiveStatus,
  }),
  update: endpoint({
    name: "archive.update",
    summary: "Read it or not, and for how many days words are kept; longer ones go in the next night",
    permission: "system.write",
    input: z.object({ on: z.boolean().optional(), keepDays: z.number().int().min(1).max(3650).optional() }),
    output: ok,
  }),
};
