import { crc32 } from "node:zlib";
import { expect } from "vitest";
import type { ZipEntry } from "#kit/zip";

/** Reads it as an unpacker does: from the directory at its end. */
export function unzip(file: Buffer): ZipEntry[] {
  const end = file.length - 22;
  expect(file.readUInt32LE(end)).toBe(0x06054b50);
  let at = file.readUInt32LE(end + 16);
  return Array.from({ length: file.readUInt16LE(end + 10) }, () => {
    expect(file.readUInt32LE(at)).toBe(0x02014b50);
    const [sum, size, length, from] = [
      file.readUInt32LE(at + 16),
      file.readUInt32LE(at + 24),
      file.readUInt16LE(at + 28),
      file.readUInt32LE(at + 42),
    ];
    const name = file.subarray(at + 46, at + 46 + length).toString();
    at += 46 + length;
    expect(file.readUInt32LE(from)).toBe(0x04034b50);
    const data = file.subarray(from + 30 + length, from + 30 + length + size);
    expect(crc32(data)).toBe(sum);
    return { name, data };
  });
}
