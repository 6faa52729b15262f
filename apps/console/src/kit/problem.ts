import { errors, fill, say } from "@shuke/phrases";
import type { ErrorCode, Language } from "@shuke/phrases";
import { ApiError } from "../api.ts";
import type { ConsolePhrases } from "../i18n.ts";

const isCode = (code: string): code is ErrorCode => code in errors["zh-CN"];

const text = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(text).join("、");
  if (typeof value === "object" && value !== null) {
    const { path, message } = value as { path?: unknown; message?: unknown };
    return [Array.isArray(path) ? path.join(".") : path, message].filter((part) => typeof part === "string" && part !== "").join(" ");
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
};

export type ProblemWords = { what: string; todo: string; id: string | undefined; offline: boolean };

/** A refusal in words of the reader's language. */
export function problemWords(error: unknown, language: Language, phrases: ConsolePhrases): ProblemWords {
  if (!(error instanceof ApiError)) return { what: phrases.problems.crashed, todo: phrases.problems.todo, id: undefined, offline: false };
  if (error.status === 0) return { what: phrases.problems.offline, todo: phrases.problems.offlineTodo, id: undefined, offline: true };
  const ref = text(error.details["ref"]);
  const values = Object.fromEntries(Object.entries(error.details).map(([key, value]) => [key, text(value)]));
  const what = say(errors[language], error.code, values) ?? (error.message || error.code);
  return { what, todo: phrases.problems.todo, id: ref === "" ? undefined : fill(phrases.problems.ref, { ref }), offline: false };
}

/** One rejected row of an import. The server writes Chinese; other languages are filled from what it says besides. */
export function rowWords(row: { code: string; message: string; value: string; line: number }, language: Language): string {
  return language !== "zh-CN" && isCode(row.code) ? fill(errors[language][row.code], { value: row.value, line: row.line }) : row.message;
}
