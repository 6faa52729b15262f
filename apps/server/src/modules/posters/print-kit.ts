import { setImmediate } from "node:timers/promises";
import { files } from "@shuke/phrases";
import type { Ctx } from "#kit/ctx";
import { Problem, told } from "#kit/problem";
import type { ZipEntry } from "#kit/zip";
import { codesToPrint } from "#modules/live-codes";
import { drawFor } from "./draw-poster.ts";
import { onePoster } from "./keep-posters.ts";

/** As printers want it: 2,160 points are 18 cm at 300 an inch. */
const WIDTH = 2160;
let busy = false;

/**
 * The poster of every code of a kind, one after the other: drawing takes most of a processor, so a process makes one kit at a time, and lets
 * whoever waits go first between two. What could not be drawn is named in a file at the end.
 */
export async function* printKit(ctx: Ctx, { id, kind }: { id: string; kind: "staff" | "group" }): AsyncGenerator<ZipEntry> {
  const { fileId, slots } = await onePoster(ctx, id);
  const codes = await codesToPrint(ctx, kind);
  if (codes.length === 0) throw new Problem("posterNoCodes", {}, 409);
  if (busy) throw new Problem("posterKitBusy", {}, 409);
  busy = true;
  const missing: string[] = [];
  try {
    for (const code of codes) {
      const name = [code.storeName, code.name].filter((part) => part !== null && part !== "").join(" ");
      try {
        const { png } = await drawFor(ctx, { fileId, slots, liveCodeId: code.id, width: WIDTH });
        yield { name: `${name}.png`, data: Buffer.from(png, "base64") };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        missing.push(`${name}: ${told(error, ctx.language).message}`);
      }
      await setImmediate();
    }
    if (missing.length > 0) yield { name: files[ctx.language ?? "zh-CN"].posters.missing, data: Buffer.from(`${missing.join("\n")}\n`) };
  } finally {
    busy = false;
  }
}
