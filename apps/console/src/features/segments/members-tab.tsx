import { useState } from "react";
import { Button } from "antd";
import { Link } from "@tanstack/react-router";
import type { Columns } from "@shuke/kit-ui";
import { segmentPhrases } from "@shuke/phrases";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { WhyDrawer } from "./explanation.tsx";

type Member = Output<"segments.members">["items"][number];

/** Who is in it, and why each of them. */
export function MembersTab({ id }: { id: string }) {
  const { t, language } = useWords();
  const list = usePages("segments.members", { id });
  const [person, show] = useState<Member | null>(null);
  const nameOf = (row: Member) => row.name || t("common.unknownName");
  const columns: Columns<Member> = [
    column({ title: t("segments.member.name"), key: "name" }, (row) => (
      <Link to="/customers/$id" params={{ id: row.id }}>
        {nameOf(row)}
      </Link>
    )),
    column({ title: t("segments.member.state"), key: "state", width: 130 }, (row) => word(segmentPhrases[language].relations, row.state)),
    whenColumn({ title: t("segments.member.addedAt"), key: "addedAt", width: 140 }, (row) => row.addedAt),
    whenColumn({ title: t("segments.member.since"), key: "since", width: 140 }, (row) => row.since),
    column({ title: t("segments.editor.why"), key: "why", width: 90 }, (row) => (
      <Button size="small" type="link" onClick={() => show(row)}>
        {t("segments.editor.why")}
      </Button>
    )),
  ];
  return (
    <>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("segments.tabs.members")}
        sticky={false}
        empty={<p className="pad soft">{t("segments.noMembers")}</p>}
      />
      <WhyDrawer asked={person && { name: nameOf(person), input: { segmentId: id, customerId: person.id } }} onClose={() => show(null)} />
    </>
  );
}
