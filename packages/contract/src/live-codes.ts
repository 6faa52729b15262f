import { z } from "zod";
import { id, instant, page, pageOf, problem } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const liveCodeKind = z.enum(["staff", "group"]);

/** The card under the welcome, and the page of ours that it opens. */
export const welcomeLink = z.object({
  title: z.string().max(40),
  page: z.enum(["welfare", "find-store"]),
  desc: z.string().max(100),
});

export const liveCode = z.object({
  id: z.string(),
  kind: liveCodeKind,
  name: z.string(),
  channel: z.string(),
  state: z.enum(["active", "paused"]),
  /** Null until WeCom has made the code. */
  qrUrl: z.string().nullable(),
  /** Why WeCom refused what was asked last. */
  problem: problem.nullable(),
  storeId: z.string().nullable(),
  storeName: z.string().nullable(),
  /** Staff codes: who answers. */
  userIds: z.array(z.string()),
  tags: z.array(z.string()),
  remark: z.string(),
  welcomeText: z.string().nullable(),
  welcomeLink: welcomeLink.nullable(),
  /** A content of the library that is said in place of the text, while it goes out. */
  welcomeContent: z.string().nullable(),
  /** Group codes: the pool, and the seats that routing may still give away (null: WeCom opens further groups). */
  chatIds: z.array(z.string()),
  seatLimit: z.number().nullable(),
  seatsLeft: z.number().nullable(),
  autoCreate: z.boolean(),
  baseName: z.string(),
  /** Friends of a staff code, joins of a group code; `kept` are those still here. WeCom tells no scans. */
  figures: z.object({
    scans: z.number().nullable(),
    added: z.number(),
    kept: z.number(),
    joined: z.number(),
  }),
  createdAt: instant,
});
export type LiveCode = z.infer<typeof liveCode>;

const fields = {
  name: z.string().min(1).max(30),
  channel: z.string().max(30),
  userIds: z.array(z.string()).max(100),
  /** `group/name`; created in WeCom when it is not there yet. */
  tags: z.array(z.string().max(61)).max(10),
  remark: z.string().max(20),
  welcomeText: z.string().max(1200),
  welcomeLink: welcomeLink.nullable(),
  welcomeContent: id.nullable(),
  storeId: z.string().nullable(),
  chatIds: z.array(z.string()).max(5),
  seatLimit: z.number().int().min(2).max(500),
  autoCreate: z.boolean(),
  baseName: z.string().max(40),
};

/** Defaults belong to creating only: in a change, an absent field must leave what is there. */
const created = {
  ...fields,
  channel: fields.channel.default(""),
  userIds: fields.userIds.default([]),
  tags: fields.tags.default([]),
  remark: fields.remark.default(""),
  welcomeText: fields.welcomeText.default(""),
  welcomeLink: fields.welcomeLink.default(null),
  welcomeContent: fields.welcomeContent.default(null),
  storeId: fields.storeId.default(null),
  chatIds: fields.chatIds.default([]),
  seatLimit: fields.seatLimit.default(200),
  autoCreate: fields.autoCreate.default(true),
  baseName: fields.baseName.default(""),
};

export const liveCodes = {
  create: endpoint({
    name: "liveCodes.create",
    summary: "A staff code (adds friends, tags, welcomes) or a group code (one permanent code over a pool of groups)",
    permission: "entrances.write",
    input: z.object({ kind: liveCodeKind, ...created }),
    output: liveCode,
  }),
  update: endpoint({
    name: "liveCodes.update",
    summary: "Change, pause or resume a code; the printed picture stays valid",
    permission: "entrances.write",
    input: z.object({
      id,
      state: z.enum(["active", "paused"]).optional(),
      ...z.object(fields).partial().shape,
    }),
    output: liveCode,
  }),
  list: endpoint({
    name: "liveCodes.list",
    summary: "Codes with their figures",
    permission: "entrances.read",
    input: z.object({
      kind: liveCodeKind.optional(),
      state: z.enum(["active", "paused"]).optional(),
      storeId: z.string().optional(),
      query: z.string().max(60).optional(),
      ...page,
    }),
    output: pageOf(liveCode),
  }),
  get: endpoint({
    name: "liveCodes.get",
    summary: "One code",
    permission: "entrances.read",
    input: z.object({ id }),
    output: liveCode,
  }),
  figures: endpoint({
    name: "liveCodes.figures",
    summary: "Added, joined and lost per local day",
    permission: "entrances.read",
    input: z.object({ id, from: z.string().optional(), to: z.string().optional() }),
    output: z.object({
      days: z.array(z.object({ day: z.string(), added: z.number(), lost: z.number(), joined: z.number() })),
    }),
  }),
};
