import { z } from "zod";
import { contentLimits, contentStates, fileKinds } from "./asset-words.ts";
import { id, instant, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const bytesUpTo = (most: number) => (text: string) => new TextEncoder().encode(text).length <= most;
const short = (bytes: number) =>
  z
    .string()
    .trim()
    .refine(bytesUpTo(bytes), { message: `at most ${bytes} bytes of UTF-8` });

/** SHA-256 of what is in it. */
const fileId = z.string().regex(/^[0-9a-f]{64}$/);
const fileKind = z.enum(fileKinds);
export const contentState = z.enum(contentStates);
export type ContentState = z.infer<typeof contentState>;
const place = z.enum(["welcome", "sidebar", "mass"]);

export const assetFile = z.object({
  id: fileId,
  kind: fileKind,
  mime: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  name: z.string(),
  hasThumb: z.boolean(),
});
export type AssetFile = z.infer<typeof assetFile>;

/** An address of the web, or a page of ours (`/m/…`). */
const linkUrl = z
  .string()
  .trim()
  .max(1024)
  .regex(/^(https?:\/\/[^\s/]+|\/m\/)[^\s]*$/);
export const contentAttachment = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("image"), fileId }),
  z.object({ kind: z.literal("video"), fileId }),
  z.object({ kind: z.literal("file"), fileId }),
  z.object({
    kind: z.literal("link"),
    title: short(128).pipe(z.string().min(1)),
    desc: short(512).default(""),
    url: linkUrl,
    /** Its little picture. */
    fileId: fileId.nullable().default(null),
  }),
  z.object({
    kind: z.literal("miniprogram"),
    title: short(64).pipe(z.string().min(1)),
    appid: z.string().trim().min(1).max(64),
    page: z.string().trim().min(1).max(1024),
    /** Its cover, which WeCom wants. */
    fileId,
  }),
]);
export type ContentAttachment = z.infer<typeof contentAttachment>;

const wording = {
  text: short(contentLimits.textBytes).default(""),
  attachments: z.array(contentAttachment).max(contentLimits.attachments).default([]),
};

export const contentVersion = z.object({
  n: z.number().int(),
  state: contentState,
  text: z.string(),
  attachments: z.array(contentAttachment),
  madeAt: instant,
  madeBy: z.string(),
  judgedAt: instant.nullable(),
  judgedBy: z.string().nullable(),
  /** What whoever judged it said. */
  remark: z.string(),
});
export type ContentVersion = z.infer<typeof contentVersion>;

export const content = z.object({
  id: z.string(),
  folderId: z.string().nullable(),
  name: z.string(),
  /** Of the newest version. */
  state: contentState,
  text: z.string(),
  attachments: z.array(contentAttachment),
  n: z.number().int(),
  /** The version that goes out; null: none does yet. */
  liveN: z.number().int().nullable(),
  /** Whether something of it goes out now: a live version, not over, not put away. */
  usable: z.boolean(),
  /** Where it may go, by the gaps that the newest version has. */
  places: z.array(place),
  expiresAt: instant.nullable(),
  archived: z.boolean(),
  /** Whether its files are up at WeCom; none: it has none that must be. */
  media: z.enum(["none", "up", "waiting", "failing"]),
  version: z.number().int(),
  updatedAt: instant,
  updatedBy: z.string(),
});
export type Content = z.infer<typeof content>;

const filter = z.object({
  query: z.string().max(100).optional(),
  folderId: z.string().max(80).optional(),
  state: contentState.optional(),
  archived: z.boolean().default(false),
});

const folder = z.object({ id: z.string(), name: z.string(), contents: z.number().int() });
export type ContentFolder = z.infer<typeof folder>;

export const contents = {
  list: endpoint({
    name: "contents.list",
    summary: "Contents of the library, the last changed first; each with its newest version",
    permission: "plays.read",
    input: filter.extend(page),
    output: pageOf(content),
  }),
  get: endpoint({
    name: "contents.get",
    summary: "One content with its versions, the files that they name, and what uses it",
    permission: "plays.read",
    input: z.object({ id }),
    output: content.extend({
      versions: z.array(contentVersion),
      files: z.array(assetFile),
      /** Why WeCom refused a file last, in its words. */
      mediaErrors: z.array(z.object({ fileId: z.string(), error: z.string() })),
      uses: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })),
    }),
  }),
  save: endpoint({
    name: "contents.save",
    summary:
      "Write a content, or a new version of one (with the version that was read). `publish`: it goes out at once, or waits for a second person where the corp wants one",
    permission: "plays.write",
    input: z.object({
      id: id.optional(),
      version: z.number().int().optional(),
      folderId: z.string().max(80).nullable().default(null),
      name: z.string().trim().min(1).max(60),
      ...wording,
      expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
      publish: z.boolean().default(true),
    }),
    output: content,
  }),
  judge: endpoint({
    name: "contents.judge",
    summary: "A second person lets a waiting version go out, or sends it back with a reason",
    permission: "plays.write",
    input: z.object({ id, n: z.number().int(), approve: z.boolean(), remark: z.string().trim().max(200).default("") }),
    output: content,
  }),
  archive: endpoint({
    name: "contents.archive",
    summary: "Put a content away: nothing of it goes out any more. It can be taken back",
    permission: "plays.write",
    input: z.object({ id, version: z.number().int() }),
    output: content,
  }),
  restore: endpoint({
    name: "contents.restore",
    summary: "Take a content back that was put away",
    permission: "plays.write",
    input: z.object({ id }),
    output: content,
  }),
  folders: endpoint({
    name: "contents.folders",
    summary: "Folders of the library with how much is in each",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({ folders: z.array(folder), loose: z.number().int(), archived: z.number().int(), waiting: z.number().int() }),
  }),
  saveFolder: endpoint({
    name: "contents.saveFolder",
    summary: "Make a folder or rename one",
    permission: "plays.write",
    input: z.object({ id: id.optional(), name: z.string().trim().min(1).max(30) }),
    output: folder,
  }),
  removeFolder: endpoint({
    name: "contents.removeFolder",
    summary: "Take a folder away; what was in it lies loose then",
    permission: "plays.write",
    input: z.object({ id }),
    output: ok,
  }),
  settings: endpoint({
    name: "contents.settings",
    summary: "Whether a second person must look at a content before it goes out",
    permission: "plays.read",
    input: z.object({}),
    output: z.object({ approval: z.boolean() }),
  }),
  setSettings: endpoint({
    name: "contents.setSettings",
    summary: "Say whether a second person must look at a content before it goes out; what waits then is not let through by this",
    permission: "system.write",
    input: z.object({ approval: z.boolean() }),
    output: ok,
  }),
};

export const assets = {
  addPiece: endpoint({
    name: "assets.addPiece",
    summary: "A piece of a file, base64; `upload` is a name of the caller's own",
    permission: "plays.write",
    changes: false,
    input: z.object({
      upload: z.string().regex(/^[0-9a-zA-Z-]{8,64}$/),
      n: z.number().int().min(0).max(40),
      data: z.base64().min(1).max(2_800_000),
    }),
    output: ok,
  }),
  addFile: endpoint({
    name: "assets.addFile",
    summary: "All pieces are there: what the file is, is seen by its content, and whether WeCom takes it. The same file twice is kept once",
    permission: "plays.write",
    input: z.object({
      upload: z.string().max(64),
      pieces: z.number().int().min(1).max(41),
      name: z.string().trim().min(1).max(120),
    }),
    output: assetFile,
  }),
};
