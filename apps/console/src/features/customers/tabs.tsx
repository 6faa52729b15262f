import { Link } from "@tanstack/react-router";
import { StatusTag } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { None, PathLink, When } from "../../kit/bits.tsx";
import { column, whenColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { StepStrip } from "../sops/step-strip.tsx";
import { relationTone } from "./tone.ts";

type Person = Output<"customers.get">;
type Relation = Person["relations"][number];
type Membership = Person["groups"][number];

export function RelationsTab({ relations }: { relations: Relation[] }) {
  const { t, phrases } = useWords();
  const columns: Columns<Relation> = [
    column({ title: t("customers.relation.staff"), key: "staff", width: 90 }, (row) => row.staffName),
    column({ title: t("customers.relation.state"), key: "state", width: 120 }, (row) => (
      <StatusTag tone={relationTone[row.state]} {...(row.state === "one-way" ? { title: t("customers.relation.oneWayHint") } : {})}>
        {phrases.customers.relation.states[row.state]}
      </StatusTag>
    )),
    column({ title: t("customers.relation.remark"), key: "remark", width: 110 }, (row) => (
      <>
        {row.remark || <None />}
        {row.description ? <div className="faint small">{row.description}</div> : null}
      </>
    )),
    column({ title: t("customers.relation.channel"), key: "channel" }, (row) => (
      <>
        {row.channel ?? <None />}
        <div className="faint small">{row.addWay === null ? t("common.unknown") : word(phrases.customers.ways, String(row.addWay))}</div>
      </>
    )),
    whenColumn({ title: t("customers.relation.addedAt"), key: "addedAt", width: 120 }, (row) => row.addedAt),
    whenColumn({ title: t("customers.relation.endedAt"), key: "endedAt", width: 100 }, (row) => row.endedAt),
  ];
  return (
    <RowTable
      columns={columns}
      rows={relations}
      rowKey={(row) => `${row.userId} ${row.addedAt}`}
      label={t("customers.tabs.relations")}
      empty={<p className="pad soft">{t("customers.noRelations")}</p>}
    />
  );
}

export function GroupsTab({ groups }: { groups: Membership[] }) {
  const { t } = useWords();
  const columns: Columns<Membership> = [
    column({ title: t("customers.tabs.groups"), key: "name" }, (row) => (
      <Link to="/groups/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    )),
    whenColumn({ title: t("customers.joinedAt"), key: "joinedAt", width: 140 }, (row) => row.joinedAt),
    column({ title: t("customers.leftAt"), key: "leftAt", width: 140 }, (row) =>
      row.leftAt ? <When at={row.leftAt} /> : <StatusTag tone="good">{t("customers.stillIn")}</StatusTag>,
    ),
  ];
  return (
    <RowTable
      columns={columns}
      rows={groups}
      rowKey={(row) => `${row.id} ${row.joinedAt}`}
      label={t("customers.tabs.groups")}
      empty={<p className="pad soft">{t("customers.noGroups")}</p>}
    />
  );
}

export function SopsTab({ sops }: { sops: Person["sops"] }) {
  const { t, phrases } = useWords();
  if (sops.length === 0) return <p className="soft">{t("customers.noSops")}</p>;
  return (
    <div className="stack">
      {sops.map((sop) => (
        <section key={sop.enrolmentId}>
          <p className="row">
            <PathLink to={`/sops/${sop.sopId}`}>
              <strong>{sop.name}</strong>
            </PathLink>
            <span className="soft small">
              {t("customers.startedAt")} <When at={sop.startedAt} /> ·{" "}
              {word({ ...phrases.sops.states, done: phrases.sops.stepStates.done, exited: phrases.sops.stepStates.exited }, sop.state)}
            </span>
          </p>
          <StepStrip steps={sop.steps} />
        </section>
      ))}
    </div>
  );
}
