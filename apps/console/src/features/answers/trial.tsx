import { useState } from "react";
import { Button, Input, Switch } from "antd";
import { keepPreviousData } from "@tanstack/react-query";
import { Panel, StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { useCall } from "../../kit/use-call.ts";

/** What somebody said, and which answers it finds, each with the words it was found by. */
export function Trial({ open, write }: { open: (id: string) => void; write: ((said: string) => void) | null }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [drafts, setDrafts] = useState(false);
  const said = text.trim();
  const query = useCall("answers.match", { text: said, drafts }, { enabled: said !== "", placeholderData: keepPreviousData });
  const hits = said === "" ? [] : (query.data?.hits ?? []);
  return (
    <Panel>
      <div className="stack">
        <div className="row">
          <Input
            aria-label={t("answers.trial.text")}
            placeholder={t("answers.trial.placeholder")}
            maxLength={1000}
            allowClear
            value={text}
            onChange={(event) => setText(event.target.value)}
            style={{ flex: 1 }}
          />
          <label className="row">
            <Switch size="small" checked={drafts} onChange={setDrafts} aria-label={t("answers.trial.drafts")} /> {t("answers.trial.drafts")}
          </label>
        </div>
        {query.isError && said !== "" ? <Failed error={query.error} /> : null}
        <div aria-live="polite" hidden={said === ""}>
          {hits.map((hit) => (
            <p key={hit.id} className="stack-tight">
              <button type="button" className="link-button" onClick={() => open(hit.id)}>
                {hit.title}
              </button>{" "}
              <span className="soft small">
                {[
                  ...(hit.exact ? [t("answers.trial.exact")] : []),
                  ...new Set(hit.why.map(({ kind, word }) => t(`answers.trial.because.${kind}`, { word }))),
                ].join(" · ")}
              </span>
              <br />
              {hit.answer}
            </p>
          ))}
          {said !== "" && query.isSuccess && hits.length === 0 ? (
            <p>
              <StatusTag tone="watch">{t("answers.trial.none")}</StatusTag>{" "}
              {write ? (
                <Button size="small" onClick={() => write(said)}>
                  {t("answers.trial.write")}
                </Button>
              ) : null}
            </p>
          ) : null}
        </div>
      </div>
    </Panel>
  );
}
