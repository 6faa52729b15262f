import type { Invitation } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";

const steps = ["asked", "reached", "opened", "joined"] as const;

/** How far the asked came; each bar is a part of those who were asked. */
export function Funnel({ invitation: { funnel, seats, outs } }: { invitation: Invitation }) {
  const { t, language, phrases } = useWords();
  const words = phrases.invitations;
  const n = (value: number) => countWords(value, language);
  const most = Math.max(1, funnel.asked);
  return (
    <Panel
      title={words.funnel.title}
      note={seats === null ? words.noCode : t("invitations.funnel.seats", { n: n(seats) })}
      extra={<span className="soft">{t("invitations.funnel.of", { people: n(funnel.people), waiting: n(funnel.waiting) })}</span>}
    >
      <ol className="invite-steps">
        {steps.map((step) => (
          <li key={step}>
            <span>{words.funnel[step]}</span>
            <i aria-hidden>
              <b style={{ width: `${(funnel[step] / most) * 100}%` }} />
            </i>
            <strong className="num">{n(funnel[step])}</strong>
            <span className="num soft">{funnel.asked === 0 ? "–" : `${Math.round((funnel[step] / funnel.asked) * 100)}%`}</span>
          </li>
        ))}
      </ol>
      {funnel.joinedUnopened > 0 ? <p className="soft">{t("invitations.funnel.unopened", { n: n(funnel.joinedUnopened) })}</p> : null}
      {outs.length > 0 ? (
        <p className="soft">
          {words.funnel.out}
          {outs.map((one) => `${words.outs[one.reason]} ${n(one.n)}`).join(phrases.sends.detail.and)}
        </p>
      ) : null}
    </Panel>
  );
}
