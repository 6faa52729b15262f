import type { LiveCode } from "@shuke/contract";
import { shiftDay } from "../../kit/time.ts";

export type Day = { day: string; added: number; lost: number; joined: number };

/** Who came through a code and is still here: friends of a staff code, members of a group code. It brings nobody else. */
export const broughtBy = ({ kind, figures }: Pick<LiveCode, "kind" | "figures">): { came: number; kept: number } => ({
  came: kind === "staff" ? figures.added : figures.joined,
  kept: figures.kept,
});

/** The server leaves out days without anything; on a chart a day without anything is a day. */
export function everyDay(days: readonly Day[], to: string, span: number): Day[] {
  const known = new Map(days.map((row) => [row.day, row]));
  return Array.from({ length: span }, (_, n) => shiftDay(to, n + 1 - span)).map(
    (day) => known.get(day) ?? { day, added: 0, lost: 0, joined: 0 },
  );
}
