/** What each endpoint answers in a corp where nothing has happened yet: every list is empty, every figure zero. */
export function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === "total" ? 0 : key === "nextCursor" ? null : emptied(inner)]),
    );
  return value;
}

/** Endpoints that stay as they are even then. */
export const kept = new Set([
  "session.current",
  "settings.get",
  "welcome.look",
  "archive.status",
  "tickets.settings",
  "talks.get",
  "calendar.week",
  "sends.get",
  "stock.get",
  "sends.settings",
  "sync.truth",
  "system.health",
  "segments.get",
  "sops.get",
]);
