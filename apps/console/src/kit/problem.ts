import { errors, fill, say } from "@shuke/phrases";
import type { ToldProblem } from "@shuke/contract";
import type { Language } from "@shuke/phrases";
import { ApiError } from "../api.ts";
import type { ConsolePhrases } from "../i18n.ts";

const text = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(text).join("、");
  if (typeof value === "object" && value !== null) {
    const { path, message } = value as { path?: unknown; message?: unknown };
    return [Array.isArray(path) ? path.join(".") : path, message].filter((part) => typeof part === "string" && part !== "").join(" ");
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
};

/** `brief`: the problem alone, where what is safe and what to do stands beside it. */
export type ProblemWords = { what: string; brief?: string; todo: string; id: string | undefined; offline: boolean };

/** A refusal in words of the reader's language. */
export function problemWords(error: unknown, language: Language, phrases: ConsolePhrases): ProblemWords {
  if (!(error instanceof ApiError)) return { what: phrases.problems.crashed, todo: phrases.problems.todo, id: undefined, offline: false };
  if (error.status === 0) return { what: phrases.problems.offline, todo: phrases.problems.offlineTodo, id: undefined, offline: true };
  const ref = text(error.details["ref"]);
  return {
    what: toldWords(error, language),
    // The server's own failure says all of it in one sentence.
    ...(error.code === "internal" ? { brief: phrases.problems.ours } : {}),
    todo: phrases.problems.todo,
    id: ref === "" ? undefined : fill(phrases.problems.ref, { ref }),
    offline: false,
  };
}

/** A problem that is part of an answer, also for a reader who has changed her language since. */
export function toldWords({ code, message, details }: ToldProblem, language: Language): string {
  const values = Object.fromEntries(Object.entries(details).map(([key, value]) => [key, text(value)]));
  return say(errors[language], code, values) ?? (message || code);
}
