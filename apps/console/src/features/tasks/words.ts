import type { Task } from "@shuke/contract";
import type { ConsolePhrases, Language } from "../../i18n.ts";
import { word } from "../../i18n.ts";

/** A text, or one of the two languages of `{ zh, en }`. */
function textOf(value: unknown, language: Language): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const { zh, en } = value as { zh?: unknown; en?: unknown };
  const own = language === "en" ? en : zh;
  return typeof own === "string" ? own : "";
}

/** What is to be done, and in which group: from the kind and its gaps, as things are called and not by their ids. */
export function taskWords(task: Pick<Task, "kind" | "params">, phrases: ConsolePhrases, language: Language): string {
  const text = (name: string) => textOf(task.params[name], language);
  const group = text("groupName");
  return word(phrases.tasks.kinds, task.kind, { group, title: [text("name"), group].filter((part) => part !== "").join(" · ") });
}
