import { errors as errorsEn } from "./en/errors.ts";
import { errors as errorsZh } from "./zh-CN/errors.ts";

export { fill } from "./fill.ts";
export type { Phrases } from "./types.ts";

export type Language = "zh-CN" | "en";
export type ErrorCode = keyof typeof errorsZh;

export const errors: Record<Language, Record<ErrorCode, string>> = { "zh-CN": errorsZh, en: errorsEn };

/** `zh-CN` unless the reader asks for English first. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return acceptLanguage?.trim().toLowerCase().startsWith("en") ? "en" : "zh-CN";
}
