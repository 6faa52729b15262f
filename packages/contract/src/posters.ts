import { z } from "zod";
import { id, instant, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** Thousandths of the picture's width, also downwards: the same template fits a background of any size. */
const place = z.number().int().min(0).max(4000);
export const posterSlots = z.object({
  qr: z.object({ x: place, y: place, size: z.number().int().min(80).max(1000) }),
  lines: z
    .array(
      z.object({
        /** {{name}}: who answers the code; {{store}}: its store; {{channel}}: its channel. */
        text: z.string().trim().min(1).max(60),
        x: place,
        y: place,
        size: z.number().int().min(16).max(200),
        colour: z.string().regex(/^#[0-9a-f]{6}$/i),
        align: z.enum(["left", "center", "right"]),
      }),
    )
    .max(6),
});
export type PosterSlots = z.infer<typeof posterSlots>;

const fileId = z.string().regex(/^[0-9a-f]{64}$/);

export const poster = z.object({
  id: z.string(),
  name: z.string(),
  fileId,
  slots: posterSlots,
  archived: z.boolean(),
  version: z.number().int(),
  updatedAt: instant,
  updatedBy: z.string(),
});
export type Poster = z.infer<typeof poster>;

export const posters = {
  list: endpoint({
    name: "posters.list",
    summary: "Poster templates, the last changed first",
    permission: "entrances.read",
    input: z.object({ query: z.string().max(60).optional(), archived: z.boolean().default(false), ...page }),
    output: pageOf(poster),
  }),
  save: endpoint({
    name: "posters.save",
    summary: "Make a poster template or change one (with the version that was read)",
    permission: "entrances.write",
    input: z.object({
      id: id.optional(),
      version: z.number().int().optional(),
      name: z.string().trim().min(1).max(60),
      fileId,
      slots: posterSlots,
    }),
    output: poster,
  }),
  archive: endpoint({
    name: "posters.archive",
    summary: "Put a template away; it can be taken back",
    permission: "entrances.write",
    input: z.object({ id, version: z.number().int() }),
    output: poster,
  }),
  restore: endpoint({
    name: "posters.restore",
    summary: "Take a template back that was put away",
    permission: "entrances.write",
    input: z.object({ id }),
    output: poster,
  }),
  draw: endpoint({
    name: "posters.draw",
    summary: "The poster of one code as a PNG, from a template as it is being edited; without a code its place is marked",
    permission: "entrances.read",
    input: z.object({
      fileId,
      slots: posterSlots,
      liveCodeId: id.nullable().default(null),
      width: z.number().int().min(240).max(2160).default(1080),
    }),
    output: z.object({ png: z.string(), width: z.number().int(), height: z.number().int() }),
  }),
};
