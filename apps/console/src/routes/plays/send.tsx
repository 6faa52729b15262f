import { Fragment } from "react";
import type { ReactNode } from "react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Alert, Segmented } from "antd";
import type { Send } from "@shuke/contract";
import { recipientStates, sendReasons } from "@shuke/contract/send-words";
import { FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import { SendActs } from "../../features/sends/acts.tsx";
import { AskForecast } from "../../features/sends/ask-forecast.tsx";
import { Effect } from "../../features/sends/effect.tsx";
import { ForecastChart } from "../../features/sends/forecast-chart.tsx";
import { ForecastView, Reasons } from "../../features/sends/forecast-panel.tsx";
import { Phone } from "../../features/sends/plan-form.tsx";
import { Progress } from "../../features/sends/progress.tsx";
import { SendStateTag } from "../../features/sends/state.tsx";
import { Recipients, Senders } from "../../features/sends/tables.tsx";
import "../../features/sends/sends.css";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { changed, clean, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/sends/$id");
const LIVE_MS = 5000;
const MOVING = ["scheduled", "planning", "running", "cancelled"];

/** One mass send: how far it is, what was foreseen and what came, who got it, and what may be done with it. */
export function SendDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall(
    "sends.get",
    { id },
    {
      refetchInterval: (one) =>
        one.state.data && one.state.data.finishedAt === null && MOVING.includes(one.state.data.state) ? LIVE_MS : false,
    },
  );
  return (
    <Loaded query={query} head={{ title: t("sends.title"), back: <Link to="/sends">← {t("sends.back")}</Link> }}>
      {(send) => <Detail send={send} />}
    </Loaded>
  );
}

function Detail({ send }: { send: Send }) {
  const { t, phrases } = useWords();
  const words = phrases.sends;
  const going = send.counts.recipients > 0;
  return (
    <>
      <PageHeader
        back={<Link to="/sends">← {words.back}</Link>}
        title={send.name}
        tags={<SendStateTag state={send.state} />}
        sentence={send.kind === "usual" ? words.to[send.to] : `${words.kinds[send.kind]} · ${words.to[send.to]}`}
        actions={<SendActs send={send} />}
      />
      <div className="stack">
        {send.refusal ? <Alert type="warning" showIcon title={t("sends.detail.refusalPlain", { why: send.refusal })} /> : null}
        {send.cancelReason ? <Alert type="info" showIcon title={t("sends.detail.cancelReason", { why: send.cancelReason })} /> : null}
        {going ? <Progress send={send} /> : null}
        <div className="send-edit">
          <div className="stack">
            {going ? <Against send={send} /> : null}
            {going && send.to === "customers" ? <Effect send={send} /> : null}
            {!going && send.forecast ? <Foreseen send={send} /> : null}
            {send.state === "draft" ? <AskForecast input={{ id: send.id }} isReady /> : null}
          </div>
          <aside className="send-side send-side-still">
            <About send={send} />
          </aside>
        </div>
        {going ? <People send={send} /> : null}
      </div>
    </>
  );
}

function Against({ send }: { send: Send }) {
  const { phrases } = useWords();
  const navigate = route.useNavigate();
  const words = phrases.sends.detail;
  return (
    <Panel title={words.againstForecast} note={send.forecast ? words.againstHint : undefined}>
      <div className="stack">
        {send.forecast ? (
          <ForecastChart byHour={send.forecast.byHour} actual={send.actual} label={words.againstForecast} />
        ) : (
          <p className="soft">{words.noForecast}</p>
        )}
        <Reasons
          list={send.reasons}
          none={words.whyNone}
          heading={words.why}
          choose={(reason) => void navigate({ replace: true, search: { reason } })}
        />
      </div>
    </Panel>
  );
}

function Foreseen({ send }: { send: Send }) {
  const { phrases } = useWords();
  return <Panel title={phrases.sends.forecast.title}>{send.forecast ? <ForecastView forecast={send.forecast} /> : null}</Panel>;
}

function People({ send }: { send: Send }) {
  const { phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const words = phrases.sends.detail;
  const readers = { state: (value: unknown) => oneOf(value, recipientStates), reason: (value: unknown) => oneOf(value, sendReasons) };
  return (
    <Panel
      flush
      title={
        <Segmented<"recipients" | "senders">
          value={search.tab ?? "recipients"}
          onChange={(tab) => void navigate({ replace: true, search: tab === "senders" ? { tab } : {} })}
          options={[
            { value: "recipients", label: words.recipients },
            { value: "senders", label: words.senders },
          ]}
        />
      }
    >
      {search.tab === "senders" ? (
        <Senders send={send} />
      ) : (
        <>
          <div className="send-filters">
            <FilterBar
              clearWord={phrases.common.clear}
              values={{ state: search.state, reason: search.reason }}
              onChange={(patch) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) })}
              filters={[
                {
                  kind: "select",
                  key: "state",
                  label: words.allStates,
                  options: recipientStates.map((value) => ({ value, label: phrases.sends.recipientStates[value] })),
                },
                {
                  kind: "select",
                  key: "reason",
                  label: words.allReasons,
                  options: sendReasons.map((value) => ({ value, label: phrases.sends.reasons[value] })),
                  width: 200,
                },
              ]}
            />
          </div>
          <Recipients
            send={send}
            filter={{ ...(search.state ? { state: search.state } : {}), ...(search.reason ? { reason: search.reason } : {}) }}
          />
        </>
      )}
    </Panel>
  );
}

function About({ send }: { send: Send }) {
  const { t, phrases } = useWords();
  const words = phrases.sends.detail;
  const { audience } = send.plan;
  const partWords = [
    ["segments", audience.segmentIds.length],
    ["tags", audience.tagIds.length],
    ["groups", audience.groupIds.length],
    ["stores", audience.storeIds.length],
  ] as const;
  const lines: Array<[key: string, label: string, value: ReactNode]> = [
    [
      "whom",
      words.whom,
      send.of ? (
        <Link to="/sends/$id" params={{ id: send.of.id }}>
          {send.of.name}
        </Link>
      ) : audience.list ? (
        audience.list.of === "invitation" ? (
          phrases.nav.invitations
        ) : (
          phrases.stock.title
        )
      ) : audience.everyone ? (
        words.everyone
      ) : (
        partWords.flatMap(([key, count]) => (count === 0 ? [] : [t(`sends.detail.parts.${key}`, { count })])).join(phrases.sends.detail.and)
      ),
    ],
    [
      "window",
      words.window,
      <span key="window">
        {send.from === null && send.submittedAt === null ? phrases.sends.form.atOnce : <When at={send.from ?? send.submittedAt} />} –{" "}
        <When at={send.until} />
      </span>,
    ],
    ...(send.submittedBy ? [["submitted", words.submitted, send.submittedBy] as [string, string, string]] : []),
    ...(send.approvedBy ? [["approved", words.approved, send.approvedBy] as [string, string, string]] : []),
  ];
  return (
    <>
      <Panel title={words.words}>
        <Phone content={send.plan.content} />
      </Panel>
      <Panel>
        <dl className="pairs">
          {lines.map(([key, label, value]) => (
            <Fragment key={key}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
        {send.children.length > 0 ? (
          <>
            <h3 className="send-heading">{words.children}</h3>
            <ul className="send-list">
              {send.children.map((child) => (
                <li key={child.id}>
                  <Link to="/sends/$id" params={{ id: child.id }}>
                    {phrases.sends.kinds[child.kind]}
                  </Link>
                  <SendStateTag state={child.state} />
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </Panel>
    </>
  );
}
