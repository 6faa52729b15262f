import { drawNodes, type DrawnNode } from "./sheet-picture.ts";

/** Places in thousandths of the width, also downwards. `x` of a line is its left end, its middle or its right end, as it is aligned. */
export type PosterLine = { text: string; x: number; y: number; size: number; colour: string; align: "left" | "center" | "right" };
export type PosterPicture = {
  background: Buffer;
  width: number;
  /** No picture: the place is marked. */
  qr: { x: number; y: number; size: number; picture: Buffer | null };
  lines: readonly PosterLine[];
};

const QUIET = "#ffffff";

/** The background at its width, the lines in the house's fonts (Chinese ones), the code on white: a scanner needs that around it. */
export async function drawPoster({ background, width, qr, lines }: PosterPicture): Promise<{ png: Buffer; height: number }> {
  const { default: sharp } = await import("sharp");
  const base = await sharp(background).rotate().resize({ width }).flatten({ background: QUIET }).png().toBuffer();
  const { height } = await sharp(base).metadata();
  const at = (thousandths: number) => Math.round((thousandths * width) / 1000);
  const words = await drawNodes(page(lines, width, height, at), width, height);
  const side = Math.min(at(qr.size), width, height);
  const code = qr.picture
    ? await sharp(qr.picture)
        .flatten({ background: QUIET })
        .resize(side, side, { fit: "contain", background: QUIET, kernel: "nearest" })
        .png()
        .toBuffer()
    : await sharp(Buffer.from(mark(side)))
        .png()
        .toBuffer();
  // A slot that hangs over the edge is moved in: half a code leads nowhere.
  const left = Math.max(0, Math.min(at(qr.x), width - side));
  const top = Math.max(0, Math.min(at(qr.y), height - side));
  const png = await sharp(base)
    .composite([
      { input: words, left: 0, top: 0 },
      { input: code, left, top },
    ])
    .png()
    .toBuffer();
  return { png, height };
}

const mark = (side: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="#fff" fill-opacity=".85"/><rect x="2" y="2" width="${side - 4}" height="${side - 4}" fill="none" stroke="#0b6e69" stroke-width="4" stroke-dasharray="14 10"/><path d="M0 0 ${side} ${side}M${side} 0 0 ${side}" stroke="#0b6e69" stroke-width="2" stroke-opacity=".4"/></svg>`;

/** Each line stands in a box as wide as the picture, pushed to where it belongs. */
function page(lines: readonly PosterLine[], width: number, height: number, at: (thousandths: number) => number): DrawnNode {
  return {
    type: "div",
    props: {
      style: { display: "flex", position: "relative", width, height },
      children: lines.map(({ text, x, y, size, colour, align }) => ({
        type: "div",
        props: {
          style: {
            ...{
              display: "flex",
              position: "absolute",
              top: at(y),
              width,
              color: colour,
              fontSize: at(size),
              fontWeight: 700,
              lineHeight: 1.3,
            },
            left: align === "left" ? at(x) : align === "center" ? at(x) - width / 2 : at(x) - width,
            justifyContent: align === "left" ? "flex-start" : align === "center" ? "center" : "flex-end",
            whiteSpace: "nowrap",
          },
          children: [text],
        },
      })),
    },
  };
}
