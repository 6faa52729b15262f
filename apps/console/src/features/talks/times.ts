import { exactTime } from "../../kit/time.ts";

/** `YYYY-MM-DDTHH:MM` as a clock in this zone shows it. */
export const localInput = (at: Date, zone: string): string => exactTime(at, zone).slice(0, 16).replace(" ", "T");

/** The instant of such a text; null while it is not whole. */
export function instantOf(text: string, zone: string): string | null {
  const guess = Date.parse(`${text}:00Z`);
  if (Number.isNaN(guess)) return null;
  const offset = Date.parse(`${exactTime(new Date(guess), zone).replace(" ", "T")}Z`) - guess;
  return new Date(guess - offset).toISOString();
}
