import type { Task } from "@shuke/contract";
import type { ConsolePhrases } from "../../i18n.ts";
import { word } from "../../i18n.ts";

/** What is to be done, in words: from the kind and its gaps; readable names win over ids. */
export function taskWords(task: Pick<Task, "kind" | "params">, phrases: ConsolePhrases): string {
  const { params } = task;
  const pick = (...names: string[]) => names.map((name) => params[name]).find((value) => typeof value === "string" && value !== "") ?? "";
  const said = word(phrases.tasks.kinds, task.kind, {
    ...params,
    group: pick("group", "groupName", "chatName", "name", "chatId"),
    store: pick("store", "storeName", "storeId"),
    customer: pick("customer", "customerName", "externalUserId"),
    code: pick("code", "codeName", "liveCodeId"),
    title: pick("title", "stepName", "step", "name"),
  });
  return said === "" ? task.kind : said;
}
