import type { UploadedFile } from "../api/call.ts";

/** The first file of a multipart/form-data body; null when there is none. */
export function firstFile(contentType: string, body: Buffer): UploadedFile | null {
  const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) return null;
  const delimiter = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(delimiter); at >= 0;) {
    const from = at + delimiter.length + 2;
    const next = body.indexOf(delimiter, from);
    if (next < 0) return null;
    const split = body.indexOf("\r\n\r\n", from);
    if (split >= 0 && split < next) {
      const head = body.subarray(from, split).toString("utf8");
      const filename = /filename="([^"]*)"/i.exec(head)?.[1];
      if (filename !== undefined) {
        const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? "application/octet-stream";
        return { filename, contentType: type.trim(), data: body.subarray(split + 4, next - 2) };
      }
    }
    at = next;
  }
  return null;
}
