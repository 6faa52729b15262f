import type { Send } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";

/** How far it is, as one bar with its key: what arrived, what waits, what did not, and who was never asked. */
export function Progress({ send: { counts } }: { send: Send }) {
  const { t, language, phrases } = useWords();
  const words = phrases.sends.detail;
  const n = (value: number) => countWords(value, language);
  const parts = [
    { key: "delivered", label: words.delivered, count: counts.delivered, tone: "var(--good)" },
    { key: "waiting", label: words.waiting, count: counts.planned, tone: "var(--pine)" },
    { key: "missed", label: words.missed, count: counts.unsent + counts.failed, tone: "var(--watch)" },
    { key: "refused", label: words.refused, count: counts.refused, tone: "var(--grey)" },
    { key: "held", label: words.heldOut, count: counts.heldOut, tone: "var(--ink-faint)" },
  ];
  return (
    <Panel
      title={words.progress}
      note={t("sends.detail.confirmedOf", { confirmed: n(counts.confirmed), tasks: n(counts.tasks) })}
      extra={<span className="soft">{t("sends.detail.ofRecipients", { count: n(counts.recipients) })}</span>}
    >
      <div className="stack">
        <div className="send-track" aria-hidden>
          {parts.map(({ key, count, tone }) =>
            count === 0 ? null : <i key={key} style={{ width: `${(count / Math.max(1, counts.recipients)) * 100}%`, background: tone }} />,
          )}
        </div>
        <ul className="send-key">
          {parts.map(({ key, label, count, tone }) => (
            <li key={key}>
              <i style={{ background: tone }} aria-hidden />
              <span>{label}</span>
              <strong className="num">{n(count)}</strong>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
