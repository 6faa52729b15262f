import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { fill } from "@shuke/phrases";
import type { Ctx } from "#kit/ctx";
import { drawPoster, type PosterLine } from "#kit/poster-picture";
import { Problem } from "#kit/problem";
import { readFileBody } from "#modules/assets";
import { codePoster } from "#modules/live-codes";
import { staffNames } from "#modules/org";
import { codePicture } from "./code-picture.ts";

type Input = ParsedInputOf<typeof api.posters.draw>;

/** Draws what a phone will see; the gaps are filled with what is known of the code. */
export async function drawFor(ctx: Ctx, { fileId, slots, liveCodeId, width }: Input): Promise<OutputOf<typeof api.posters.draw>> {
  const background = await readFileBody(ctx, fileId);
  if (!background || background.kind !== "image") throw new Problem("posterBackground", {}, 409);
  const code = liveCodeId === null ? null : await codePoster(ctx, liveCodeId);
  if (liveCodeId !== null && !code) throw new Problem("posterNoCode", {}, 409);
  const names = code ? await staffNames(ctx, [...code.userIds]) : new Map<string, string>();
  const values = {
    name: code ? (code.userIds.length === 1 ? (names.get(code.userIds[0] ?? "") ?? code.name) : code.name) : "{{name}}",
    store: code ? (code.storeName ?? "") : "{{store}}",
    channel: code ? code.channel : "{{channel}}",
  };
  const lines: PosterLine[] = slots.lines.map((line) => ({ ...line, text: fill(line.text, values) }));
  const qr = { ...slots.qr, picture: code ? await codePicture(code.qrUrl) : null };
  const { png, height } = await drawPoster({ background: background.data, width, qr, lines });
  return { png: png.toString("base64"), width, height };
}
