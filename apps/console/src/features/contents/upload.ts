import { PIECE_BYTES } from "@shuke/contract/asset-words";
import { call, type Output } from "../../api.ts";

export const thumbOf = (id: string) => `/api/files/${id}?thumb=1`;
export const fileHref = (id: string) => `/api/files/${id}`;

/** Sends a file piece by piece; what it is, the server sees by its content. `progress`: 0 … 1. */
export async function uploadFile(file: File, progress: (share: number) => void): Promise<Output<"assets.addFile">> {
  const upload = crypto.randomUUID();
  const pieces = Math.max(1, Math.ceil(file.size / PIECE_BYTES));
  for (let n = 0; n < pieces; n += 1) {
    const part = new Uint8Array(await file.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES).arrayBuffer());
    if (part.length > 0) await call("assets.addPiece", { upload, n, data: base64(part) });
    progress((n + 1) / pieces);
  }
  return call("assets.addFile", { upload, pieces, name: file.name.slice(-120) });
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCodePoint(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
