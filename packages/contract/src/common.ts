import { z } from "zod";

/** ISO 8601 instant. */
export const instant = z.string().meta({ format: "date-time" });
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const id = z.string().min(1).max(80);

export const page = {
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(500).default(50),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.number().int().optional(),
  });

export const ok = z.object({ ok: z.literal(true) });

export const named = z.object({ id: z.string(), name: z.string() });

/** A refusal inside an answer: `message` is in the language of the call, `code` and `details` say it in any other. */
export const problem = z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) });
export type ToldProblem = z.infer<typeof problem>;

/** What stands behind something: its kind, its name in the reader's language ("" where the kind says all), and a way into the console. */
export const why = z.object({ kind: z.string(), label: z.string(), to: z.string().nullable() });
export type Why = z.infer<typeof why>;

/** green: on target; amber: watch; red: off target; unknown: not enough to judge. */
export const light = z.enum(["green", "amber", "red", "unknown"]);
export type Light = z.infer<typeof light>;
