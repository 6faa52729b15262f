/** Why a callback could not be handled, as a code that the console says in words. */
export type TroubleCode = "unreadable" | "missing-field" | "refused" | "unclear";

/** The class of PostgreSQL's error code; null for errors that are not PostgreSQL's. */
function sqlClass(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code.slice(0, 2) : null;
}

/** Data exception, integrity violation, program limit: the row itself does not go in, today or tomorrow. */
const OF_THE_ROW: ReadonlySet<string> = new Set(["22", "23", "54"]);
/** Connection, transaction, resources (full disk, memory), locks, operator, system, internal: the same row may go in a moment later. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set(["08", "25", "40", "53", "55", "57", "58", "XX"]);

export const isOfTheRow = (error: unknown): boolean => OF_THE_ROW.has(sqlClass(error) ?? "");

/** Our own code stumbled over the message, as it would again. */
export const isOfTheCode = (error: unknown): boolean => sqlClass(error) === null && !isOfTheMoment(error);

/** Also whatever the driver says about a connection that broke or timed out. */
export function isOfTheMoment(error: unknown): boolean {
  const found = sqlClass(error);
  if (found !== null) return OF_THE_MOMENT.has(found);
  if (!(error instanceof Error)) return false;
  return (
    ("code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code)) ||
    /timeout|connection|terminat/i.test(error.message)
  );
}
