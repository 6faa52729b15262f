import { Link } from "@tanstack/react-router";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";

type Member = Output<"groups.members">["items"][number];

export function Members({ id, left }: { id: string; left: boolean }) {
  const { t, phrases } = useWords();
  const list = usePages("groups.members", { id, left });
  const columns: Columns<Member> = [
    column({ title: t("groups.memberColumns.name"), key: "name" }, (row) => {
      const name = row.name || t("common.unknownName");
      return row.customerId ? (
        <Link to="/customers/$id" params={{ id: row.customerId }}>
          {name}
        </Link>
      ) : (
        name
      );
    }),
    column({ title: t("groups.memberColumns.kind"), key: "kind", width: 90 }, (row) => phrases.groups.kinds[row.kind]),
    column({ title: t("groups.memberColumns.scene"), key: "scene", width: 140 }, (row) =>
      word(phrases.groups.scenes, String(row.joinScene)),
    ),
    column({ title: t("groups.memberColumns.invitor"), key: "invitor" }, (row) => row.invitor),
    whenColumn({ title: t("groups.memberColumns.joinedAt"), key: "joinedAt", width: 120 }, (row) => row.joinedAt),
    ...(left ? [whenColumn<Member>({ title: t("groups.memberColumns.leftAt"), key: "leftAt", width: 120 }, (row) => row.leftAt)] : []),
  ];
  return (
    <DataTable
      list={list}
      columns={columns}
      rowKey={(row) => `${row.memberId} ${row.joinedAt}`}
      label={t("groups.members")}
      sticky={false}
      empty={<p className="pad soft">{left ? t("groups.noLeft") : t("groups.noMembers")}</p>}
    />
  );
}
