import { inflateSync } from "node:zlib";

const WOFF_HEADER = 44;
const WOFF_RECORD = 20;
const SFNT_HEADER = 12;
const SFNT_RECORD = 16;

/** Turns a WOFF 1 font into the TrueType or OpenType font inside it (https://www.w3.org/TR/WOFF/), which Chromium takes as a system font. */
export function woffToSfnt(woff: Buffer): Buffer {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("not a WOFF font");
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(SFNT_HEADER + count * SFNT_RECORD);
  woff.copy(head, 0, 4, 8);
  const power = Math.floor(Math.log2(count));
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(count * 16 - 2 ** power * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (let i = 0; i < count; i++) {
    const record = WOFF_HEADER + i * WOFF_RECORD;
    const start = woff.readUInt32BE(record + 4);
    const packed = woff.readUInt32BE(record + 8);
    const length = woff.readUInt32BE(record + 12);
    const raw = woff.subarray(start, start + packed);
    const table = packed < length ? inflateSync(raw) : raw;
    if (table.length !== length) throw new Error("a table of the WOFF font is damaged");
    const target = SFNT_HEADER + i * SFNT_RECORD;
    woff.copy(head, target, record, record + 4);
    woff.copy(head, target + 4, record + 16, record + 20);
    head.writeUInt32BE(offset, target + 8);
    head.writeUInt32BE(length, target + 12);
    const padding = Buffer.alloc(-length & 3);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return Buffer.concat(parts);
}
