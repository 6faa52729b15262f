import { call } from "../../api.ts";
import type { Output } from "../../api.ts";

/** Bytes per piece: small enough to be sent again after a break, large enough to be few. */
const PIECE = 2_000_000;
/** As much as the preview reads. */
const HEAD = 120_000;

export type OrderFile = { name: string; size: number; zipped: boolean; file: File; head: string };

/** The beginning of a file as text; a gzip is opened on the way. Null when it is no text. */
export async function openFile(file: File): Promise<OrderFile | null> {
  const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = magic[0] === 0x1f && magic[1] === 0x8b;
  const bytes = await readBytes(streamOf(file, zipped), HEAD);
  // A character at the cut may be half; anything else that is no UTF-8 is another encoding.
  const head = new TextDecoder("utf-8").decode(bytes.subarray(0, bytes.length), { stream: true });
  return head.includes("\uFFFD") ? null : { name: file.name, size: file.size, zipped, file, head };
}

const streamOf = (file: File, zipped: boolean): ReadableStream<Uint8Array> =>
  zipped ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();

async function readBytes(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < most) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  await reader.cancel();
  return join(parts, size).subarray(0, most);
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Sends a file piece by piece and answers the import, which then goes on by itself. `progress`: 0 … 1 of the file's bytes. */
export async function upload(
  { file, name, size, zipped }: OrderFile,
  format: "csv" | "cdnow",
  progress: (share: number) => void,
): Promise<Output<"orders.importPiece">> {
  const { id } = await call("orders.importCreate", { fileName: name, format, bytes: Math.max(size, 1) });
  const reader = streamOf(file, zipped).getReader();
  let parts: Uint8Array[] = [];
  let held = 0;
  let sent = 0;
  for (let n = 0; ;) {
    const { done, value } = await reader.read();
    if (value) {
      parts.push(value);
      held += value.length;
    }
    if (!done && held < PIECE) continue;
    const answer = await call("orders.importPiece", { id, n, body: base64(join(parts, held)), last: done });
    n += 1;
    sent += held;
    progress(zipped ? 0.5 : Math.min(1, sent / size));
    if (done) return answer;
    parts = [];
    held = 0;
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCodePoint(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
