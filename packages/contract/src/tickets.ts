import { z } from "zod";
import { day, id, instant, named, page, pageOf } from "./common.ts";
import { ticketKinds, ticketReasons, ticketSources, ticketStates } from "./ticket-words.ts";
import { downloadSpec, endpoint } from "./endpoint.ts";

export const ticketKind = z.enum(ticketKinds);
export type TicketKind = z.infer<typeof ticketKind>;
/** `open`: noted, nobody has it yet. `promised`: somebody has it, and a time is agreed. `reopened`: an answer was not enough. */
export const ticketState = z.enum(ticketStates);
export type TicketState = z.infer<typeof ticketState>;
/** Who noted it: a colleague, the person herself on our page, the chat archive, or a talk that left it unanswered. */
export const ticketSource = z.enum(ticketSources);
export type TicketSource = z.infer<typeof ticketSource>;
export const ticketReason = z.enum(ticketReasons);
export type TicketReason = z.infer<typeof ticketReason>;

export const ticket = z.object({
  id: z.string(),
  kind: ticketKind,
  state: ticketState,
  source: ticketSource,
  text: z.string(),
  customer: named.nullable(),
  group: named.nullable(),
  store: named.nullable(),
  /** Who answers; null as long as nobody has it. */
  owner: z.object({ userId: z.string(), name: z.string() }).nullable(),
  openedAt: instant,
  /** The agreed time; what was agreed first is what an answer is measured against. */
  dueAt: instant,
  firstDueAt: instant,
  overdue: z.boolean(),
  answeredAt: instant.nullable(),
  answer: z.string().nullable(),
  /** Whether the first answer came by the time agreed first; null while there is none. */
  inTime: z.boolean().nullable(),
  /** What shows that she got it: A the archive, B she opened it; null: nothing but a colleague's word. */
  shown: z.enum(["A", "B"]).nullable(),
  /** Why it was closed, reopened or moved last, in words. */
  note: z.string(),
  /** How often it was opened again. */
  reopened: z.number().int(),
  taskId: z.string().nullable(),
  /** Where she reads the answer, as a path of the customers' pages: whoever opens it by this link has seen it. */
  replyPath: z.string().nullable(),
});
export type Ticket = z.infer<typeof ticket>;

export const ticketStep = z.object({ at: instant, what: z.string(), by: z.string(), note: z.string(), dueAt: instant.nullable() });
export type TicketStep = z.infer<typeof ticketStep>;

export const ticketSettings = z.object({
  /** Minutes of opening hours by which a kind is answered. */
  minutes: z.object({
    question: z.number().int().min(5).max(14_400),
    complaint: z.number().int().min(5).max(14_400),
    suggestion: z.number().int().min(5).max(14_400),
  }),
  /** Local times between which somebody is there. */
  opens: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  closes: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** Weekends and holidays do not count. */
  workdaysOnly: z.boolean(),
  remindMinutes: z.number().int().min(0).max(1440),
  /** Questions in groups that nobody answers within so many minutes are noted, where the archive is there; 0: never. */
  unheardMinutes: z.number().int().min(0).max(1440),
  /** Answered, and nothing came back for so many days: closed. */
  closeAfterDays: z.number().int().min(1).max(60),
});
export type TicketSettings = z.infer<typeof ticketSettings>;

export const ticketFilter = z.object({
  state: ticketState.optional(),
  kind: ticketKind.optional(),
  source: ticketSource.optional(),
  owner: z.string().optional(),
  /** Only those that are mine, or that nobody has. */
  whose: z.enum(["mine", "nobody"]).optional(),
  overdue: z.boolean().optional(),
  storeId: z.string().optional(),
  customerId: z.string().optional(),
  query: z.string().max(100).optional(),
});
export type TicketFilter = z.infer<typeof ticketFilter>;

const counted = z.object({
  key: z.string(),
  name: z.string(),
  opened: z.number().int(),
  answered: z.number().int(),
  inTime: z.number().int(),
  /** Answered, or past the agreed time: of these `inTime` is a share. */
  judged: z.number().int(),
  /** From noting to the first answer; null: none yet. */
  medianMinutes: z.number().nullable(),
});
export type TicketCount = z.infer<typeof counted>;

