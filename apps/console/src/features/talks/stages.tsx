import type { TalkStage } from "@shuke/contract";
import { Panel, StatusTag, type Columns, type Tone } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";

const tones: Record<TalkStage["state"], Tone> = { waiting: "plain", planned: "good", missed: "watch", cancelled: "plain" };

/** What is posted when, how many groups it reached, and why others were left out. */
export function StagesPanel({ stages }: { stages: readonly TalkStage[] }) {
  const { t, phrases } = useWords();
  const words = phrases.talks;
  const columns: Columns<TalkStage> = [
    column({ title: words.stageColumns.stage, key: "stage" }, (row) => words.stages[row.key]),
    whenColumn({ title: words.stageColumns.at, key: "at" }, (row) => row.at),
    column({ title: words.stageColumns.state, key: "state", width: 180 }, (row) => (
      <StatusTag tone={tones[row.state]}>{words.stageStates[row.state]}</StatusTag>
    )),
    column({ title: words.stageColumns.groups, key: "groups" }, (row) =>
      row.state === "planned" ? (
        <>
          {t("talks.stageGroups", { delivered: row.delivered, groups: row.groups })}
          {row.refused > 0 ? (
            <div className="soft small">
              {t("talks.stageRefused", { refused: row.refused, reason: word(words.refusals, row.reason ?? "") })}
            </div>
          ) : null}
        </>
      ) : null,
    ),
  ];
  return (
    <Panel title={words.stagesTitle} note={words.stagesNote}>
      <RowTable label={words.stagesTitle} columns={columns} rows={[...stages]} rowKey={(row) => row.key} />
    </Panel>
  );
}
