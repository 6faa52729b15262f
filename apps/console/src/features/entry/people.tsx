import { Drawer } from "antd";
import { Link } from "@tanstack/react-router";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import type { Opened } from "./steps.tsx";

type Person = Output<"analytics.entryPeople">["items"][number];
type Props = { scope: { from: string; to: string; storeId?: string; channel?: string }; what: Opened; onClose: () => void };

/** Who did a step, or who dropped off at it. */
export function EntryPeople({ scope, what, onClose }: Props) {
  const { t, phrases } = useWords();
  const list = usePages("analytics.entryPeople", { ...scope, ...what });
  const title = t(`entry.people.${what.outcome}`, { step: phrases.entry.steps[what.step].name });
  const columns: Columns<Person> = [
    column({ title: t("entry.columns.name"), key: "name" }, (row) => (
      <Link to="/customers/$id" params={{ id: row.customerId }}>
        {row.name || t("common.unknownName")}
      </Link>
    )),
    whenColumn({ title: t("entry.columns.addedAt"), key: "addedAt" }, (row) => row.addedAt),
    ...(what.outcome === "done" ? [whenColumn<Person>({ title: t("entry.columns.doneAt"), key: "doneAt" }, (row) => row.doneAt)] : []),
  ];
  return (
    <Drawer open onClose={onClose} size={640} title={title} destroyOnHidden>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.externalUserId}
        label={title}
        sticky={false}
        empty={<p className="pad soft">{t("entry.nobody")}</p>}
      />
    </Drawer>
  );
}
