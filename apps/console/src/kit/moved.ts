/** The rows with the one at `at` moved by so many places. */
export function moved<T>(rows: readonly T[], at: number, by: number): T[] {
  const next = [...rows];
  const [row] = next.splice(at, 1);
  if (row !== undefined) next.splice(at + by, 0, row);
  return next;
}
