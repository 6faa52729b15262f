import { useCallback } from "react";
import type { Locale } from "antd/es/locale";
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { say } from "@shuke/phrases";
import type { Language, Phrases } from "@shuke/phrases";
import type { consolePhrases as source } from "@shuke/phrases/zh-CN/console";
import { countWords } from "./kit/format.ts";

type Leaves<T, Path extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Path}${K}` : Leaves<T[K], `${Path}${K}.`>;
}[keyof T & string];

/** Every phrase by its path: a key that is not there does not compile. */
export type Key = Leaves<typeof source>;
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

export type { Language };
export type ConsolePhrases = Phrases<typeof source>;
type Loaded = { phrases: ConsolePhrases; antd: Locale };

const key = "shuke.language";
const loaded = new Map<string, Loaded>();

const loaders: Record<Language, () => Promise<Loaded>> = {
  "zh-CN": async () => {
    const [words, antd] = await Promise.all([import("@shuke/phrases/zh-CN/console"), import("antd/es/locale/zh_CN")]);
    return { phrases: words.consolePhrases, antd: antd.default };
  },
  en: async () => {
    const [words, antd] = await Promise.all([import("@shuke/phrases/en/console"), import("antd/es/locale/en_US")]);
    return { phrases: words.consolePhrases, antd: antd.default };
  },
};

async function load(language: Language): Promise<void> {
  if (loaded.has(language)) return;
  const words = await loaders[language]();
  loaded.set(language, words);
  i18next.addResourceBundle(language, "console", words.phrases);
}

const stored = (): Language => (localStorage.getItem(key) === "en" ? "en" : "zh-CN");

/** Numbers stand in phrases as the language writes them. What is no number but a name (a seed, a line) goes in as text. */
const numbers = {
  type: "formatter" as const,
  init: () => {},
  add: () => {},
  addCached: () => {},
  format: (value: unknown, _format?: string, language?: string) =>
    typeof value === "number" ? countWords(value, language === "en" ? "en" : "zh-CN") : typeof value === "string" ? value : "",
};

/** Loads the reader's language only; the other one comes when it is asked for. */
export async function startI18n(): Promise<void> {
  const language = stored();
  await i18next
    .use(initReactI18next)
    .use(numbers)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ["console"],
      defaultNS: "console",
      resources: {},
      interpolation: { escapeValue: false, alwaysFormat: true },
    });
  await load(language);
  document.documentElement.lang = language;
}

export async function switchLanguage(language: Language): Promise<void> {
  await load(language);
  localStorage.setItem(key, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** The typed `t` (a number called `count` chooses between one and several), the whole tree of phrases, and their language. */
export function useWords() {
  const { i18n } = useTranslation("console");
  const language: Language = i18n.language === "en" ? "en" : "zh-CN";
  const words = loaded.get(language);
  const t = useCallback<Translate>((key, values) => i18n.t(key, { ...values, lng: language }), [i18n, language]);
  if (!words) throw new Error(`language ${language} is not loaded`);
  return { t, language, phrases: words.phrases, antd: words.antd };
}

/** A word for a key that comes from the server; a key that nobody has named is shown as it is. */
export const word = (table: Readonly<Record<string, string>>, name: string, values: Record<string, unknown> = {}): string =>
  say(table, name, values) ?? name;
