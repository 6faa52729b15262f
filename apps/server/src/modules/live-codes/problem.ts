import type { ErrorCode } from "@shuke/phrases";

/** Why WeCom has not done what a code asked for last, as it is stored. */
export type CodeProblem = { code: ErrorCode; details: Record<string, unknown> };

/** About a member of staff: not verified, not activated, without permission to serve customers, not in the service. */
const ABOUT_STAFF = new Set([40098, 41054, 84074, 84083, 84084]);

export function refusedBy(failed: { error: string; errcode?: number }): CodeProblem {
  const aboutStaff = failed.errcode !== undefined && ABOUT_STAFF.has(failed.errcode);
  return { code: aboutStaff ? "liveCodeStaffNotReady" : "liveCodeRefused", details: { error: failed.error } };
}

/** The way had to be made anew (see actions/senders/codes.ts): pictures printed before still lead to the one member. */
export const newPicture: CodeProblem = { code: "liveCodeNewPicture", details: {} };
