import { DownloadOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { InvitationPerson } from "@shuke/contract";
import { EmptyState, FilterBar, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { downloadHref } from "../../kit/download.ts";
import { usePages } from "../../kit/list.ts";
import { useCan } from "../../session.tsx";
import { StageTag } from "./state.tsx";

export const stages = ["waiting", "asked", "opened", "joined", "out"] as const;
type Stage = (typeof stages)[number];

/** Whom it concerns, each with how far she came. */
export function InvitationPeople({
  id,
  stage,
  choose,
}: {
  id: string;
  stage: Stage | undefined;
  choose: (stage: string | undefined) => void;
}) {
  const { phrases } = useWords();
  const words = phrases.invitations;
  const can = useCan();
  const list = usePages("invitations.people", { id, ...(stage ? { stage } : {}) });
  const columns: Columns<InvitationPerson> = [
    column({ title: words.people.name, key: "name" }, (row) => (
      <Link to="/customers/$id" params={{ id: row.customerId }}>
        {row.name ?? words.people.unknown}
      </Link>
    )),
    column({ title: words.people.stage, key: "stage", width: 200 }, (row) => (
      <>
        <StageTag stage={row.stage} />
        {row.reason === null ? null : <div className="small soft">{word({ ...phrases.sends.reasons, ...words.outs }, row.reason)}</div>}
      </>
    )),
    countColumn({ title: words.waves.no, key: "wave", width: 60 }, (row) => row.wave),
    whenColumn({ title: words.people.reachedAt, key: "reachedAt", width: 120 }, (row) => row.reachedAt),
    whenColumn({ title: words.people.openedAt, key: "openedAt", width: 120 }, (row) => row.openedAt),
    column({ title: words.people.joinedAt, key: "joinedAt", width: 160 }, (row) =>
      row.joinedAt === null ? null : (
        <>
          <When at={row.joinedAt} />
          <div className="small soft">{row.group}</div>
        </>
      ),
    ),
  ];
  return (
    <Panel
      flush
      title={words.people.title}
      extra={
        can("customers.write") && ((list.rows ?? []).length > 0 || stage) ? (
          <Button icon={<DownloadOutlined />} href={downloadHref("invitations.export", { id, ...(stage ? { stage } : {}) })}>
            {words.people.export}
          </Button>
        ) : null
      }
    >
      <div className="send-filters">
        <FilterBar
          clearWord={phrases.common.clear}
          values={{ stage }}
          onChange={(patch) => choose(typeof patch["stage"] === "string" ? patch["stage"] : undefined)}
          filters={[
            {
              kind: "select",
              key: "stage",
              label: words.people.allStages,
              options: stages.map((value) => ({ value, label: words.filters[value] })),
            },
          ]}
        />
      </div>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.customerId}
        label={words.people.title}
        sticky={false}
        empty={<EmptyState art="none" sentence={stage ? words.people.nothing : words.people.none} />}
      />
    </Panel>
  );
}
