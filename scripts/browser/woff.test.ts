import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { woffToSfnt } from "./woff.ts";

/** A WOFF file with one packed and one plain table. */
function makeWoff(): Buffer {
  const long = Buffer.alloc(100, 7);
  const tables = [
    { tag: "long", raw: deflateSync(long), length: 100 },
    { tag: "tiny", raw: Buffer.from([1, 2, 3]), length: 3 },
  ];
  const head = Buffer.alloc(44 + tables.length * 20);
  head.write("wOFF", 0, "latin1");
  head.writeUInt32BE(0x00010000, 4);
  head.writeUInt16BE(tables.length, 12);
  let offset = head.length;
  for (const [i, { tag, raw, length }] of tables.entries()) {
    const record = 44 + i * 20;
    head.write(tag, record, "latin1");
    for (const [j, value] of [offset, raw.length, length, 0xabcd + i].entries()) head.writeUInt32BE(value, record + 4 + j * 4);
    offset += raw.length;
  }
  return Buffer.concat([head, ...tables.map(({ raw }) => raw)]);
}

test("unpacks the tables of a WOFF font into an OpenType font, each at a multiple of four", () => {
  const font = woffToSfnt(makeWoff());
  expect(font.readUInt32BE(0)).toBe(0x00010000);
  expect([font.readUInt16BE(4), font.readUInt16BE(6), font.readUInt16BE(8), font.readUInt16BE(10)]).toEqual([2, 32, 1, 0]);
  const record = font.subarray(12 + 16, 12 + 32);
  expect(record.toString("latin1", 0, 4)).toBe("tiny");
  expect([record.readUInt32BE(4), record.readUInt32BE(8), record.readUInt32BE(12)]).toEqual([0xabce, 144, 3]);
  expect([...font.subarray(44, 144)]).toEqual(Array.from({ length: 100 }, () => 7));
  expect([...font.subarray(144)]).toEqual([1, 2, 3, 0]);
});

test("refuses what is no WOFF font or is damaged", () => {
  expect(() => woffToSfnt(Buffer.from("not a font at all"))).toThrow("not a WOFF font");
  const damaged = makeWoff();
  damaged.writeUInt32BE(101, 44 + 12);
  expect(() => woffToSfnt(damaged)).toThrow("damaged");
});
