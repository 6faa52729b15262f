import { useState } from "react";
import { Button, InputNumber, Progress } from "antd";
import type { Rehearsal } from "@shuke/contract";
import { CardSkeleton, EmptyState, Panel, StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed, When } from "../../kit/bits.tsx";
import { dayWords, lengthWords, localDay } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useSession } from "../../session.tsx";
import { estimateMs, remainingMs } from "./estimate.ts";
import { Report } from "./report.tsx";

const tones: Record<Rehearsal["state"], Tone> = { running: "primary", done: "good", failed: "bad", cancelled: "plain" };

/** `days`: how long it takes until the playbook's last step has been shown or missed. */
type Playbook = { playbook: string; days: number };

/** The form, the job card of the one that runs, the earlier ones, and the report that is open. */
export function Rehearse({ playbook, days, opened, open }: Playbook & { opened: string | undefined; open: (id: string) => void }) {
  const { t } = useWords();
  const query = useCall(
    "playbooks.rehearsals",
    { key: playbook },
    { refetchInterval: (held) => (held.state.data?.items.some((item) => item.state === "running") ? 1_500 : false) },
  );
  const items = query.data?.items;
  const running = items?.find((item) => item.state === "running");
  const shown = items?.find((item) => item.id === opened) ?? items?.find((item) => item.report !== null);
  return (
    <div className="rehearse">
      <div className="stack">
        <Start playbook={playbook} days={days} busy={running !== undefined} open={open} />
        <Panel title={t("rehearsal.history")}>
          {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
          {query.isPending ? <CardSkeleton label={t("common.loading")} /> : null}
          {items?.length === 0 ? <p className="soft">{t("rehearsal.none")}</p> : null}
          <ul className="plain-list">
            {items?.map((item) => (
              <Past key={item.id} item={item} here={item.id === shown?.id} open={open} />
            ))}
          </ul>
        </Panel>
      </div>
      <div className="stack">
        {running ? <Job item={running} /> : null}
        {shown?.report ? <Report report={shown.report} /> : null}
        {shown && !shown.report && shown.state !== "running" ? <p className="soft">{shown.note}</p> : null}
        {items?.length === 0 ? <EmptyState sentence={t("rehearsal.ready")} /> : null}
      </div>
    </div>
  );
}

function Start({ playbook, days, busy, open }: Playbook & { busy: boolean; open: (id: string) => void }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const [form, setForm] = useState({ customers: 300, days, seed: 7 });
  const start = useAct("playbooks.rehearse", {
    refresh: ["playbooks.rehearsals", "session"],
    said: () => t("rehearsal.started"),
    onDone: (out) => open(out.id),
  });
  const fields = [
    { key: "customers" as const, min: 10, max: 20_000 },
    { key: "days" as const, min: 1, max: 90 },
    { key: "seed" as const, min: 0, max: 2_147_483_647 },
  ];
  return (
    <Panel title={t("rehearsal.title")}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({ key: playbook, ...form });
        }}
      >
        <p className="soft small">{t("rehearsal.sentence")}</p>
        <div className="field-trio">
          {fields.map(({ key, min, max }) => (
            <label key={key} className="field" htmlFor={`rehearse-${key}`}>
              {t(`rehearsal.${key}`)}
              <InputNumber
                id={`rehearse-${key}`}
                min={min}
                max={max}
                precision={0}
                value={form[key]}
                style={{ width: "100%" }}
                onChange={(value) => setForm((old) => ({ ...old, [key]: value ?? min }))}
              />
            </label>
          ))}
        </div>
        <p className="soft small">
          {t("rehearsal.estimate", {
            customers: form.customers,
            count: form.days,
            time: lengthWords(estimateMs(form), phrases.time),
          })}
        </p>
        <Button type="primary" htmlType="submit" loading={start.isPending} disabled={busy || !can("plays.write")}>
          {t("rehearsal.start")}
        </Button>
        {busy ? <p className="soft small">{t("rehearsal.busy")}</p> : null}
      </form>
    </Panel>
  );
}

function Past({ item, here, open }: { item: Rehearsal; here: boolean; open: (id: string) => void }) {
  const { t, phrases } = useWords();
  return (
    <li className={here ? "spread here" : "spread"}>
      <span>
        <button type="button" className="link-button" onClick={() => open(item.id)} {...(here ? { "aria-current": "true" as const } : {})}>
          {t("rehearsal.row", { customers: item.customers, count: item.days, seed: String(item.seed) })}
        </button>
        <span className="faint small block">
          <When at={item.startedAt} real />
        </span>
      </span>
      <StatusTag tone={tones[item.state]}>{phrases.rehearsal.states[item.state]}</StatusTag>
    </li>
  );
}

function Job({ item }: { item: Rehearsal }) {
  const { t, phrases, language } = useWords();
  const { timeZone } = useSession().corp;
  // The note is the moment that the played world has reached, or what comes before it.
  const reached = new Date(`${item.note}Z`);
  const at = Number.isNaN(reached.getTime())
    ? word(phrases.rehearsal.notes, item.note)
    : t("rehearsal.at", { day: dayWords(localDay(reached, timeZone), language) });
  const can = useCan();
  const cancel = useAct("playbooks.cancelRehearsal", {
    refresh: ["playbooks.rehearsals", "session"],
    said: () => t("rehearsal.cancelled"),
  });
  const percent = Math.round(item.progress * 100);
  const left = remainingMs(item, Date.now());
  return (
    <Panel
      title={t("rehearsal.row", { customers: item.customers, count: item.days, seed: String(item.seed) })}
      extra={
        <Button size="small" disabled={!can("plays.write")} loading={cancel.isPending} onClick={() => cancel.mutate({ id: item.id })}>
          {t("rehearsal.cancel")}
        </Button>
      }
    >
      <Progress percent={percent} status="active" aria-label={t("rehearsal.progress", { percent: `${percent}%` })} />
      <p className="soft" role="status">
        {[at, t("rehearsal.remaining", { time: lengthWords(left, phrases.time) })].filter((part) => part !== "").join(" · ")}
      </p>
    </Panel>
  );
}
