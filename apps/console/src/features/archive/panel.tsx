import { useState } from "react";
import { Alert, Button, InputNumber } from "antd";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { exactTime } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useSession } from "../../session.tsx";

type Status = Output<"archive.status">;
const tones: Record<Status["state"], Tone> = { never: "plain", off: "watch", on: "good", failing: "bad" };

/** How far the chat archive is read, what stands in the way, and what nobody can know any more. */
export function ArchivePanel() {
  const { t, phrases } = useWords();
  const query = useCall("archive.status", {}, { refetchInterval: 60_000 });
  return (
    <Panel title={t("archive.title")}>
      <p className="soft small">{t("archive.hint")}</p>
      <Loaded query={query} rows={4}>
        {(status) => (
          <div className="stack">
            <div>
              <StatusTag tone={tones[status.state]}>{phrases.archive.states[status.state]}</StatusTag>
            </div>
            {status.state === "never" ? (
              <>
                <p>{t("archive.never")}</p>
                <pre className="pre small">npm run cli -- archive set &lt; archive.json</pre>
              </>
            ) : (
              <Read status={status} />
            )}
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Read({ status }: { status: Status }) {
  const { t, language } = useWords();
  const count = (n: number) => countWords(n, language);
  return (
    <>
      {status.trouble ? (
        <Alert
          type="error"
          title={t("archive.trouble", { code: status.trouble.code, message: status.trouble.message })}
          description={<When at={status.trouble.since} prefix={`${t("archive.troubleSince")} `} />}
        />
      ) : null}
      {status.sealed.map(({ keyVersion, count: waiting }) => (
        <Alert key={keyVersion} type="warning" title={t("archive.sealedSay", { count: waiting, version: keyVersion })} />
      ))}
      <dl className="pairs">
        <dt>{t("archive.completeAt")}</dt>
        <dd>
          <When at={status.completeAt} />
        </dd>
        <dt>{t("archive.messages")}</dt>
        <dd>{t("archive.messagesSay", { all: count(status.messages.all), day: count(status.messages.day) })}</dd>
        <dt>{t("archive.consents")}</dt>
        <dd>{t("archive.consentsSay", { agree: count(status.consents.agree), refuse: count(status.consents.refuse) })}</dd>
        <dt>{t("archive.gaps")}</dt>
        <dd>
          <Gaps gaps={status.gaps} />
        </dd>
      </dl>
      <Keep status={status} />
    </>
  );
}

function Gaps({ gaps }: { gaps: Status["gaps"] }) {
  const { t } = useWords();
  const { timeZone } = useSession().corp;
  if (gaps.length === 0) return <span className="soft">{t("archive.noGaps")}</span>;
  const said = (at: string) => exactTime(new Date(at), timeZone);
  return (
    <>
      <ul className="plain-list">
        {gaps.slice(0, 5).map(({ from, to }) => (
          <li key={to} className="num">
            {from === null ? t("archive.gapStart", { to: said(to) }) : t("archive.gap", { from: said(from), to: said(to) })}
          </li>
        ))}
      </ul>
      <p className="soft small">{t("archive.gapsSay")}</p>
    </>
  );
}

function Keep({ status }: { status: Status }) {
  const { t } = useWords();
  const can = useCan();
  const [days, setDays] = useState(status.keepDays);
  const off = status.state === "off";
  const save = useAct("archive.update", { refresh: ["archive"], said: () => t("archive.saved") });
  const turn = useAct("archive.update", { refresh: ["archive"], said: () => t(off ? "archive.started" : "archive.stopped") });
  return (
    <>
      <label htmlFor="archive-keep">
        {t("archive.keepDays")}
        <div className="row">
          <InputNumber id="archive-keep" min={1} max={3650} precision={0} value={days} onChange={(value) => setDays(value ?? 1)} />
          <Button
            disabled={days === status.keepDays || !can("system.write")}
            loading={save.isPending}
            onClick={() => save.mutate({ keepDays: days })}
          >
            {t("archive.save")}
          </Button>
          <Button type="text" disabled={!can("system.write")} loading={turn.isPending} onClick={() => turn.mutate({ on: off })}>
            {t(off ? "archive.start" : "archive.stop")}
          </Button>
        </div>
      </label>
      <p className="soft small">{t("archive.keepHint")}</p>
    </>
  );
}
