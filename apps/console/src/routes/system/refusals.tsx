import { getRouteApi, Link } from "@tanstack/react-router";
import { gateRefusals, touchKinds } from "@shuke/contract/gate-words";
import { EmptyState, Facts, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { WhyLink } from "../../features/why/why-link.tsx";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { localDay, shiftDay } from "../../kit/time.ts";
import { useNow, useSession } from "../../session.tsx";

const route = getRouteApi("/shell/system/refusals");
const spans = ["day", "week", "month"] as const;
const DAYS = { day: 1, week: 7, month: 30 } as const;
type Row = Output<"gate.refusals">["items"][number];

/** Whom we did not contact, and why: what keeps customers from being pestered, seen from the side of those who wanted to send. */
export function Refusals() {
  const { t, phrases } = useWords();
  const { reason, kind, customer, span = "week" } = route.useSearch();
  const navigate = route.useNavigate();
  const today = localDay(useNow(), useSession().corp.timeZone);
  const from = shiftDay(today, 1 - DAYS[span]);
  const list = usePages("gate.refusals", clean({ reason, kind, customerId: customer, from, to: today }));
  const counts = useCall("gate.refusalCounts", { from, to: today });
  const readers = {
    reason: (value: unknown) => oneOf(value, gateRefusals),
    kind: (value: unknown) => oneOf(value, touchKinds),
    span: (value: unknown) => oneOf(value, spans),
    customer: join,
  };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });

  const columns: Columns<Row> = [
    whenColumn({ title: t("gate.columns.at"), key: "at" }, (row) => row.at),
    column({ title: t("gate.columns.who"), key: "who", width: 200 }, (row) => <Who who={row.who} />),
    column({ title: t("gate.columns.kind"), key: "kind", width: 150 }, (row) => phrases.gate.kinds[row.kind]),
    column({ title: t("gate.columns.reason"), key: "reason", width: 220 }, (row) => (
      <>
        <StatusTag tone="watch">{phrases.gate.reasons[row.reason]}</StatusTag>
        {row.gaveWayTo === null ? null : (
          <div className="soft small">
            {t("gate.gaveWayTo")} <WhyLink why={row.gaveWayTo} bare />
          </div>
        )}
      </>
    )),
    column({ title: t("gate.columns.why"), key: "why" }, (row) => <WhyLink why={row.why} />),
    whenColumn({ title: t("gate.columns.wantedAt"), key: "wantedAt" }, (row) => row.wantedAt),
  ];
  const items = counts.data?.items ?? [];
  return (
    <ListPage
      title={t("gate.listTitle")}
      sentence={t("gate.listSentence")}
      above={
        items.length === 0 ? null : (
          <Facts
            items={items.map(({ reason: key, count }) => ({
              key,
              label: phrases.gate.reasons[key],
              value: t("gate.times", { count }),
            }))}
          />
        )
      }
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      values={{ span: span === "week" ? undefined : span, reason, kind, customer }}
      change={change}
      filters={[
        {
          kind: "select",
          key: "span",
          label: t("gate.spans.week"),
          options: spans.map((value) => ({ value, label: phrases.gate.spans[value] })),
        },
        {
          kind: "select",
          key: "reason",
          label: t("gate.columns.reason"),
          options: gateRefusals.map((value) => ({ value, label: phrases.gate.reasons[value] })),
          width: 200,
        },
        {
          kind: "select",
          key: "kind",
          label: t("gate.columns.kind"),
          options: touchKinds.map((value) => ({ value, label: phrases.gate.kinds[value] })),
          width: 160,
        },
      ]}
      nothing={t("gate.nothing")}
      empty={<EmptyState sentence={t("gate.empty")} />}
    />
  );
}

function Who({ who }: { who: Row["who"] }) {
  const { t } = useWords();
  const name = who.name || t("common.unknownName");
  if (who.id === null) return <span>{name}</span>;
  return who.budget === "group" ? (
    <Link to="/groups/$id" params={{ id: who.id }}>
      {name}
    </Link>
  ) : (
    <Link to="/customers/$id" params={{ id: who.id }}>
      {name}
    </Link>
  );
}
