import { z } from "zod";
import { day, id, instant, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { clockTime } from "./sop-step.ts";

export const reportKind = z.enum(["day", "week"]);
export type ReportKind = z.infer<typeof reportKind>;

const line = z.object({
  text: z.string(),
  detail: z.string(),
  tone: z.enum(["good", "watch", "bad", "plain"]),
  /** A path of the console, for whoever logs in. */
  to: z.string(),
});

/** What a report says, in words: drawn as a picture, and shown as it is in the console. */
export const reportSheet = z.object({
  title: z.string(),
  subtitle: z.string(),
  tiles: z.array(z.object({ label: z.string(), value: z.string(), change: z.string(), tone: z.enum(["good", "bad", "plain"]) })),
  lists: z.array(z.object({ title: z.string(), lines: z.array(line), none: z.string() })),
  foot: z.string(),
});
export type ReportSheet = z.infer<typeof reportSheet>;

export const reportSettings = z.object({
  day: z.object({ on: z.boolean(), at: clockTime }),
  /** Weekdays are 1 (Monday) to 7. */
  week: z.object({ on: z.boolean(), at: clockTime, weekday: z.number().int().min(1).max(7) }),
  /** Heads of communities see the whole. */
  heads: z.boolean(),
  /** Store managers see their own stores. */
  storeManagers: z.boolean(),
  /** Who sees the whole besides, and who gets none, by WeCom user ids. */
  also: z.array(z.string().min(1).max(80)).max(200),
  never: z.array(z.string().min(1).max(80)).max(500),
});
export type ReportSettings = z.infer<typeof reportSettings>;

/** nothing: there was nothing to say, so nothing was sent. */
export const reportState = z.enum(["nothing", "waiting", "sent", "failed"]);

const drawn = z.object({
  sheet: reportSheet.nullable(),
  /** PNG, base64; null where there is nothing to say. */ picture: z.string().nullable(),
});

export const reports = {
  get: endpoint({
    name: "reports.get",
    summary: "Who gets the report when, and when the next ones go out",
    permission: "insight.read",
    input: z.object({}),
    output: z.object({
      settings: reportSettings,
      nextDayAt: instant.nullable(),
      nextWeekAt: instant.nullable(),
      timeZone: z.string(),
      readers: z.number(),
    }),
  }),
  save: endpoint({
    name: "reports.save",
    summary: "Change who gets the report and when, or switch it off",
    permission: "plays.write",
    input: reportSettings,
    output: ok,
  }),
  preview: endpoint({
    name: "reports.preview",
    summary: "The report as it would be now, of the whole or of a member's stores; nothing is sent",
    permission: "insight.read",
    input: z.object({ kind: reportKind.default("day"), userId: z.string().max(80).optional() }),
    output: drawn.extend({ whose: z.string() }),
  }),
  list: endpoint({
    name: "reports.list",
    summary: "Reports that were made, the newest first, each with what became of it",
    permission: "insight.read",
    input: z.object({ kind: reportKind.optional(), ...page }),
    output: pageOf(
      z.object({
        id: z.string(),
        kind: reportKind,
        day,
        userId: z.string(),
        name: z.string(),
        /** How many stores it is of; null: of the whole. */
        stores: z.number().nullable(),
        state: reportState,
        sends: z.number(),
        createdAt: instant,
      }),
    ),
  }),
  picture: endpoint({
    name: "reports.picture",
    summary: "One report again, as it was sent",
    permission: "insight.read",
    input: z.object({ id }),
    output: drawn,
  }),
  resend: endpoint({
    name: "reports.resend",
    summary: "Send one report once more to its reader",
    permission: "plays.write",
    input: z.object({ id }),
    output: ok,
  }),
};
