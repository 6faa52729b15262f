import { clean, flag, oneOf, text } from "../../kit/search.ts";

/** What the address of the task list says. */
export function taskSearch(raw: Record<string, unknown>) {
  const day = text(raw["day"]);
  return clean({
    state: oneOf(raw["state"], ["open", "claimed", "done", "unproven", "cancelled"] as const),
    assignee: text(raw["assignee"]),
    kind: text(raw["kind"]),
    overdue: flag(raw["overdue"]),
    day: /^\d{4}-\d{2}-\d{2}$/.test(day ?? "") ? day : undefined,
    task: text(raw["task"]),
  });
}
