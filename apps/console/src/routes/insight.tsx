import { useMemo } from "react";
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CardSkeleton, EmptyState, FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import type { FilterValues } from "@shuke/kit-ui";
import { call } from "../api.ts";
import { DailyChart } from "../features/charts/daily-chart.tsx";
import { sum } from "../features/charts/options.ts";
import { Funnel } from "../features/insight/funnel.tsx";
import { useStoreOptions } from "../features/pickers/options.ts";
import { useWords } from "../i18n.ts";
import { Failed } from "../kit/bits.tsx";
import { countWords, signed } from "../kit/format.ts";
import { changed, clean, join, oneOf } from "../kit/search.ts";
import { localDay, shiftDay } from "../kit/time.ts";
import { useNow, useSession } from "../session.tsx";

const route = getRouteApi("/shell/insight");
const spans = ["7", "30", "90"] as const;

export function Insight() {
  const { t } = useWords();
  const { days = "30", store, playbook } = route.useSearch();
  const navigate = route.useNavigate();
  const stores = useStoreOptions(store);
  const to = localDay(useNow(), useSession().corp.timeZone);
  const from = shiftDay(to, 1 - Number(days));
  const playbooks = useQuery({
    queryKey: ["playbooks.list"],
    queryFn: ({ signal }) => call("playbooks.list", {}, signal),
    staleTime: 60_000,
  });
  const { language } = useWords();
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
        values={{ days, store, playbook: chosen }}
        onChange={change}
        filters={[
          {
            kind: "segments",
            key: "days",
            label: t("common.range"),
            options: spans.map((value) => ({ value, label: t(`common.last${value}`) })),
          },
          {
            kind: "select",
            key: "store",
            label: t("insight.store"),
            options: stores.options,
            onSearch: stores.search,
            loading: stores.loading,
            width: 180,
          },
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
        {playbooks.isError ? (
          <Failed error={playbooks.error} retry={() => void playbooks.refetch()} />
        ) : (
          <FunnelPanel playbook={chosen} none={playbooks.isSuccess && installed.length === 0} from={from} to={to} store={store} />
        )}
        <Daily from={from} to={to} store={store} />
      </div>
    </>
  );
}

type PeriodProps = { from: string; to: string; store: string | undefined };

function FunnelPanel({ playbook, none, from, to, store }: PeriodProps & { playbook: string | undefined; none: boolean }) {
  const { t } = useWords();
  const input = { playbook: playbook ?? "", from, to, ...(store ? { storeId: store } : {}) };
  const query = useQuery({
    queryKey: ["analytics.funnel", input],
    queryFn: ({ signal }) => call("analytics.funnel", input, signal),
    enabled: playbook !== undefined,
  });
  if (none) {
    return (
      <Panel title={t("insight.funnel")}>
        <EmptyState
          sentence={t("insight.funnelEmpty")}
          button={
            <Link to="/playbooks">
              <Button type="primary">{t("insight.funnelEmptyButton")}</Button>
            </Link>
          }
        />
      </Panel>
    );
  }
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <CardSkeleton label={t("common.loading")} rows={6} />;
  return (
    <Panel title={t("insight.funnel")} note={t("insight.funnelSay", { count: query.data.people })}>
      {query.data.people === 0 ? <p className="soft">{t("insight.empty")}</p> : <Funnel steps={query.data.steps} />}
    </Panel>
  );
}

function Daily({ from, to, store }: PeriodProps) {
  const { t, language } = useWords();
  const input = { from, to, ...(store ? { storeId: store } : {}) };
  const query = useQuery({ queryKey: ["analytics.daily", input], queryFn: ({ signal }) => call("analytics.daily", input, signal) });
  const rows = query.data?.days;
  const charts = useMemo(() => {
    const values = (key: "added" | "lost" | "joined" | "left" | "friends" | "members") => rows?.map((row) => row[key]) ?? [];
    return {
      days: rows?.map((row) => row.day) ?? [],
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
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!rows) return <CardSkeleton label={t("common.loading")} rows={8} />;
  const last = rows.at(-1);
  if (!last) return <EmptyState sentence={t("insight.empty")} />;
  const n = (value: number) => countWords(value, language);
  const added = sum(rows, "added");
  const lost = sum(rows, "lost");
  const grow = t("insight.growSay", { added: n(added), lost: n(lost), net: signed(added - lost, language) });
  const flow = t("insight.flowSay", { joined: n(sum(rows, "joined")), left: n(sum(rows, "left")) });
  const stock = t("insight.stockSay", { friends: n(last.friends), members: n(last.members) });
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
