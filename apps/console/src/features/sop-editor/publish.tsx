import { useState } from "react";
import { Button, Drawer, Radio } from "antd";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { ApiError, Output } from "../../api.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { Changes } from "./changes.tsx";
import { isError } from "./check.ts";
import { isConflict } from "./conflict.tsx";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";
import { findingWords, inWords, stepName } from "./words.ts";

type Props = {
  sopId: string;
  version: number;
  revision: number;
  onClose: () => void;
  onDone: (revision: number) => void;
  onConflict: (error: ApiError) => void;
};
type Diff = Output<"sops.diff">;

/** What changes, whom a move would touch, and then the press. The draft was saved before it opens. */
export function Publish({ sopId, version, revision, onClose, onDone, onConflict }: Props) {
  const editor = useHeldEditor();
  const words = useEditorWords();
  const { t, language } = words;
  const { graph, findings } = editor;
  const [move, setMove] = useState(false);
  const diff = useCall("sops.diff", { sopId }, { staleTime: 0, gcTime: 0 });
  const publish = useAct("sops.publish", {
    inline: true,
    refresh: ["sops", "analytics"],
    said: (out) =>
      out.moved > 0
        ? t("sopEditor.publishing.doneMoved", { version: String(out.version), moved: out.moved })
        : t("sopEditor.publishing.done", { version: String(out.version) }),
    onDone: (out) => onDone(out.revision),
  });
  const go = () => {
    publish.mutate(
      { sopId, move, revision },
      {
        onError: (error) => {
          if (isConflict(error)) onConflict(error);
        },
      },
    );
  };
  const errors = findings.filter(isError);
  const underWay = diff.data?.move.underWay ?? 0;
  const changed = diff.data !== undefined && diff.data.to === 0;
  const word =
    version === 0
      ? t("sopEditor.publishing.goFirst")
      : move
        ? t("sopEditor.publishing.goMove", { count: underWay })
        : t("sopEditor.publishing.go");
  return (
    <Drawer
      open
      onClose={onClose}
      size={720}
      title={t("sopEditor.publishing.title", { name: inWords(graph.name, language) })}
      footer={
        <div className="row sop-foot">
          {errors.length > 0 ? <StatusTag tone="bad">{t("sopEditor.publishing.blocked", { count: errors.length })}</StatusTag> : null}
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="primary"
            disabled={errors.length > 0 || !(changed || (move && underWay > 0))}
            loading={publish.isPending}
            onClick={go}
          >
            {word}
          </Button>
        </div>
      }
    >
      <div className="stack">
        {errors.length > 0 ? (
          <ul className="sop-blocked">
            {errors.map((finding) => (
              <li key={`${finding.code} ${finding.at}`}>{findingWords(graph, finding, words)}</li>
            ))}
          </ul>
        ) : null}
        {publish.isError ? <Failed error={publish.error} /> : null}
        <Loaded query={diff}>
          {(found) => (
            <>
              <Panel title={t("sopEditor.publishing.changes")}>
                {version === 0 ? <p>{t("sopEditor.publishing.first")}</p> : null}
                {version > 0 && found.to !== 0 ? (
                  <p className="soft">{t("sopEditor.publishing.nothing", { version: String(version) })}</p>
                ) : (
                  <Changes diff={found} />
                )}
              </Panel>
              {version > 0 ? <Whom move={found.move} chosen={move} choose={setMove} /> : null}
            </>
          )}
        </Loaded>
      </div>
    </Drawer>
  );
}

function Whom({ move, chosen, choose }: { move: Diff["move"]; chosen: boolean; choose: (move: boolean) => void }) {
  const { t } = useEditorWords();
  const { underWay, looked, touched } = move;
  if (underWay === 0) {
    return (
      <Panel title={t("sopEditor.publishing.who")}>
        <p className="soft">{t("sopEditor.publishing.nobody")}</p>
      </Panel>
    );
  }
  const moveSay =
    looked < underWay
      ? t("sopEditor.publishing.moveSampled", { looked, touched })
      : t("sopEditor.publishing.moveSay", { count: underWay, touched });
  return (
    <Panel title={t("sopEditor.publishing.who")}>
      <Radio.Group
        className="sop-choice"
        value={chosen}
        onChange={(event) => choose(event.target.value === true)}
        options={[
          {
            value: false,
            label: (
              <span>
                <strong>{t("sopEditor.publishing.keep")}</strong>
                <span className="soft small">{t("sopEditor.publishing.keepSay", { count: underWay })}</span>
              </span>
            ),
          },
          {
            value: true,
            label: (
              <span>
                <strong>{t("sopEditor.publishing.move")}</strong>
                <span className="soft small">{moveSay}</span>
              </span>
            ),
          },
        ]}
      />
      {chosen ? <Moved move={move} /> : null}
    </Panel>
  );
}

/** Which steps change for how many, and for whom. */
function Moved({ move }: { move: Diff["move"] }) {
  const { graph } = useHeldEditor();
  const words = useEditorWords();
  const { t, language } = words;
  const names = (keys: readonly string[]) => keys.map((key) => stepName(graph, key, words)).join(language === "en" ? ", " : "、");
  return (
    <>
      {move.steps.length > 0 ? (
        <table className="plain-table">
          <caption>{t("sopEditor.publishing.stepsTitle")}</caption>
          <thead>
            <tr>
              {(["step", "added", "dropped", "otherHour"] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`sopEditor.publishing.columns.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {move.steps.map((step) => (
              <tr key={step.key}>
                <th scope="row">{stepName(graph, step.key, words)}</th>
                <td className="num">{step.added || "—"}</td>
                <td className="num">{step.dropped || "—"}</td>
                <td className="num">{step.otherHour || "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {move.people.length > 0 ? (
        <details className="sop-more">
          <summary>
            {t("sopEditor.publishing.peopleTitle")}
            {move.people.length < move.touched ? ` · ${t("sopEditor.publishing.peopleMore", { count: move.people.length })}` : ""}
          </summary>
          <ul className="sop-moved">
            {move.people.map((one) => (
              <li key={one.enrolmentId}>
                <strong>{one.name || t("common.unknownName")}</strong>
                <span className="faint small">{t("sopEditor.publishing.person.from", { version: String(one.version) })}</span>
                {(["added", "dropped", "otherHour"] as const).map((how) =>
                  one[how].length > 0 ? (
                    <span key={how} className="small">
                      {t(`sopEditor.publishing.person.${how}`, { steps: names(one[how]) })}
                    </span>
                  ) : null,
                )}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}
