import { Button } from "antd";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";

const SHOWN = 3;

/** Standing answers that fit a question, ready to be taken over. Nothing where none fits, or none can be read: one can always write. */
export function ReadyAnswers({ question, take }: { question: string; take: (id: string, answer: string) => void }) {
  const { t } = useWords();
  const query = useCall("answers.match", { text: question, channel: "sidebar", limit: SHOWN }, { staleTime: 60_000 });
  const hits = query.data?.hits ?? [];
  if (hits.length === 0) return null;
  return (
    <div className="stack-tight">
      <strong>{t("answers.ready.title")}</strong>
      {hits.map((hit) => (
        <p key={hit.id}>
          <Button size="small" aria-label={t("answers.ready.takeOne", { title: hit.title })} onClick={() => take(hit.id, hit.answer)}>
            {t("answers.ready.take")}
          </Button>{" "}
          {hit.title} <span className="soft small">{hit.answer}</span>
        </p>
      ))}
    </div>
  );
}
