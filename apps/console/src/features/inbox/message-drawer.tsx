import { Alert, Button, Drawer } from "antd";
import { Link } from "@tanstack/react-router";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import { MessageState, troubleWords } from "./state.tsx";
import { useInboxVerbs } from "./verbs.tsx";

type Whole = Output<"inbox.get">;

/** One message whole: what came, what became of it, who touched it, and what can be done. */
export function MessageDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const query = useCall("inbox.get", { id });
  return (
    <Drawer open onClose={onClose} size={600} title={t("inbox.messageTitle", { id: String(id) })} destroyOnHidden>
      <Loaded query={query}>{(message) => <Story message={message} />}</Loaded>
    </Drawer>
  );
}

function Story({ message }: { message: Whole }) {
  const { t, phrases } = useWords();
  const trouble = troubleWords(message, phrases);
  return (
    <div className="stack">
      <dl className="pairs">
        <dt>{t("inbox.columns.event")}</dt>
        <dd>
          {word(phrases.inbox.events, message.event)}
          <div className="mono soft small">{message.event}</div>
        </dd>
        <dt>{t("inbox.columns.state")}</dt>
        <dd>
          <MessageState message={message} />
          {message.note ? <div className="soft small">{t("inbox.because", { note: message.note })}</div> : null}
        </dd>
        <About message={message} />
        <dt>{t("inbox.columns.receivedAt")}</dt>
        <dd>
          <When at={message.receivedAt} />
        </dd>
        {message.handledAt ? (
          <>
            <dt>{t("inbox.handledAt")}</dt>
            <dd>
              <When at={message.handledAt} />
            </dd>
          </>
        ) : null}
      </dl>
      {trouble && message.state !== "done" ? (
        <Alert
          type={message.state === "quarantined" ? "error" : "info"}
          title={trouble}
          description={
            <>
              {message.replays > 0 && message.state === "quarantined" ? <p>{t("inbox.failedAgain", { count: message.replays })}</p> : null}
              {message.error && message.error !== trouble ? <code className="mono small">{message.error}</code> : null}
            </>
          }
        />
      ) : null}
      <Doing message={message} />
      <Outcome message={message} />
      <Came message={message} />
      <History items={message.history} />
    </div>
  );
}

function About({ message: { about } }: { message: Whole }) {
  const { t, phrases } = useWords();
  if (about === null) return null;
  const name = about.name === "" ? t("inbox.nameless") : about.name;
  return (
    <>
      <dt>{phrases.inbox.about[about.kind]}</dt>
      <dd>
        {name === null ? <span className="soft">{t("inbox.notKnown")}</span> : null}
        {name !== null && about.kind === "customer" ? (
          <Link to="/customers/$id" params={{ id: about.id }}>
            {name}
          </Link>
        ) : null}
        {name !== null && about.kind === "group" ? (
          <Link to="/groups/$id" params={{ id: about.id }}>
            {name}
          </Link>
        ) : null}
      </dd>
    </>
  );
}

function Doing({ message: { id, state } }: { message: Whole }) {
  const { t } = useWords();
  const can = useCan();
  const { replay, restore, askDismiss } = useInboxVerbs();
  const disabled = !can("system.write");
  if (state === "dismissed") {
    return (
      <div className="row">
        <Button disabled={disabled} loading={restore.isPending} onClick={() => restore.mutate({ id })}>
          {t("inbox.restore")}
        </Button>
      </div>
    );
  }
  if (state !== "quarantined" && state !== "ignored") return null;
  return (
    <div className="row">
      <Button type="primary" disabled={disabled} loading={replay.isPending} onClick={() => replay.mutate({ id })}>
        {t("inbox.replay")}
      </Button>
      {state === "quarantined" ? (
        <Button disabled={disabled} onClick={() => askDismiss(id)}>
          {t("inbox.dismiss")}
        </Button>
      ) : null}
    </div>
  );
}

/** The facts that it became; a known kind without facts asked WeCom for details. */
function Outcome({ message: { facts, state } }: { message: Whole }) {
  const { t, phrases } = useWords();
  return (
    <section className="stack-tight">
      <h3>{t("inbox.outcome")}</h3>
      {facts.length === 0 ? (
        <p className="soft">{state === "done" ? t("inbox.onlyDetails") : t("inbox.noFacts")}</p>
      ) : (
        <ol className="inbox-facts">
          {facts.map((fact) => (
            <li key={fact.seq}>
              <span>{word(phrases.inbox.facts, fact.type)}</span>
              <span className="soft small">
                <When at={fact.occurredAt} /> · {t("inbox.factNo", { seq: String(fact.seq) })}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function Came({ message: { fields, message } }: { message: Whole }) {
  const { t } = useWords();
  return (
    <section className="stack-tight">
      <h3>{t("inbox.message")}</h3>
      {fields === null ? (
        <p className="soft">{t("inbox.noFields")}</p>
      ) : (
        <dl className="pairs mono small">
          {Object.entries(fields).map(([name, value]) => (
            <FieldRow key={name} name={name} value={shown(value)} />
          ))}
        </dl>
      )}
      <details className="raw" open={fields === null}>
        <summary>{t("inbox.rawText")}</summary>
        <pre className="mono">{message}</pre>
      </details>
    </section>
  );
}

function FieldRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="break">{value}</dd>
    </>
  );
}

function History({ items }: { items: Whole["history"] }) {
  const { t, phrases } = useWords();
  if (items.length === 0) return null;
  return (
    <section className="stack-tight">
      <h3>{t("inbox.history")}</h3>
      <ol className="inbox-facts">
        {items.map((item) => (
          <li key={`${item.at} ${item.verb}`}>
            <span>
              {t("inbox.byWhom", { who: word(phrases.inbox.who, item.by), what: word(phrases.inbox.verbs, item.verb) })}
              {item.note ? t("inbox.because", { note: item.note }) : null}
            </span>
            <span className="soft small">
              <When at={item.at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
