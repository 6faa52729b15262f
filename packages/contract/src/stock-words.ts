/** By which road somebody said that she wants it. */
export const wantRoads = ["page", "counter", "console", "file", "segment", "tag"] as const;
export type WantRoad = (typeof wantRoads)[number];

/** waiting: for goods; held: told, and some are kept for her; the others are over. */
export const wantStates = ["waiting", "held", "taken", "passed", "withdrawn", "expired", "dropped"] as const;
export type WantState = (typeof wantStates)[number];

/** Why a want is over without the goods, or what was kept for her is free again. */
export const stockReasons = ["bought", "not-friend", "forgotten", "expired", "not-reached", "withdrawn", "sold-out", "stopped"] as const;
export type StockReason = (typeof stockReasons)[number];

export const arrivalStates = ["going", "done", "stopped"] as const;
export type ArrivalState = (typeof arrivalStates)[number];

/** Why no more waves come. */
export const arrivalReasons = ["sold-out", "no-wants", "stopped", "refused", "no-hour"] as const;
export type ArrivalReason = (typeof arrivalReasons)[number];

export const stockLimits = {
  holdHours: { least: 2, usual: 24, most: 72 },
  validDays: { least: 1, usual: 90, most: 730 },
  pieces: 1_000_000,
  each: 20,
} as const;
