import { App, Button } from "antd";
import type { ContentAttachment } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { stateTone } from "./state.ts";

type Take = (some: { text: string; attachments: ContentAttachment[] }) => void;

/** Every saving, the newest first; any of them can be written on from. */
export function Versions({ content, take }: { content: Output<"contents.get">; take: Take | null }) {
  const { t, phrases } = useWords();
  const { message } = App.useApp();
  return (
    <section className="content-versions">
      <h2 className="small soft">{t("contents.versions.title")}</h2>
      <ul>
        {content.versions.map(({ n, state, madeAt, madeBy, judgedBy, text, attachments }) => (
          <li key={n}>
            <div>
              {t("contents.versions.line", { n, by: madeBy })} · <When at={madeAt} />
            </div>
            <div className="row wrap">
              <StatusTag tone={n === content.liveN ? "good" : stateTone[state] === "good" ? "plain" : stateTone[state]}>
                {n === content.liveN ? t("contents.versions.now") : phrases.contents.states[state]}
              </StatusTag>
              {judgedBy ? <span className="small soft">{t("contents.versions.judged", { name: judgedBy })}</span> : null}
              {take && n !== content.n ? (
                <Button
                  size="small"
                  type="link"
                  onClick={() => {
                    take({ text, attachments });
                    void message.info(t("contents.versions.taken"));
                  }}
                >
                  {t("contents.versions.take")}
                </Button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
