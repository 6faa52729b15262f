import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { Attachment } from "../people-host.ts";

/** WeCom attachments as they stand in an act; [] when there are none. */
export function attachmentsIn(value: unknown): Attachment[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isBody)) throw new ControlError("attachments must be a list of objects");
  return JSON.parse(JSON.stringify(value));
}
