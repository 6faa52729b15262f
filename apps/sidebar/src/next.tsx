import type { NextStep, SidebarTarget } from "@shuke/contract";
import { fill, sayIn, words } from "./boot.ts";
import { when } from "./format.ts";
import { Press } from "./parts.tsx";
import { sendHere } from "./send.ts";

/** One clear proposal with its reason, and the press that does it. */
export function Next(props: { next: NextStep; here: SidebarTarget; name: string; onChange: () => unknown }) {
  const { next, here, name, onChange } = props;
  const { line, why } = wordsOf(next);
  const contentKey = next.kind === "step" || next.kind === "reactivate" ? next.contentKey : null;
  const act = async () => {
    if (next.kind === "task") {
      const task = document.querySelector(`[data-task="${CSS.escape(next.taskId)}"]`);
      task?.scrollIntoView({ block: "center" });
      task?.querySelector("button")?.focus();
      return;
    }
    if (contentKey !== null && (await sendHere(here, name, { contentKey }))) await onChange();
  };
  const quiet = next.kind === "none" || next.kind === "wait";
  return (
    <section class={quiet ? "card next calm" : "card next"} aria-label={words.next.title} data-next={next.kind}>
      <p class="eyebrow">{words.next.title}</p>
      <p class="proposal">{line}</p>
      <p class="reason">{why}</p>
      {next.kind === "task" || contentKey !== null ? (
        <Press kind="main" onPress={act} testId="next">
          {next.kind === "task" ? words.next.go : words.contents.send}
        </Press>
      ) : null}
    </section>
  );
}

function wordsOf(next: NextStep): { line: string; why: string } {
  const w = words.next;
  switch (next.kind) {
    case "task":
      return { line: fill(w.task.line, next), why: fill(next.overdue ? w.task.late : w.task.why, { time: when(next.dueAt) }) };
    case "step":
      return { line: fill(w.step.line, next), why: fill(w.step.why, { sop: next.sop, time: when(next.dueAt) }) };
    case "question":
      return { line: w.question.line, why: fill(w.question.why, { time: when(next.since) }) };
    case "reactivate":
      return {
        line: w.reactivate.line,
        why: next.days === null ? w.reactivate.unknown : sayIn(w.reactivate, "why", { count: next.days }),
      };
    case "wait":
      return { line: w.wait.line, why: next.until === null ? w.wait.open : fill(w.wait[next.why], { time: when(next.until) }) };
    case "none":
      return w.none;
  }
}
