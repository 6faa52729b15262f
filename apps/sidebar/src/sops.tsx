import type { SidebarSop } from "@shuke/contract";
import { fill, sayIn, words } from "./boot.ts";
import { when } from "./format.ts";
import { Card, Quiet, Some } from "./parts.tsx";

const w = words.sops;
const TONES: Record<string, string> = { done: "good", claimed: "watch", planned: "pine", waiting: "", missed: "bad", refused: "watch" };

/** Where somebody, or a group, is in which SOP: each step with its time, its state, and what shows it. */
export function Sops({ sops }: { sops: readonly SidebarSop[] }) {
  return (
    <Card title={w.title} id="sops">
      {sops.length === 0 ? <Quiet>{w.none}</Quiet> : null}
      <Some as="div" items={sops} first={2}>
        {(sop) => (
          <article class="sop" key={sop.enrolmentId}>
            <p class="facts">
              <b>{sop.name}</b>
              <span>{sop.state === "active" ? fill(w.day, sop) : w.over}</span>
            </p>
            <ol class="steps">
              {sop.steps.map((step) => (
                <li key={step.key} class={TONES[step.state] ?? ""}>
                  <span>{step.name}</span>
                  <small>
                    {sayIn(w.states, step.state)}
                    {step.grade ? ` · ${sayIn(w.grades, step.grade)}` : ` · ${when(step.dueAt)}`}
                  </small>
                </li>
              ))}
            </ol>
          </article>
        )}
      </Some>
    </Card>
  );
}
