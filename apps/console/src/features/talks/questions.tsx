import { useState } from "react";
import { Button, Input } from "antd";
import type { Talk, TalkQuestion } from "@shuke/contract";
import { EmptyState, Panel, StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { PathLink } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const LIVE_MS = 5000;

/** What members want to know, most wanted first; while it runs it is read anew by itself. */
export function QuestionsPanel({ talk }: { talk: Talk }) {
  const { phrases } = useWords();
  const words = phrases.talks;
  const query = useCall("talks.questions", { id: talk.id }, talk.state === "live" ? { refetchInterval: LIVE_MS } : {});
  return (
    <Panel title={words.questionsTitle} note={words.questionsNote}>
      <Loaded query={query} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState art="none" sentence={words.questionsNone} />
          ) : (
            <>
              {items.map((one) => (
                <Question key={one.id} talk={talk} question={one} />
              ))}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Question({ talk, question }: { talk: Talk; question: TalkQuestion }) {
  const { t } = useWords();
  const can = useCan();
  const [answer, setAnswer] = useState("");
  const keep = useAct("talks.answer", { refresh: ["talks"], said: () => t("talks.answered") });
  const follow = useAct("talks.follow", { refresh: ["talks", "tickets"], said: () => t("talks.followed") });
  const open = question.answer === null && question.ticketId === null;
  const running = talk.state !== "closed" && talk.state !== "cancelled";
  return (
    <div className="talk-question">
      <div>
        <strong>{question.text}</strong>{" "}
        <span className="soft small">
          {t("talks.votes", { count: question.votes })}
          {question.customer ? ` · ${question.customer.name || t("common.unknownName")}` : ""}
        </span>
      </div>
      {question.answer === null ? null : <p className="soft">{question.answer}</p>}
      {question.ticketId === null ? null : (
        <PathLink to={`/tickets?ticket=${question.ticketId}`}>
          <StatusTag tone="watch">{t("talks.followedTag")}</StatusTag>
        </PathLink>
      )}
      {open && running && can("tasks.write") ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (answer.trim() !== "") keep.mutate({ id: talk.id, questionId: question.id, answer });
          }}
        >
          <Input
            aria-label={`${t("talks.answerPlaceholder")}: ${question.text}`}
            placeholder={t("talks.answerPlaceholder")}
            maxLength={2000}
            value={answer}
            onChange={(event) => setAnswer(event.target.value)}
          />
          <Button htmlType="submit" disabled={answer.trim() === ""} loading={keep.isPending}>
            {t("talks.answer")}
          </Button>
          <Button type="text" loading={follow.isPending} onClick={() => follow.mutate({ id: talk.id, questionId: question.id })}>
            {t("talks.follow")}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
