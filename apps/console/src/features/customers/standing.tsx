import type { ReactNode } from "react";
import { Button } from "antd";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { toldWords } from "../../kit/problem.ts";
import { useCan, useReaches } from "../../session.tsx";
import { tagWords } from "../changes/words.ts";

type Person = Output<"customers.get">;

const tones: Record<Person["pools"]["friend"], Tone> = { yes: "good", no: "plain", unknown: "plain" };
const pools = ["friend", "group", "pages", "orders", "officialAccount", "miniProgram"] as const;

/** Where she can be met, and whose customer she is, as far as anything shows it. */
export function Standing({ person }: { person: Person }) {
  const { t, phrases } = useWords();
  const { first, last } = person.guide;
  const served = (one: typeof first, none: string) =>
    one === null ? (
      <span className="soft">{none}</span>
    ) : (
      <>
        {one.name}{" "}
        <span className="soft small">
          <When at={one.at} />
        </span>
      </>
    );
  return (
    <div className="two-up">
      <Panel title={t("customers.pools.title")}>
        <dl className="field-grid">
          {pools.map((pool) => (
            <Entry key={pool} label={phrases.customers.pools[pool]}>
              <StatusTag
                tone={tones[person.pools[pool]]}
                {...(person.pools[pool] === "unknown" ? { title: t("customers.pools.unknownHint") } : {})}
              >
                {phrases.customers.pools[person.pools[pool]]}
              </StatusTag>
            </Entry>
          ))}
        </dl>
      </Panel>
      <Panel title={t("customers.guide.title")}>
        <dl className="field-grid">
          <Entry label={t("customers.guide.first")}>{served(first, t("customers.guide.none"))}</Entry>
          <Entry label={t("customers.guide.last")}>{served(last, t("customers.guide.unknown"))}</Entry>
        </dl>
      </Panel>
    </div>
  );
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Tags that WeCom was asked for and has not set: waiting, or refused with words and another try. */
export function Wishes({ wishes }: { wishes: Person["wishes"] }) {
  const { t, language } = useWords();
  const can = useCan();
  const reaches = useReaches();
  const retry = useAct("bulk.retry", { refresh: ["customers"], said: ({ asked }) => t("changes.retried", { count: asked }) });
  if (wishes.length === 0) return null;
  return (
    <>
      <p className="soft small">{t("changes.waitingTitle")}</p>
      <ul className="plain-list">
        {wishes.map((wish) => (
          <li key={wish.actionId} className="row">
            <StatusTag tone={wish.state === "asked" ? "primary" : "bad"}>{tagWords(wish)}</StatusTag>
            <span className="soft small">
              {wish.problem ? toldWords(wish.problem, language) : t("changes.asked")} · {wish.staff} · <When at={wish.at} />
            </span>
            {wish.state === "refused" && wish.jobId !== null && can("customers.write") && reaches("bulk.retry") ? (
              <Button size="small" onClick={() => retry.mutate({ id: wish.jobId ?? "", actionId: wish.actionId })}>
                {t("tagEdit.again")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
