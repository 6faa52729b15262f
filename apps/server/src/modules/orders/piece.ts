import { Problem } from "#kit/problem";

/** Where the reader of a file stands between two pieces. */
export type Place = {
  pieces: number;
  next: number;
  /** The header, for every piece after the first. */
  header?: string;
  /** Lines before the next piece. */
  lines?: number;
  /** What was left of the piece before, base64: half a row. */
  rest?: string;
};

const NEWLINE = 10;
const QUOTE = 34;

/**
 * The whole rows of a piece as text, the header before them, and what is left for the next one. Cut at bytes, so that a
 * character on the edge of a piece is not broken; a line break inside quotation marks is no end of a row.
 */
export function cutPiece(
  body: Buffer,
  place: Place,
  { isLast, hasHeader }: { isLast: boolean; hasHeader: boolean },
): { text: string; lineOffset: number; place: Place } {
  const bytes = Buffer.concat([Buffer.from(place.rest ?? "", "base64"), body]);
  const end = isLast ? bytes.length : lastRowEnd(bytes);
  const text = decode(bytes.subarray(0, end));
  const linesBefore = place.lines ?? 0;
  const header = place.header ?? (hasHeader ? text.slice(0, firstRowEnd(text)) : "");
  const isFirst = place.header === undefined;
  return {
    text: isFirst ? text : header + text,
    // The header stands before each piece, but is one line of the file.
    lineOffset: isFirst ? 0 : linesBefore - countLines(header),
    place: {
      ...place,
      header,
      lines: linesBefore + countLines(text),
      rest: bytes.subarray(end).toString("base64"),
    },
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // What is no UTF-8 is GBK nearly always.
    throw new Problem("ordersCsvEncoding");
  }
}

function lastRowEnd(bytes: Uint8Array): number {
  let end = 0;
  let isInside = false;
  for (let n = 0; n < bytes.length; n += 1) {
    if (bytes[n] === QUOTE) isInside = !isInside;
    else if (bytes[n] === NEWLINE && !isInside) end = n + 1;
  }
  return end;
}

function firstRowEnd(text: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? text.length : end + 1;
}

const countLines = (text: string) => text.split("\n").length - 1;