export const tickets = {
  list: endpoint({
    name: "tickets.list",
    summary: "Questions and complaints: mine first, those past their agreed time before the others, then what is answered and closed",
    permission: "tasks.read",
    scope: "own",
    input: ticketFilter.extend(page),
    output: pageOf(ticket),
  }),
  get: endpoint({
    name: "tickets.get",
    summary: "One question or complaint with its story",
    permission: "tasks.read",
    scope: "own",
    input: z.object({ id }),
    output: z.object({ ticket, story: z.array(ticketStep) }),
  }),
  note: endpoint({
    name: "tickets.note",
    summary: "Note a question or complaint; the agreed time follows from its kind and the opening hours",
    permission: "tasks.write",
    scope: "own",
    input: z.object({
      kind: ticketKind.default("question"),
      text: z.string().trim().min(1).max(2000),
      customerId: id.optional(),
      /** The group's id or WeCom's chat id. */
      groupId: id.optional(),
      storeId: id.optional(),
      /** A WeCom user id. Without it the group's owner has it, else whoever is the customer's friend, else nobody. */
      owner: z.string().max(64).optional(),
    }),
    output: ticket,
  }),
  assign: endpoint({
    name: "tickets.assign",
    summary: "Give questions to a colleague, who is told; what is answered or closed is left out",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ ids: z.array(id).min(1).max(200), owner: z.string().min(1).max(64), why: z.string().max(200).default("") }),
    output: z.object({ given: z.number().int() }),
  }),
  move: endpoint({
    name: "tickets.move",
    summary: "Agree on another time, with the reason; an answer is still measured against what was agreed first",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ id, dueAt: instant, why: z.string().trim().min(1).max(200) }),
    output: ticket,
  }),
  answer: endpoint({
    name: "tickets.answer",
    summary: "Write down the answer. That she got it is shown by the archive or by her opening it",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ id, answer: z.string().trim().min(1).max(2000) }),
    output: ticket,
  }),
  close: endpoint({
    name: "tickets.close",
    summary: "Close questions, with the reason",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ ids: z.array(id).min(1).max(200), reason: ticketReason, note: z.string().max(200).default("") }),
    output: z.object({ closed: z.number().int() }),
  }),
  reopen: endpoint({
    name: "tickets.reopen",
    summary: "The answer was not enough: a new time is agreed",
    permission: "tasks.write",
    scope: "own",
    input: z.object({ id, why: z.string().trim().min(1).max(200) }),
    output: ticket,
  }),
  figures: endpoint({
    name: "tickets.figures",
    summary: "Answered in time, median time to answer, by kind and store; of what was noted in the span, 92 days at most",
    permission: "tasks.read",
    scope: "own",
    input: z.object({ from: day.optional(), to: day.optional(), storeId: z.string().optional() }),
    output: z.object({
      from: day,
      to: day,
      all: counted,
      shown: z.number().int(),
      live: z.object({ open: z.number().int(), overdue: z.number().int() }),
      kinds: z.array(counted),
      stores: z.array(counted),
    }),
  }),
  repeated: endpoint({
    name: "tickets.repeated",
    summary: "Answered three times alike within 90 days: candidates for a standing answer",
    permission: "tasks.read",
    input: z.object({}),
    output: z.object({
      items: z.array(
        z.object({ text: z.string(), answer: z.string(), times: z.number().int(), lastAt: instant, ids: z.array(z.string()) }),
      ),
      /** How many answers were compared; more than that are not looked at. */
      looked: z.number().int(),
    }),
  }),
  settings: endpoint({
    name: "tickets.settings",
    summary: "Agreed times by kind, and the opening hours they are counted in",
    permission: "tasks.read",
    scope: "any",
    input: z.object({}),
    output: ticketSettings,
  }),
  saveSettings: endpoint({
    name: "tickets.saveSettings",
    summary: "Change agreed times and opening hours; what is already agreed stays",
    permission: "plays.write",
    input: ticketSettings,
    output: ticketSettings,
  }),
};

export const ticketDownloads = {
  list: downloadSpec({ name: "tickets", permission: "tasks.read", scope: "own", file: "tickets", input: ticketFilter }),
};
