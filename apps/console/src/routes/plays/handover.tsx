import { Progress } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { HandoverPlan } from "@shuke/contract";
import { Facts, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import { Decide } from "../../features/handover/decide.tsx";
import { ItemsPanel } from "../../features/handover/items-panel.tsx";
import { DaysPanel, TakersPanel } from "../../features/handover/panels.tsx";
import { Ways } from "../../features/handover/ways.tsx";
import { planTones, progressOf } from "../../features/handover/words.ts";
import { useWords } from "../../i18n.ts";
import { Count, When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/handover/$id");

/** One plan: who gets what on which day, how far it is, and what waits for a decision. */
export function HandoverDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall(
    "handover.status",
    { handoverId: id },
    { refetchInterval: (one) => (one.state.data?.state === "running" ? 5000 : false) },
  );
  const back = <Link to="/handover">← {t("handover.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("handover.title"), back }}>
      {(plan) => <Detail plan={plan} />}
    </Loaded>
  );
}

function Detail({ plan }: { plan: HandoverPlan }) {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const progress = progressOf(plan);
  const percent = progress.total === 0 ? 0 : Math.floor((progress.ended / progress.total) * 100);
  return (
    <>
      <PageHeader
        back={<Link to="/handover">← {t("handover.back")}</Link>}
        title={t("handover.heading", { name: plan.name })}
        tags={<StatusTag tone={planTones[plan.state]}>{phrases.handover.planStates[plan.state]}</StatusTag>}
        sentence={
          <>
            {phrases.handover.kindsOf[plan.kind]} · {phrases.handover.whyReasons[plan.reason]} ·{" "}
            <When at={plan.startedAt ?? plan.plannedAt} />
          </>
        }
        actions={<Ways plan={plan} />}
      />
      <div className="stack">
        {plan.state === "planned" ? null : (
          <Panel>
            <Progress
              percent={percent}
              status={plan.state === "running" ? "active" : "normal"}
              aria-label={t("handover.progress", { done: progress.done, total: progress.total })}
            />
            <p className="soft" role="status">
              {t("handover.progress", { done: progress.done, total: progress.total })}
              {progress.underWay > 0 ? ` · ${t("handover.underWay", { count: progress.underWay })}` : ""}
              {plan.complete ? ` · ${t("handover.complete", { name: plan.name })}` : ""}
            </p>
          </Panel>
        )}
        <Facts items={factsOf(plan, progress, t)} />
        {plan.undecided.length > 0 ? <Decide plan={plan} /> : null}
        <div className="side-by-side">
          <TakersPanel plan={plan} />
          <DaysPanel plan={plan} />
        </div>
        <ItemsPanel plan={plan} values={search} change={(next) => void navigate({ replace: true, search: next })} />
      </div>
    </>
  );
}

type Progressed = ReturnType<typeof progressOf>;

function factsOf(plan: HandoverPlan, progress: Progressed, t: ReturnType<typeof useWords>["t"]) {
  const [first, last] = [plan.days[0]?.day, plan.days.at(-1)?.day];
  return [
    { key: "customers", label: t("handover.facts.customers"), value: <Count value={plan.holds.customers} /> },
    { key: "groups", label: t("handover.facts.groups"), value: <Count value={plan.holds.groups} /> },
    {
      key: "days",
      label: t("handover.facts.days"),
      value: <Count value={plan.days.length} />,
      hint: first === undefined || last === undefined ? undefined : first === last ? first : t("handover.daysFrom", { first, last }),
    },
    {
      key: "takers",
      label: t("handover.facts.takers"),
      value: <Count value={plan.takers.filter((one) => one.customers + one.groups > 0).length} />,
    },
    ...(plan.state === "running"
      ? [{ key: "waiting", label: t("handover.facts.waiting"), value: <Count value={progress.waiting} />, hint: t("handover.waitingHint") }]
      : []),
    { key: "person", label: t("handover.facts.person"), value: <Count value={progress.person} /> },
  ];
}
