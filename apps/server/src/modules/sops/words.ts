/** Of several words about one step (or enrolment) the last; for the first word the rows come reversed. */
export function lastWords<Row extends { enrolmentId: string; step?: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [`${row.enrolmentId} ${row.step ?? ""}`, row])).values()];
}

export function firstWords<Row extends { enrolmentId: string; step?: string }>(rows: readonly Row[]): Row[] {
  return lastWords(rows.toReversed());
}
