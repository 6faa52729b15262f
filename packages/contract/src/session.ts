import { z } from "zod";
import { endpoint } from "./endpoint.ts";

export const role = z.enum(["owner", "headOfCommunities", "groupOwner", "admin", "storeManager", "guide", "analyst"]);
export type Role = z.infer<typeof role>;

export const session = {
  current: endpoint({
    name: "session.current",
    summary: "Who I am, which corp this is, what I may do, and whether a rehearsal clock runs",
    permission: "session",
    scope: "any",
    input: z.object({}),
    output: z.object({
      user: z.object({ id: z.string(), name: z.string(), email: z.string(), role }),
      corp: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
      permissions: z.array(z.string()),
      /** She sees a part of the corp: her own customers, groups and tasks. */
      narrow: z.boolean().optional(),
      /** What a narrow role may call; whoever sees the whole corp has none, the permissions say it all. */
      reach: z.array(z.string()).optional(),
      clock: z.object({
        now: z.string(),
        rehearsal: z.boolean(),
        speed: z.number(),
        /** Time is being moved on step by step just now: a rehearsal, or the demo making its past. */
        stepping: z.boolean().optional(),
      }),
    }),
  }),
};
