import { StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";

export const stepTone: Readonly<Record<string, Tone>> = {
  waiting: "plain",
  planned: "primary",
  open: "primary",
  claimed: "watch",
  done: "good",
  missed: "bad",
  overdue: "bad",
  skipped: "watch",
  refused: "watch",
  exited: "plain",
};

type Step = { key: string; name: string; state: string; dueAt: string; grade: string | null };

/** One enrolment's steps in a row, each with its state, its time, and how we know. */
export function StepStrip({ steps }: { steps: readonly Step[] }) {
  const { t, phrases } = useWords();
  return (
    <ol className="step-strip">
      {steps.map((step) => (
        <li key={step.key}>
          <span className="step-name">{step.name}</span>
          <StatusTag tone={stepTone[step.state] ?? "plain"}>{word(phrases.sops.stepStates, step.state)}</StatusTag>
          <span className="soft small">
            <When at={step.dueAt} />
            {step.grade ? ` · ${word(phrases.tasks.grades, step.grade)}` : ""}
          </span>
        </li>
      ))}
      {steps.length === 0 ? <li className="soft">{t("common.noData")}</li> : null}
    </ol>
  );
}
