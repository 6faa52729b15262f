import { useState } from "react";
import { Button } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Leaver } from "@shuke/contract";
import { EmptyState, FilterBar, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns, Tone } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { PlanDialog } from "../../features/handover/plan-dialog.tsx";
import { planTones } from "../../features/handover/words.ts";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { clean, join } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/handover");
type Plan = Output<"handover.list">["items"][number];
const tones: Record<Leaver["standing"], Tone> = { left: "bad", inactive: "watch", active: "good" };

/** Who left with something in hand, and the handovers so far. */
export function Handovers() {
  const { t } = useWords();
  const { query } = route.useSearch();
  const navigate = route.useNavigate();
  const leavers = useCall("handover.leavers", clean({ query }));
  return (
    <>
      <PageHeader title={t("handover.title")} sentence={t("handover.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ query }}
        onChange={(patch) => void navigate({ replace: true, search: clean({ query: join(patch["query"]) }) })}
        filters={[{ kind: "text", key: "query", label: t("handover.find") }]}
      />
      <div className="stack">
        <Panel flush title={t("handover.leaversTitle")} note={query === undefined ? t("handover.leaversNote") : undefined}>
          <Loaded query={leavers}>{({ items }) => <Leavers rows={items} query={query} />}</Loaded>
        </Panel>
        <Plans />
      </div>
    </>
  );
}

function Leavers({ rows, query }: { rows: Leaver[]; query: string | undefined }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const [planned, setPlanned] = useState<Leaver | null>(null);
  const columns: Columns<Leaver> = [
    column({ title: t("handover.columns.name"), key: "name" }, (row) => (
      <>
        {row.name} <span className="mono small soft">{row.userId}</span>
      </>
    )),
    column({ title: t("handover.columns.standing"), key: "standing", width: 130 }, (row) => (
      <StatusTag tone={tones[row.standing]}>{phrases.handover.standings[row.standing]}</StatusTag>
    )),
    countColumn({ title: t("handover.columns.customers"), key: "customers" }, (row) => row.customers),
    countColumn({ title: t("handover.columns.groups"), key: "groups" }, (row) => row.groups),
    countColumn({ title: t("handover.columns.tasks"), key: "tasks", width: 120 }, (row) => row.tasks),
    countColumn({ title: t("handover.columns.underWay"), key: "underWay", width: 130 }, (row) => row.underWay),
    column({ title: t("handover.columns.plan"), key: "plan", width: 160 }, (row) => {
      const open = row.handoverState === "running" || row.handoverState === "planned";
      if (open && row.handoverId !== null) {
        return (
          <LinkButton size="small" to="/handover/$id" params={{ id: row.handoverId }}>
            {t(row.handoverState === "running" ? "handover.open" : "handover.openPlan")}
          </LinkButton>
        );
      }
      return can("customers.write") && row.customers + row.groups > 0 ? (
        <Button size="small" type="primary" onClick={() => setPlanned(row)}>
          {t("handover.make")}
        </Button>
      ) : null;
    }),
  ];
  return (
    <>
      <RowTable
        label={t("handover.leaversTitle")}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.userId}
        empty={
          query === undefined ? (
            <EmptyState
              sentence={t("handover.empty")}
              button={
                <LinkButton to="/system/staff" primary>
                  {t("handover.emptyButton")}
                </LinkButton>
              }
            />
          ) : (
            <EmptyState art="none" sentence={t("handover.nobody", { query })} />
          )
        }
      />
      {planned ? (
        <PlanDialog userId={planned.userId} name={planned.name} hasLeft={planned.standing === "left"} onClose={() => setPlanned(null)} />
      ) : null}
    </>
  );
}

function Plans() {
  const { t, phrases } = useWords();
  const plans = useCall("handover.list", {});
  const columns: Columns<Plan> = [
    column({ title: t("handover.columns.name"), key: "name" }, (row) => (
      <Link to="/handover/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    )),
    column({ title: t("handover.columns.reason"), key: "reason", width: 130 }, (row) => phrases.handover.whyReasons[row.reason]),
    column({ title: t("handover.columns.total"), key: "total", width: 170 }, (row) => (
      <span className="num">
        <Count value={row.holds.customers} /> / <Count value={row.holds.groups} />
      </span>
    )),
    column({ title: t("handover.columns.state"), key: "state", width: 130 }, (row) => (
      <StatusTag tone={planTones[row.state]}>{phrases.handover.planStates[row.state]}</StatusTag>
    )),
    whenColumn({ title: t("handover.columns.plannedAt"), key: "plannedAt" }, (row) => row.plannedAt),
  ];
  return (
    <Panel flush title={t("handover.plansTitle")}>
      <Loaded query={plans} rows={3}>
        {({ items }) => (
          <RowTable
            label={t("handover.plansTitle")}
            columns={columns}
            rows={items}
            rowKey={(row) => row.id}
            empty={<p className="pad soft">{t("handover.noPlans")}</p>}
          />
        )}
      </Loaded>
    </Panel>
  );
}
