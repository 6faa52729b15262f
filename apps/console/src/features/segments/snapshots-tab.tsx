import { useState } from "react";
import { Button, Input, Popconfirm } from "antd";
import type { SegmentSnapshot } from "@shuke/contract";
import { Facts } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { column, countColumn, whenColumn } from "../../kit/columns.tsx";
import { downloadHref } from "../../kit/download.ts";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

/** What the members were on some day, and how that compares with now. */
export function SnapshotsTab({ id, disabled }: { id: string; disabled: boolean }) {
  const { t } = useWords();
  const may = useCan()("customers.write");
  const query = useCall("segments.snapshots", { id });
  const [name, setName] = useState("");
  const [compared, compare] = useState<SegmentSnapshot | null>(null);
  const refresh = ["segments.snapshots"];
  const take = useAct("segments.snapshot", {
    refresh,
    said: ({ members }) => t("segments.snapshot.taken", { count: members }),
    onDone: () => setName(""),
  });
  const remove = useAct("segments.removeSnapshot", { refresh });
  const columns: Columns<SegmentSnapshot> = [
    column({ title: t("segments.snapshot.columns.name"), key: "name" }, (row) => row.name),
    countColumn({ title: t("segments.snapshot.columns.members"), key: "members", width: 100 }, (row) => row.members),
    countColumn({ title: t("segments.snapshot.columns.version"), key: "version", width: 110 }, (row) => row.version),
    whenColumn({ title: t("segments.snapshot.columns.takenAt"), key: "takenAt", width: 140 }, (row) => row.takenAt),
    column({ title: t("segments.snapshot.columns.by"), key: "by", width: 110 }, (row) => row.by),
    column({ title: "", key: "acts", width: 320 }, (row) => (
      <>
        <Button size="small" onClick={() => compare(row)}>
          {t("segments.snapshot.compare")}
        </Button>{" "}
        <Button size="small" disabled={!may} href={downloadHref("segments.export", { id, snapshotId: row.id })} download>
          {t("segments.export")}
        </Button>{" "}
        <Popconfirm
          title={t("segments.snapshot.removeAsk", { name: row.name })}
          okText={t("segments.snapshot.remove")}
          cancelText={t("common.cancel")}
          onConfirm={() => remove.mutate({ snapshotId: row.id })}
        >
          <Button size="small" type="text" disabled={!may}>
            {t("segments.snapshot.remove")}
          </Button>
        </Popconfirm>
      </>
    )),
  ];
  return (
    <div className="stack pad">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          take.mutate({ id, name });
        }}
      >
        <Input
          aria-label={t("segments.snapshot.name")}
          placeholder={t("segments.snapshot.name")}
          className="segment-wide"
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
        <Button htmlType="submit" disabled={disabled || !may} loading={take.isPending}>
          {t("segments.snapshot.take")}
        </Button>
      </form>
      {compared ? <Compared snapshot={compared} /> : null}
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <RowTable
            columns={columns}
            rows={items}
            rowKey={(row) => row.id}
            label={t("segments.tabs.snapshots")}
            empty={<p className="pad soft">{t("segments.snapshot.empty")}</p>}
          />
        )}
      </Loaded>
    </div>
  );
}

function Compared({ snapshot }: { snapshot: SegmentSnapshot }) {
  const { t, language } = useWords();
  const query = useCall("segments.compare", { snapshotId: snapshot.id, withSnapshotId: null });
  const names = (people: Array<{ id: string; name: string | null }>) =>
    people
      .slice(0, 5)
      .map(({ name }) => name || t("common.unknownName"))
      .join("、");
  return (
    <Loaded query={query} rows={2}>
      {({ both, onlyFirst, onlySecond, first, second }) => (
        <Facts
          items={[
            { key: "both", label: t("segments.snapshot.both"), value: countWords(both, language) },
            {
              key: "first",
              label: t("segments.snapshot.onlyFirst", { name: snapshot.name }),
              value: countWords(onlyFirst, language),
              hint: names(first.sample),
            },
            {
              key: "second",
              label: t("segments.snapshot.onlySecond"),
              value: countWords(onlySecond, language),
              hint: names(second.sample),
            },
          ]}
        />
      )}
    </Loaded>
  );
}
