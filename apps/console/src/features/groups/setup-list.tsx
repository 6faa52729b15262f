import { Progress } from "antd";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { gradeTone } from "./tone.ts";

/** What a new group still needs, and how we know that the rest is done. */
export function SetupList({ setup, colleagues }: { setup: Output<"groups.get">["setup"]; colleagues: number }) {
  const { t, phrases } = useWords();
  const done = setup.filter((item) => item.done).length;
  const noteOf = (item: (typeof setup)[number]) =>
    item.key === "seed-members" ? t("groups.colleagues", { count: colleagues }) : item.note;
  const said = t("groups.setupDone", { done, total: setup.length });
  return (
    <Panel title={t("groups.setup")} note={said}>
      {setup.length > 0 ? (
        <Progress percent={Math.round((done / setup.length) * 100)} showInfo={false} size="small" aria-label={said} />
      ) : null}
      <ul className="setup-list">
        {setup.map((item) => (
          <li key={item.key}>
            <span>
              {phrases.groups.setupKeys[item.key]}
              {noteOf(item) ? <small>{noteOf(item)}</small> : null}
            </span>
            {item.done ? (
              <StatusTag
                tone={item.grade ? gradeTone[item.grade] : "good"}
                {...(item.grade ? { title: phrases.tasks.gradeHints[item.grade] } : {})}
              >
                {item.grade ? phrases.tasks.grades[item.grade] : phrases.tasks.states.done}
              </StatusTag>
            ) : (
              <StatusTag tone="plain">{t("groups.notDone")}</StatusTag>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
