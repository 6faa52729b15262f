import { toBuffer } from "qrcode";
import { Problem } from "#kit/problem";

/** Pictures that WeCom hosts show a code which only they know: those are fetched, from nowhere else. */
const HOSTED = /(^|\.)qpic\.cn$/u;
const MOST_BYTES = 2_000_000;
const PATIENCE_MS = 10_000;
const SIDE = 1000;

/** A code as a picture, for print. Any other address is not asked for but drawn: it is what the code says. */
export async function codePicture(qrUrl: string): Promise<Buffer> {
  const url = new URL(qrUrl);
  if (!HOSTED.test(url.hostname)) return toBuffer(qrUrl, { errorCorrectionLevel: "Q", width: SIDE, margin: 2 });
  try {
    // Nowhere else, not by a detour either.
    const answer = await fetch(`https://${url.host}${url.pathname}${url.search}`, {
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const picture = Buffer.from(await answer.arrayBuffer());
    if (answer.ok && picture.length <= MOST_BYTES) return picture;
  } catch {
    // Said below, in words.
  }
  throw new Problem("posterCodePicture", {}, 502);
}
