import { useState } from "react";
import { Button, Drawer, Select } from "antd";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { nameAt } from "./words.ts";
import { useTrialPeople } from "./trial-people.ts";

type Ran = Output<"sops.dryRun">;
type Person = Ran["people"][number];

/** What would happen to these people, with every reason; nothing is written. */
export function Trial({ sopId, version, onClose }: { sopId: string; version: number; onClose: () => void }) {
  const { graph } = useHeldEditor();
  const { t } = useEditorWords();
  const [chosen, choose] = useState<string[] | null>(null);
  const [round, setRound] = useState(0);
  const people = useTrialPeople(graph.subject);
  const some = people.some(round);
  const recipients = chosen ?? some;
  const run = useCall("sops.dryRun", { sopId, recipients, version }, { enabled: recipients.length > 0, staleTime: 0, gcTime: 0 });
  return (
    <Drawer open onClose={onClose} size={780} title={t("sopEditor.trial.title")}>
      <div className="stack">
        <p className="soft">{t("sopEditor.trial.say")}</p>
        <div className="row">
          <Select
            mode="multiple"
            className="sop-people"
            aria-label={t(`sopEditor.trial.${graph.subject}`)}
            placeholder={t("sopEditor.trial.placeholder")}
            maxCount={50}
            maxTagCount={4}
            showSearch={{ filterOption: false, onSearch: people.search }}
            loading={people.loading}
            options={people.options}
            value={recipients}
            onChange={(next: string[]) => choose(next)}
          />
          <Button
            onClick={() => {
              choose(null);
              setRound(round + 1);
            }}
          >
            {t("sopEditor.trial.some")}
          </Button>
        </div>
        {recipients.length === 0 && !people.loading ? (
          <EmptyState sentence={t("sopEditor.trial.nobody")} />
        ) : (
          <Loaded query={run}>{(found) => <Results people={found.people} />}</Loaded>
        )}
      </div>
    </Drawer>
  );
}

function Results({ people }: { people: Person[] }) {
  const { graph } = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const enters = people.filter((one) => one.enters).length;
  const done = new Map<string, number>();
  for (const one of people)
    for (const line of one.lines) if (line.kind === "step" && line.happens) done.set(line.key, (done.get(line.key) ?? 0) + 1);
  return (
    <>
      <p role="status" className="sop-sum">
        <strong>{t("sopEditor.trial.summary", { total: people.length, enters })}</strong>
      </p>
      <section aria-label={t("sopEditor.trial.perStep")} className="sop-bars">
        {graph.steps.map((step) => (
          <div key={step.key}>
            <span>{nameAt(graph, step.key, words)}</span>
            <span className="sop-bar" aria-hidden>
              <span style={{ width: `${Math.round(((done.get(step.key) ?? 0) / Math.max(1, people.length)) * 100)}%` }} />
            </span>
            <span className="num">{done.get(step.key) ?? 0}</span>
          </div>
        ))}
      </section>
      <div>
        {people.map((one, at) => (
          <PersonLines key={one.recipient} one={one} open={at === 0} />
        ))}
      </div>
    </>
  );
}

function PersonLines({ one, open }: { one: Person; open: boolean }) {
  const { graph } = useHeldEditor();
  const words = useEditorWords();
  const { t } = words;
  const steps = one.lines.filter((line) => line.kind === "step" && line.happens).length;
  return (
    <details className="sop-person" open={open}>
      <summary>
        <strong>{one.name || t("sopEditor.trial.unknown")}</strong>
        <StatusTag tone={one.enters ? "good" : "watch"}>{t(one.enters ? "sopEditor.trial.enters" : "sopEditor.trial.not")}</StatusTag>
        {one.enters ? <span className="faint small">{t("sopEditor.trial.steps", { count: steps })}</span> : null}
      </summary>
      <ol className="sop-lines">
        {one.lines.map((line, at) => (
          <li key={`${at} ${line.key}`} data-happens={line.happens} data-kind={line.kind}>
            <span className="small">
              <When at={line.at} />
            </span>
            <span>
              {line.kind === "end" ? null : <strong>{line.name || nameAt(graph, line.key, words)} </strong>}
              <span className={line.happens ? "soft" : "sop-refused"}>{line.reason}</span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
