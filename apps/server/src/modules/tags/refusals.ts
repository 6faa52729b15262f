import type { ErrorCode } from "@shuke/phrases";

/** WeCom's code at the beginning of what an action kept of its error, in words for the person who can act. */
const WORDS: Readonly<Record<number, ErrorCode>> = {
  40068: "tagGone",
  40071: "tagNameTaken",
  40072: "tagNameLength",
  40126: "tagsTooMany",
  81011: "tagNotOurs",
  84061: "tagNotFriend",
  60111: "tagStaffGone",
  81013: "tagStaffGone",
  48002: "tagNoPermission",
  60011: "tagNoPermission",
};

export function refusalOf(error: string): { code: ErrorCode; details: Record<string, unknown> } {
  const errcode = Number(/^\d+/u.exec(error)?.[0] ?? 0);
  const code = WORDS[errcode];
  if (code) return { code, details: {} };
  return error === "cancelled" || error === "cancelled by an operator"
    ? { code: "tagCancelled", details: {} }
    : { code: "tagRefused", details: { error: error.slice(0, 200) } };
}
