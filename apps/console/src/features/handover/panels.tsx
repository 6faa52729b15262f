import type { HandoverPlan } from "@shuke/contract";
import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { column, countColumn } from "../../kit/columns.tsx";
import { countWords } from "../../kit/format.ts";
import { RowTable } from "../../kit/row-table.tsx";

type Taker = HandoverPlan["takers"][number];
type Day = HandoverPlan["days"][number];

/** Who gets how much, beside what they have already; and by which rule. */
export function TakersPanel({ plan }: { plan: HandoverPlan }) {
  const { t, phrases, language } = useWords();
  const columns: Columns<Taker> = [
    column({ title: t("handover.takerColumns.name"), key: "name" }, (row) => (
      <>
        {row.name} {row.spoiled ? <StatusTag tone="bad">{t("handover.spoiled")}</StatusTag> : null}
      </>
    )),
    column({ title: t("handover.takerColumns.gets"), key: "gets", width: 240 }, (row) => (
      <span className="num">{t("handover.getsWords", { customers: row.customers, groups: row.groups })}</span>
    )),
    countColumn({ title: t("handover.takerColumns.done"), key: "done" }, (row) => row.done),
    countColumn({ title: t("handover.takerColumns.has"), key: "has", width: 130 }, (row) => row.hasCustomers),
    countColumn({ title: t("handover.takerColumns.hasGroups"), key: "hasGroups", width: 110 }, (row) => row.hasGroups),
  ];
  const whys = plan.whys.map(({ why, count }) => `${phrases.handover.whys[why] ?? why} ${countWords(count, language)}`).join(" · ");
  return (
    <Panel flush title={t("handover.takersTitle")} note={whys}>
      <RowTable
        label={t("handover.takersTitle")}
        columns={columns}
        rows={plan.takers.filter((one) => one.customers + one.groups > 0 || one.spoiled)}
        rowKey={(row) => row.userId}
        empty={<p className="pad soft">{t("handover.nobodyYet")}</p>}
      />
    </Panel>
  );
}

export function DaysPanel({ plan }: { plan: HandoverPlan }) {
  const { t } = useWords();
  const columns: Columns<Day> = [
    column({ title: t("handover.day"), key: "day" }, (row) => <span className="num">{row.day}</span>),
    countColumn({ title: t("handover.facts.customers"), key: "customers" }, (row) => row.customers),
    countColumn({ title: t("handover.facts.groups"), key: "groups", width: 90 }, (row) => row.groups),
  ];
  return (
    <Panel flush title={t("handover.daysTitle")}>
      <RowTable
        label={t("handover.daysTitle")}
        columns={columns}
        rows={plan.days}
        rowKey={(row) => row.day}
        empty={<p className="pad soft">{t("handover.nobodyYet")}</p>}
      />
    </Panel>
  );
}
