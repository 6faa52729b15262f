/** When a source was written or read, by the beginning of its name. Pages that carry a date have that date. */
const DATES: Readonly<Record<string, string>> = {
  "O-90454": "2023-08-28",
  "O-96466": "2024-07-22",
  "O-96238": "2024-12-13",
  "O-96315": "2025-12-19",
  "O-96316": "2025-11-17",
  "O-99434": "2023-11-30",
  "O-96320": "2023-12-01",
  "O-99547": "2026-01-05",
  "O-96338": "2023-12-01",
  "O-96357": "2023-12-01",
  "O-92135": "2025-11-17",
  "O-96351": "2025-09-11",
  "O-96352": "2023-12-01",
  "O-90236": "2025-09-24",
  "O-95130": "2024-03-07",
  "O-98429": "2025-10-10",
  "O-96997": "2025-07-11",
  "O-97398": "2025-11-17",
  "O-97299": "2024-09-14",
  "O-101359": "2026-02-06",
  "O-91774": "2026-01-19",
  "O-101365": "2025-09-09",
  "O-99829": "2025-08-01",
  "T-CPAN": "2023-12-01",
  "T-LW": "2025-03-31",
  "T-WXJ": "2025-01-24",
  "T-GOWW": "2024-04-08",
  "T-GWC": "2026-03-28",
  "T-WSDK": "2024-01-24",
};

/** Sources without a date of their own were read in this month. */
const READ = "2026-03";

/** The date of the first source that has one. */
export function dateOf(source: string): string {
  for (const part of source.split(/[,;/]\s*/)) {
    const name = /^[A-Z]-[A-Z0-9]+/.exec(part.trim())?.[0];
    const date = name === undefined ? undefined : DATES[name];
    if (date !== undefined) return date;
  }
  return READ;
}
