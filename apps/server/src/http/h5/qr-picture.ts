import type { FastifyReply, FastifyRequest } from "fastify";
import { create, toBuffer } from "qrcode";
import { posterOf } from "#modules/live-codes";
import type { H5Deps } from "./deps.ts";
import { escape } from "./html.ts";

/** Pictures that WeCom hosts show a code which only they know: those cannot be drawn again from their address. */
const HOSTED = /(^|\.)qpic\.cn$/u;

/** The code in print quality: `GET /m/qr/{liveCodeId}.png|svg?size=`. A poster is public, and so is this. */
export const qrPicture =
  (deps: H5Deps) => async (request: FastifyRequest<{ Params: { file: string }; Querystring: { size?: string } }>, reply: FastifyReply) => {
    const [, id, kind] = /^(lc_[0-9a-z]{1,40})\.(png|svg)$/u.exec(request.params.file) ?? [];
    const row = id ? await posterOf(deps.db, id) : null;
    if (!row) return reply.status(404).type("text/plain").send("no such code");
    if (HOSTED.test(new URL(row.qrUrl).hostname)) return reply.redirect(row.qrUrl, 302);
    const size = Math.min(2000, Math.max(120, Number(request.query.size) || 800));
    reply.header("cache-control", "public, max-age=300");
    if (kind === "svg") return reply.type("image/svg+xml").send(drawSvg(row.qrUrl, size, row.label));
    return reply.type("image/png").send(await toBuffer(row.qrUrl, { errorCorrectionLevel: "Q", width: Math.round(size), margin: 4 }));
  };

/** Error level Q survives a quarter of the picture; four modules of white around it, the label below. */
export function drawSvg(text: string, size: number, label: string): string {
  const { modules } = create(text, { errorCorrectionLevel: "Q" });
  const side = modules.size + 8;
  let path = "";
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) if (modules.get(y, x)) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  }
  const letter = Math.min(side / 12, (side - 8) / Math.max(6, [...label].length));
  // The label stays clear of the white that a scanner needs.
  const height = side + letter * 1.6;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${Math.round((size * height) / side)}" viewBox="0 0 ${side} ${height}" role="img" aria-label="${escape(label)}"><path fill="#fff" d="M0 0h${side}v${height}h-${side}z"/><path shape-rendering="crispEdges" d="${path}"/><text x="${side / 2}" y="${side + letter * 0.85}" font-size="${letter}" text-anchor="middle" font-family="'PingFang SC','Noto Sans SC','Microsoft YaHei',sans-serif">${escape(label)}</text></svg>`;
}
