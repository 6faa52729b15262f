import { StartupError } from "../startup-error.ts";

/**
 * What a backup file holds once it is unpacked (zstd): a first line, then frames of one letter, a length of four bytes and a payload.
 * H what it is, T a table begins, D its rows as COPY text, E it ends (rows, SHA-256 of its D), Z everything was written.
 */
export const FIRST_LINE = "SHUKE-BACKUP 1\n";

export type FrameKind = "H" | "T" | "D" | "E" | "Z";
export type Frame = { kind: FrameKind; payload: Buffer };

export type BackupHeader = {
  madeAt: string;
  /** Of Shuke, and of PostgreSQL. */
  version: string;
  postgres: string;
  /** What the schema was made by; a restore makes it again by the same files. */
  migrations: Array<{ name: string; sha256: string }>;
  /** Tells whether a key at hand is the one that sealed the secrets in here, without giving it away. */
  keyMark: string | null;
  /** The installation's key, sealed by a passphrase. */
  key: string | null;
};
export type TableHead = { schema: string; table: string; columns: string[] };
export type TableEnd = { rows: number; bytes: number; sha256: string };
export type BackupEnd = {
  tables: number;
  rows: number;
  sequences: Array<{ schema: string; table: string; column: string; value: number }>;
};

const KINDS = new Set<string>(["H", "T", "D", "E", "Z"]);
const HEAD_BYTES = 5;
/** Nothing that we write comes near it; a length beyond it is not a length. */
const LONGEST = 64 * 1024 * 1024;

export function frame(kind: FrameKind, payload: Buffer | object): Buffer {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(kind, 0, "latin1");
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

export const damaged = (why: string, cause?: unknown): StartupError =>
  new StartupError(
    `This is not a whole backup file: ${why}. Nothing was changed. Copy it again, or take an older one.`,
    `这不是一个完整的备份文件：${why}。什么都没有改。请重新拷贝，或换一个更早的备份。`,
    { cause },
  );

/** Reads frames from unpacked bytes, one after another. Throws where the file is none, is cut off or is damaged. */
export async function* readFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  let isOpen = false;
  let isComplete = false;
  for await (const chunk of bytes) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (!isOpen) {
      if (held.length < FIRST_LINE.length) continue;
      if (held.toString("latin1", 0, FIRST_LINE.length) !== FIRST_LINE) throw damaged("it does not begin like one");
      held = held.subarray(FIRST_LINE.length);
      isOpen = true;
    }
    while (held.length >= HEAD_BYTES) {
      const kind = held.toString("latin1", 0, 1);
      const length = held.readUInt32BE(1);
      if (!isKind(kind) || length > LONGEST) throw damaged("something in it is not where it should be");
      if (held.length < HEAD_BYTES + length) break;
      yield { kind, payload: held.subarray(HEAD_BYTES, HEAD_BYTES + length) };
      isComplete = kind === "Z";
      held = held.subarray(HEAD_BYTES + length);
    }
  }
  if (!isComplete || held.length > 0) throw damaged("it ends too early");
}

const isKind = (text: string): text is FrameKind => KINDS.has(text);
