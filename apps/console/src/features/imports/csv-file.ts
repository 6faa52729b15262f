import type { ToldProblem } from "@shuke/contract";

export const maxCsvBytes = 40_000_000;

export type CsvFile = { name: string; size: number; rows: number; text: string };
export type CsvProblem = "tooLarge" | "notCsv";

/** Rows of data below the head, empty lines left out. Quoted line breaks count as lines: it is a hint, not the import. */
export const countRows = (text: string): number => Math.max(0, text.split("\n").filter((line) => line.trim() !== "").length - 1);

export async function readCsv(file: File): Promise<CsvFile | CsvProblem> {
  if (!/\.(csv|txt)$/i.test(file.name)) return "notCsv";
  if (file.size > maxCsvBytes) return "tooLarge";
  const text = await file.text();
  return { name: file.name, size: file.size, rows: countRows(text), text };
}

export type RowError = ToldProblem & { line: number; value: string };

const cell = (value: string | number) => {
  const text = String(value);
  // A cell that begins like a formula is quoted away: a spreadsheet would run it.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The rejected rows as CSV, with a mark that lets spreadsheets read Chinese. */
export const errorsCsv = (head: string[], errors: ReadonlyArray<Pick<RowError, "line" | "message" | "value">>): string =>
  `\uFEFF${[head, ...errors.map((error) => [error.line, error.message, error.value])].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

export function download(name: string, text: string, type = "text/csv;charset=utf-8"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
