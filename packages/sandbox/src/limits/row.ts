/** In what a limit is counted. */
export type Unit =
  | "s"
  | "min"
  | "h"
  | "d"
  | "chars"
  | "B"
  | "KB"
  | "MB"
  | "px"
  | "items"
  | "calls"
  | "messages"
  | "person-times"
  | "times"
  | "people"
  | "%"
  | "fen"
  | "ms";

/** Length of the window of a frequency limit; WeCom blocks as long as the window (O-90454). */
export type Per = "minute" | "hour" | "day" | "month";

/** One number that WeCom publishes, or that others report. Numbers change, so each says where it is from. */
export interface LimitRow {
  max: number;
  unit: Unit;
  what: string;
  /** page (O-n), transcription (T-…), staff (S), vendor (V), AI-written (A); see docs/wecom-limits.md */
  source: string;
  /** frequency limits: the window, the paths (`*` = each by itself) and whose counter it is */
  per?: Per;
  path?: string;
  scope?: "corp" | "app" | "ip" | "bot" | "member";
  /** sources are silent or disagree: the number is a switch */
  unconfirmed?: true;
  /** what holds when nothing is given: there is no other side of it */
  isDefault?: true;
  /** why nothing in the sandbox can hit it */
  apart?: string;
}

export type LimitTable = Readonly<Record<string, LimitRow>>;
