import { contentLimits, type fileKinds } from "@shuke/contract/asset-words";
import { Problem } from "#kit/problem";

export type FileType = { kind: (typeof fileKinds)[number]; mime: string };

const OFFICE: Record<string, string> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  ppt: "application/vnd.ms-powerpoint",
};
const starts = (data: Buffer, sign: string, at = 0) => data.subarray(at, at + sign.length / 2).toString("hex") === sign;
const ascii = (text: string) => Buffer.from(text, "latin1").toString("hex");
const endingOf = (name: string) => /\.([0-9a-z]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? "";

/**
 * What a file is, by what is in it: its name may say anything. The ending only tells kinds apart that begin alike. What could run, and
 * pictures that WeCom does not take (it takes JPG and PNG, wecom-api §6.6), are refused.
 */
export function typeOf(data: Buffer, name: string): FileType {
  const ending = endingOf(name);
  if (starts(data, "89504e470d0a1a0a")) return { kind: "image", mime: "image/png" };
  if (starts(data, "ffd8ff")) return { kind: "image", mime: "image/jpeg" };
  const isPicture = starts(data, ascii("GIF8")) || starts(data, ascii("WEBP"), 8) || starts(data, ascii("BM")) || heic(data);
  if (isPicture) throw new Problem("assetPicture", { name });
  if (starts(data, ascii("ftyp"), 4)) return { kind: "video", mime: "video/mp4" };
  if (starts(data, ascii("%PDF-"))) return { kind: "file", mime: "application/pdf" };
  const office = OFFICE[ending];
  if (starts(data, "504b0304")) {
    if (office && ending.endsWith("x")) return { kind: "file", mime: office };
    if (ending === "zip") return { kind: "file", mime: "application/zip" };
  }
  if (starts(data, "d0cf11e0a1b11ae1") && office && !ending.endsWith("x")) return { kind: "file", mime: office };
  if ((ending === "txt" || ending === "csv") && isText(data)) return { kind: "file", mime: "text/plain" };
  throw new Problem("assetKind", { name });
}

const heic = (data: Buffer) => starts(data, ascii("ftyp"), 4) && /^(hei|hev|mif|avi)/.test(data.subarray(8, 11).toString("latin1"));

function isText(data: Buffer): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    for (const sign of text) if (sign < " " && sign !== "\n" && sign !== "\r" && sign !== "\t") return false;
    return true;
  } catch {
    return false;
  }
}

const LEAST_BYTES = 6;

/** The sizes of `media/upload` (wecom-api §6.6). */
export function checkSize({ kind }: FileType, bytes: number, name: string): void {
  const most = contentLimits.megabytes[kind];
  if (bytes < LEAST_BYTES) throw new Problem("assetEmpty", { name });
  if (bytes > most * 1_048_576) throw new Problem("assetTooBig", { name, most, size: Math.ceil((bytes / 1_048_576) * 10) / 10 });
}
