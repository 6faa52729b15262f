import { Alert, Drawer, Typography } from "antd";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import type { Ticket, TicketStep } from "@shuke/contract";
import { CardSkeleton } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { Failed, When } from "../../kit/bits.tsx";
import { AnswerForm, Ways } from "./acts.tsx";
import { TicketState, useTimeWords } from "./words.tsx";

/** One case: who asked what, who answers by when, what was answered and whether she saw it, and how it went. */
export function TicketDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, phrases } = useWords();
  const query = useQuery({ queryKey: ["tickets.get", id], queryFn: ({ signal }) => call("tickets.get", { id }, signal) });
  const ticket = query.data?.ticket;
  return (
    <Drawer open onClose={onClose} size={560} title={ticket ? phrases.tickets.kinds[ticket.kind] : t("tickets.title")} destroyOnHidden>
      {query.isError && !ticket ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {!ticket && query.isPending ? <CardSkeleton label={t("common.loading")} /> : null}
      {ticket ? (
        <div className="stack">
          <p className="ticket-text">{ticket.text}</p>
          <Facts ticket={ticket} />
          <Answer ticket={ticket} />
          <Ways ticket={ticket} />
          <Story steps={query.data?.story ?? []} />
        </div>
      ) : null}
    </Drawer>
  );
}

function Facts({ ticket }: { ticket: Ticket }) {
  const { t, phrases } = useWords();
  const timeWords = useTimeWords();
  return (
    <dl className="pairs">
      <dt>{t("tickets.columns.state")}</dt>
      <dd>
        <TicketState ticket={ticket} />
        {ticket.reopened > 0 ? <span className="soft small"> {t("tickets.detail.reopenedTimes", { count: ticket.reopened })}</span> : null}
      </dd>
      <dt>{t("tickets.detail.who")}</dt>
      <dd>
        {ticket.customer ? (
          <Link to="/customers/$id" params={{ id: ticket.customer.id }}>
            {ticket.customer.name || t("common.unknownName")}
          </Link>
        ) : (
          <span className="faint">{t("tickets.detail.unknownWho")}</span>
        )}
      </dd>
      {ticket.group || ticket.store ? (
        <>
          <dt>{t("tickets.detail.where")}</dt>
          <dd>
            {ticket.group ? (
              <Link to="/groups/$id" params={{ id: ticket.group.id }}>
                {ticket.group.name}
              </Link>
            ) : (
              ticket.store?.name
            )}
          </dd>
        </>
      ) : null}
      <dt>{t("tickets.detail.source")}</dt>
      <dd>{phrases.tickets.sources[ticket.source]}</dd>
      <dt>{t("tickets.detail.owner")}</dt>
      <dd>{ticket.owner?.name ?? <span className="faint">{t("tickets.nobody")}</span>}</dd>
      <dt>{t("tickets.detail.openedAt")}</dt>
      <dd>
        <When at={ticket.openedAt} />
      </dd>
      <dt>{t("tickets.detail.dueAt")}</dt>
      <dd>
        <When at={ticket.dueAt} />
        {ticket.firstDueAt === ticket.dueAt ? null : (
          <span className="soft small"> {t("tickets.detail.firstDue", { time: timeWords(ticket.firstDueAt) })}</span>
        )}
      </dd>
    </dl>
  );
}

function Answer({ ticket }: { ticket: Ticket }) {
  const { t, phrases } = useWords();
  if (ticket.state !== "answered" && ticket.state !== "closed") return <AnswerForm ticket={ticket} />;
  if (ticket.answer === null) return null;
  const reply =
    ticket.replyPath === null
      ? null
      : t("tickets.detail.replyText", { text: ticket.text, url: `${window.location.origin}${ticket.replyPath}` });
  return (
    <div className="stack">
      <h3>{t("tickets.detail.answer")}</h3>
      <p>{ticket.answer}</p>
      <p className="small soft">{ticket.shown ? phrases.tickets.detail.shownBy[ticket.shown] : t("tickets.detail.notShown")}</p>
      {reply === null || ticket.shown !== null ? null : (
        <Alert
          type="info"
          title={t("tickets.detail.reply")}
          description={
            <Typography.Paragraph copyable={{ text: reply, tooltips: [t("common.copy"), t("common.copied")] }} className="small">
              {reply}
            </Typography.Paragraph>
          }
        />
      )}
    </div>
  );
}

function Story({ steps }: { steps: readonly TicketStep[] }) {
  const { t, phrases } = useWords();
  const timeWords = useTimeWords();
  const words = ({ what, note, dueAt }: TicketStep) => {
    const time = dueAt === null ? "" : timeWords(dueAt);
    const said = what === "noted" ? (note === "" ? "" : t("tickets.notedOwner", { name: note })) : word(phrases.tickets.reasons, note);
    return word(phrases.tickets.steps, what, { time, note: said }).replace(/[:：]\s*$/u, "");
  };
  return (
    <div className="stack">
      <h3>{t("tickets.detail.story")}</h3>
      <ol className="ticket-story">
        {steps.map((step) => (
          <li key={`${step.at} ${step.what}`}>
            <span className="soft small">
              <When at={step.at} /> {step.by}
            </span>
            <div>{words(step)}</div>
          </li>
        ))}
      </ol>
    </div>
  );
}
