import { useMemo } from "react";
import { getRouteApi } from "@tanstack/react-router";
import { EmptyState, FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import type { FilterValues } from "@shuke/kit-ui";
import type { Output } from "../api.ts";
import { DailyChart } from "../features/charts/daily-chart.tsx";
import { sum } from "../features/charts/options.ts";
import { Funnel } from "../features/insight/funnel.tsx";
import { useBooks, useStoreFilter } from "../features/pickers/options.ts";
import { useWords } from "../i18n.ts";
import { signed } from "../kit/format.ts";
import { LinkButton } from "../kit/links.tsx";
import { Loaded } from "../kit/loaded.tsx";
import { changed, clean, join, oneOf } from "../kit/search.ts";
import { localDay, shiftDay } from "../kit/time.ts";
import { useCall } from "../kit/use-call.ts";
import { useNow, useSession } from "../session.tsx";

const route = getRouteApi("/shell/insight");
const spans = ["7", "30", "90"] as const;

export function Insight() {
  const { t, language } = useWords();
  const { days = "30", store, playbook } = route.useSearch();
  const navigate = route.useNavigate();
  const storeFilter = useStoreFilter(store);
  const to = localDay(useNow(), useSession().corp.timeZone);
  const from = shiftDay(to, 1 - Number(days));
  const playbooks = useBooks();
  const installed = (playbooks.data?.items ?? []).filter((item) => item.installed);
  const chosen = playbook ?? installed[0]?.key;
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) => clean({ ...old, ...changed(patch, { days: (value) => oneOf(value, spans), store: join, playbook: join }) }),
    });
  return (
    <>
      <PageHeader title={t("insight.title")} sentence={t("insight.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ days, store, playbook }}
        onChange={change}
        filters={[
          {
            kind: "segments",
            key: "days",
            label: t("common.range"),
            options: spans.map((value) => ({ value, label: t(`common.last${value}`) })),
          },
          ...storeFilter,
          ...(installed.length > 1
            ? [
                {
                  kind: "select" as const,
                  key: "playbook",
                  label: t("insight.playbook"),
                  options: installed.map((item) => ({ value: item.key, label: language === "en" ? item.name.en : item.name.zh })),
                },
              ]
            : []),
        ]}
      />
      <div className="stack">
        <Loaded query={playbooks} rows={6}>
          {() => (chosen === undefined ? <NoFunnel /> : <FunnelPanel playbook={chosen} from={from} to={to} store={store} />)}
        </Loaded>
        <Daily from={from} to={to} store={store} />
      </div>
    </>
  );
}

type PeriodProps = { from: string; to: string; store: string | undefined };

function NoFunnel() {
  const { t } = useWords();
  return (
    <Panel title={t("insight.funnel")}>
      <EmptyState
        sentence={t("insight.funnelEmpty")}
        button={
          <LinkButton to="/playbooks" primary>
            {t("insight.funnelEmptyButton")}
          </LinkButton>
        }
      />
    </Panel>
  );
}

function FunnelPanel({ playbook, from, to, store }: PeriodProps & { playbook: string }) {
  const { t } = useWords();
  const query = useCall("analytics.funnel", { playbook, from, to, ...clean({ storeId: store }) });
  return (
    <Loaded query={query} rows={6}>
      {({ people, steps }) => (
        <Panel title={t("insight.funnel")} note={t("insight.funnelSay", { count: people })}>
          {people === 0 ? <p className="soft">{t("insight.empty")}</p> : <Funnel steps={steps} />}
        </Panel>
      )}
    </Loaded>
  );
}

function Daily({ from, to, store }: PeriodProps) {
  const query = useCall("analytics.daily", { from, to, ...clean({ storeId: store }) });
  return <Loaded query={query}>{({ days }) => <Charts rows={days} />}</Loaded>;
}

function Charts({ rows }: { rows: Output<"analytics.daily">["days"] }) {
  const { t, language } = useWords();
  const charts = useMemo(() => {
    const values = (key: "added" | "lost" | "joined" | "left" | "friends" | "members") => rows.map((row) => row[key]);
    return {
      days: rows.map((row) => row.day),
      grow: [
        { key: "added", name: t("insight.added"), tone: "pine" as const, values: values("added") },
        { key: "lost", name: t("insight.lost"), tone: "grey" as const, values: values("lost"), down: true },
      ],
      flow: [
        { key: "joined", name: t("insight.joined"), tone: "pine" as const, values: values("joined") },
        { key: "left", name: t("insight.left"), tone: "grey" as const, values: values("left"), down: true },
      ],
      stock: [
        { key: "friends", name: t("insight.friends"), tone: "pine" as const, values: values("friends") },
        { key: "members", name: t("insight.members"), tone: "persimmon" as const, values: values("members") },
      ],
    };
  }, [rows, t]);
  const last = rows.at(-1);
  if (!last) return <EmptyState sentence={t("insight.empty")} />;
  const added = sum(rows, "added");
  const lost = sum(rows, "lost");
  const grow = t("insight.growSay", { added: added, lost: lost, net: signed(added - lost, language) });
  const flow = t("insight.flowSay", { joined: sum(rows, "joined"), left: sum(rows, "left") });
  const stock = t("insight.stockSay", { friends: last.friends, members: last.members });
  return (
    <>
      <div className="two-up">
        <Panel title={t("insight.grow")} note={grow}>
          <DailyChart days={charts.days} series={charts.grow} kind="bars" label={grow} />
        </Panel>
        <Panel title={t("insight.flow")} note={flow}>
          <DailyChart days={charts.days} series={charts.flow} kind="bars" label={flow} />
        </Panel>
      </div>
      <Panel title={t("insight.stock")} note={stock}>
        <DailyChart days={charts.days} series={charts.stock} kind="lines" label={stock} height={260} />
      </Panel>
    </>
  );
}
