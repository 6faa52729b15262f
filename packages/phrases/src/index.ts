import { calendar as calendarEn } from "./en/calendar.ts";
import { moments as momentsEn } from "./en/moments.ts";
import { errors as errorsEn } from "./en/errors.ts";
import { files as filesEn } from "./en/files.ts";
import { h5 as h5En } from "./en/h5.ts";
import { privacy as privacyEn } from "./en/privacy.ts";
import { reports as reportsEn } from "./en/reports.ts";
import { segments as segmentsEn } from "./en/segments.ts";
import { sidebar as sidebarEn } from "./en/sidebar.ts";
import { sops as sopsEn } from "./en/sops.ts";
import { calendar as calendarZh } from "./zh-CN/calendar.ts";
import { moments as momentsZh } from "./zh-CN/moments.ts";
import { errors as errorsZh } from "./zh-CN/errors.ts";
import { files as filesZh } from "./zh-CN/files.ts";
import { h5 as h5Zh } from "./zh-CN/h5.ts";
import { privacy as privacyZh } from "./zh-CN/privacy.ts";
import { reports as reportsZh } from "./zh-CN/reports.ts";
import { segments as segmentsZh } from "./zh-CN/segments.ts";
import { sidebar as sidebarZh } from "./zh-CN/sidebar.ts";
import { sops as sopsZh } from "./zh-CN/sops.ts";

import type { Phrases } from "./types.ts";

export { fill, say } from "./fill.ts";
export type { Phrases } from "./types.ts";

export type Language = "zh-CN" | "en";
export type ErrorCode = keyof typeof errorsZh;

export const errors: Record<Language, Record<ErrorCode, string>> = { "zh-CN": errorsZh, en: errorsEn };

/** Words of files for spreadsheets. */
export const files: Record<Language, Phrases<typeof filesZh>> = { "zh-CN": filesZh, en: filesEn };

export type H5Phrases = Phrases<typeof h5Zh>;
export const h5: Record<Language, H5Phrases> = { "zh-CN": h5Zh, en: h5En };

/** What is held on a customer, in words for herself. */
export const privacyWords: Record<Language, Phrases<typeof privacyZh>> = { "zh-CN": privacyZh, en: privacyEn };

export type ReportPhrases = Phrases<typeof reportsZh>;
export const reportPhrases: Record<Language, ReportPhrases> = { "zh-CN": reportsZh, en: reportsEn };

export type SegmentPhrases = Phrases<typeof segmentsZh>;
export const segmentPhrases: Record<Language, SegmentPhrases> = { "zh-CN": segmentsZh, en: segmentsEn };

export type SopPhrases = Phrases<typeof sopsZh>;
export const sopPhrases: Record<Language, SopPhrases> = { "zh-CN": sopsZh, en: sopsEn };

/** What the calendar says of a week. */
export const momentPhrases: Record<Language, Phrases<typeof momentsZh>> = { "zh-CN": momentsZh, en: momentsEn };
export const calendarPhrases: Record<Language, Phrases<typeof calendarZh>> = { "zh-CN": calendarZh, en: calendarEn };

/** The page beside a chat. It travels with the page, in the reader's language only. */
export type SidebarPhrases = Phrases<typeof sidebarZh>;
export const sidebar: Record<Language, SidebarPhrases> = { "zh-CN": sidebarZh, en: sidebarEn };

/** `zh-CN` unless the reader asks for English first. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return acceptLanguage?.trim().toLowerCase().startsWith("en") ? "en" : "zh-CN";
}
