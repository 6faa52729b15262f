/** A rough length of a rehearsal: 2,000 people × 30 days are meant to take at most 180 s on two cores. */
export const estimateMs = (customers: number, days: number): number => Math.max(5_000, Math.round((customers * days * 180_000) / 60_000));

/** Time left at the present pace, in ms; null while it is too early to tell. */
export function remainingMs(progress: number, startedAt: number, now: number): number | null {
  const elapsed = now - startedAt;
  if (progress < 0.03 || progress > 1 || elapsed <= 0) return null;
  return Math.round((elapsed / progress) * (1 - progress));
}
