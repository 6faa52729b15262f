import { Link } from "@tanstack/react-router";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";

type Member = Output<"groups.members">["items"][number];

export function Members({ id, left }: { id: string; left: boolean }) {
  const { t, phrases } = useWords();
  const list = usePages(["groups.members", id, left], (cursor, signal) =>
    call("groups.members", { id, left, ...(cursor ? { cursor } : {}) }, signal),
  );
  const columns: Columns<Member> = [
    {
      title: t("groups.memberColumns.name"),
      key: "name",
      render: (_, row) =>
        row.customerId ? (
          <Link to="/customers/$id" params={{ id: row.customerId }}>
            {row.name || t("common.unknownName")}
          </Link>
        ) : (
          row.name || t("common.unknownName")
        ),
    },
    { title: t("groups.memberColumns.kind"), key: "kind", width: 90, render: (_, row) => phrases.groups.kinds[row.kind] },
    {
      title: t("groups.memberColumns.scene"),
      key: "scene",
      width: 140,
      render: (_, row) => word(phrases.groups.scenes, String(row.joinScene)),
    },
    {
      title: t("groups.memberColumns.invitor"),
      key: "invitor",
      width: 130,
      render: (_, row) => row.invitor || <span className="faint">{t("common.none")}</span>,
    },
    { title: t("groups.memberColumns.joinedAt"), key: "joinedAt", width: 120, render: (_, row) => <When at={row.joinedAt} /> },
    ...(left
      ? [
          {
            title: t("groups.memberColumns.leftAt"),
            key: "leftAt",
            width: 120,
            render: (_: unknown, row: Member) => <When at={row.leftAt} />,
          },
        ]
      : []),
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
