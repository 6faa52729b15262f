import { Button } from "antd";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { toldWords } from "../../kit/problem.ts";
import { useCan } from "../../session.tsx";

/** What was asked of WeCom and is not so yet: waiting, or refused with a reason and a way on. */
export function TagChanges({ changes }: { changes: Output<"tags.list">["changes"] }) {
  const { t, phrases, language } = useWords();
  const can = useCan();
  const retry = useAct("tags.retry", { refresh: ["tags"] });
  if (changes.length === 0) return null;
  return (
    <Panel title={t("tagEdit.changesTitle")}>
      <ul className="plain-list">
        {changes.map((change) => (
          <li key={change.actionId} className="row">
            <StatusTag tone={change.state === "asked" ? "primary" : "bad"}>{phrases.tagEdit.state[change.state]}</StatusTag>
            <span>
              {phrases.tagEdit.kinds[change.kind]} <strong>{change.label}</strong>
              {change.toLabel === "" ? "" : ` → ${change.toLabel}`}
              {change.problem ? <span className="soft small"> · {toldWords(change.problem, language)}</span> : null}
              <span className="faint small">
                {" "}
                · {change.askedBy} <When at={change.askedAt} />
              </span>
            </span>
            {change.state === "refused" && can("customers.write") ? (
              <span className="row">
                <Button size="small" onClick={() => retry.mutate({ actionId: change.actionId, again: true })}>
                  {t("tagEdit.again")}
                </Button>
                <Button size="small" type="text" onClick={() => retry.mutate({ actionId: change.actionId, again: false })}>
                  {t("tagEdit.dismiss")}
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
