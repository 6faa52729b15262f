import { crc32 } from "node:zlib";

export type ZipEntry = { name: string; data: Buffer };

/** Bit 11: names are UTF-8. What is put in is compressed already (PNG), so it is stored as it is. */
const UTF8 = 0x0800;
const MOST_BYTES = 0xff_ff_ff_ff;
const MOST_ENTRIES = 0xff_ff;

/** A ZIP that is written while its files are made: nothing is held but the one under way and a line for each that is through. */
export async function* zip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const index: Buffer[] = [];
  const used = new Set<string>();
  let offset = 0;
  for await (const { name: wanted, data } of entries) {
    const name = Buffer.from(free(wanted, used));
    const sum = crc32(data);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    about(head, 4, { sum, size: data.length, name });
    const line = Buffer.alloc(46);
    line.writeUInt32LE(0x02014b50, 0);
    line.writeUInt16LE(20, 4);
    about(line, 6, { sum, size: data.length, name });
    line.writeUInt32LE(offset, 42);
    index.push(Buffer.concat([line, name]));
    offset += head.length + name.length + data.length;
    // The old form of a ZIP has no room for more; nobody prints four gigabytes.
    if (offset > MOST_BYTES || index.length > MOST_ENTRIES) throw new Error("more than a ZIP holds");
    yield Buffer.concat([head, name, data]);
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(index.length, 8);
  end.writeUInt16LE(index.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([directory, end]);
}

/** What a file's own head and its line in the directory say alike, from the version needed on. Times are left at 1980. */
function about(to: Buffer, at: number, { sum, size, name }: { sum: number; size: number; name: Buffer }): void {
  to.writeUInt16LE(20, at);
  to.writeUInt16LE(UTF8, at + 2);
  to.writeUInt16LE(0x21, at + 8);
  to.writeUInt32LE(sum, at + 10);
  to.writeUInt32LE(size, at + 14);
  to.writeUInt32LE(size, at + 18);
  to.writeUInt16LE(name.length, at + 22);
}

/** A name that no folder of any system stumbles over, and that nothing before it has. */
function free(wanted: string, used: Set<string>): string {
  const tidy = wanted.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, " ").trim() || "file";
  const dot = tidy.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [tidy.slice(0, dot), tidy.slice(dot)] : [tidy, ""];
  let name = tidy;
  for (let n = 2; used.has(name); n += 1) name = `${stem} ${n}${ending}`;
  used.add(name);
  return name;
}
