import { columnPlan, goalCurve, goalMetric, groupClass, stockPlan } from "@shuke/contract";
import { z } from "zod";
import { sopDefinition } from "#modules/sops";

const text = z.object({ zh: z.string().min(1), en: z.string().min(1) });
const page = z.enum(["welfare", "find-store"]);

/** A whole way of working. Everything that installing creates is named here; nothing is hidden in code. */
export const playbookDefinition = z.strictObject({
  playbook: z.string().regex(/^[a-z0-9-]{1,40}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  source: z.string().nullable().default(null),
  name: text,
  summary: text,
  tags: z.array(z.strictObject({ group: z.string().max(30), names: z.array(z.string().max(30)).min(1) })).default([]),
  staffCode: z.strictObject({
    name: z.string().max(30),
    channel: z.string().max(30),
    position: z.string(),
    tags: z.array(z.string()).default([]),
    welcome: z.strictObject({
      text: z.string().max(1200),
      link: z.strictObject({ title: z.string().max(40), page, desc: z.string().max(100) }),
    }),
  }),
  welfare: z.strictObject({ title: text, lines: z.array(text).max(6), note: text }),
  groupCodes: z.strictObject({
    seatLimit: z.number().int().min(2).max(500).default(200),
    autoCreate: z.boolean().default(true),
    baseName: z.string().max(40),
  }),
  groupClass: z.strictObject({
    key: z.string(),
    notice: z.string().max(1000),
    welcome: z.strictObject({ text: z.string().max(900) }),
  }),
  sops: z.array(sopDefinition).default([]),
  /** Columns, and the week they make; `auto`: empty weeks are filled and published by themselves. */
  columns: z.array(columnPlan.strict()).default([]),
  /** What people may wait for. */
  products: z.array(stockPlan.strict()).default([]),
  calendar: z.strictObject({ groupClass, mark: z.string().max(20), auto: z.boolean().default(false) }).optional(),
  goals: z
    .array(
      z.strictObject({
        key: z.string().regex(/^[a-z0-9-]{1,40}$/),
        name: text,
        metric: goalMetric,
        target: z.number(),
        /** Counted from the day on which the playbook is installed. */
        days: z.number().int().min(1).max(730),
        atLeast: z.number().int().min(1).max(500).optional(),
        /** `group/name` of a tag; the SOP's own key, and a step of it. */
        tag: z.string().optional(),
        sop: z.string().optional(),
        step: z.string().optional(),
        curve: goalCurve.optional(),
      }),
    )
    .default([]),
  funnel: z.array(z.strictObject({ key: funnelKey(), name: text, target: z.number().min(0).max(1).optional() })).min(2),
});
export type PlaybookDefinition = z.infer<typeof playbookDefinition>;

/** Milestones that the journey knows, in the order in which a person passes them. */
function funnelKey() {
  return z.enum(["added", "welcomed", "opened", "chosen", "joined", "enrolled", "reached", "kept7"]);
}
