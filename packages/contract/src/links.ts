import { z } from "zod";
import { id, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { FOLLOW_MINUTES, followStates, linkFollows } from "./link-words.ts";

const follow = z.enum(linkFollows);
export const followState = z.enum(followStates);

export const shortLink = z.object({
  id: z.string(),
  name: z.string(),
  /** Where it leads. */
  url: z.string(),
  /** As it is sent, without our address in front: `/m/k/…`. */
  path: z.string(),
  /** The same, whole. */
  address: z.string(),
  follow,
  followMinutes: z.number().int(),
  followText: z.string(),
  archived: z.boolean(),
  version: z.number().int(),
  updatedAt: instant,
  updatedBy: z.string(),
  figures: z.object({
    /** Known by WeChat's own login: customers, each once. */
    people: z.number().int(),
    clicks: z.number().int(),
    /** Of these people, who paid within three hours after a click. */
    bought: z.number().int(),
    /** Nobody whom we know, and counted as nobody: previews and robots, browsers outside of WeChat, staff, people who are no customers. */
    others: z.object({ preview: z.number().int(), outside: z.number().int(), staff: z.number().int(), stranger: z.number().int() }),
  }),
});
export type ShortLink = z.infer<typeof shortLink>;

export const linkPerson = z.object({
  customerId: z.string(),
  name: z.string().nullable(),
  clicks: z.number().int(),
  firstAt: instant,
  lastAt: instant,
  /** Paid within three hours after her first or last click. */
  bought: z.boolean(),
  follow: z
    .object({ state: followState, reason: z.string().nullable(), dueAt: instant.nullable(), staff: z.string().nullable() })
    .nullable(),
});
export type LinkPerson = z.infer<typeof linkPerson>;

export const links = {
  list: endpoint({
    name: "links.list",
    summary: "Short links, the last changed first, each with who opened it and who bought within three hours",
    permission: "plays.read",
    input: z.object({ query: z.string().max(100).optional(), archived: z.boolean().default(false), ...page }),
    output: pageOf(shortLink),
  }),
  get: endpoint({
    name: "links.get",
    summary: "One short link with its figures",
    permission: "plays.read",
    input: z.object({ id }),
    output: shortLink.extend({
      /** What became of offers that were opened and left alone, by state. */
      follows: z.array(z.object({ state: followState, n: z.number().int() })),
    }),
  }),
  people: endpoint({
    name: "links.people",
    summary: "Who opened a link, the last one first, and what was done about it",
    permission: "plays.read",
    input: z.object({ id, ...page }),
    output: pageOf(linkPerson),
  }),
  save: endpoint({
    name: "links.save",
    summary:
      "Make a short link or change one (with the version that was read). `follow`: whoever opened it and has not bought after so many minutes is written to once, by a task of her friend or by a mass-send task, through the gate",
    permission: "plays.write",
    input: z.object({
      id: id.optional(),
      version: z.number().int().optional(),
      name: z.string().trim().min(1).max(60),
      url: z
        .string()
        .trim()
        .max(2000)
        .regex(/^(https?:\/\/[^\s/]+|\/m\/)[^\s]*$/),
      follow: follow.default("none"),
      followMinutes: z.number().int().min(FOLLOW_MINUTES.least).max(FOLLOW_MINUTES.most).default(FOLLOW_MINUTES.usual),
      followText: z.string().trim().max(600).default(""),
    }),
    output: shortLink,
  }),
  archive: endpoint({
    name: "links.archive",
    summary: "Put a link away: it leads nowhere any more. It can be taken back",
    permission: "plays.write",
    input: z.object({ id, version: z.number().int() }),
    output: shortLink,
  }),
  restore: endpoint({
    name: "links.restore",
    summary: "Take a link back that was put away",
    permission: "plays.write",
    input: z.object({ id }),
    output: shortLink,
  }),
};
