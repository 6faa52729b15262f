import type { Language } from "../i18n.ts";

const counts: Record<Language, Intl.NumberFormat> = { "zh-CN": new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en") };

export const countWords = (value: number, language: Language): string => counts[language].format(value);

/** `46.2%`; a dash where there is nothing to divide by. Whole per cents lose their zero. */
export function rateWords(rate: number | null): string {
  if (rate === null || !Number.isFinite(rate)) return "—";
  const percent = Math.round(rate * 1000) / 10;
  return `${percent}%`;
}

export const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** `+3`, `−3`, `0`, with a real minus sign. */
export function signed(value: number, language: Language): string {
  if (value === 0) return "0";
  return `${value > 0 ? "+" : "−"}${countWords(Math.abs(value), language)}`;
}

const yuan = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `¥1,018.50` */
export const yuanWords = (fen: number): string => `¥${yuan.format(fen / 100)}`;

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
