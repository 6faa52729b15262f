import { Segmented } from "antd";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { column, countColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { usePages } from "../../kit/list.ts";
import { oneOf } from "../../kit/search.ts";

type Row = Output<"analytics.entryBreakdown">["items"][number];
export type By = "store" | "channel";
const kinds = ["store", "channel"] as const;
/** Of a store's people all have chosen it: their way begins there. */
const shown = { store: ["chosen", "joined", "kept7"], channel: ["added", "welcomed", "opened", "chosen", "joined", "kept7"] } as const;
type Props = {
  scope: { from: string; to: string; storeId?: string; channel?: string };
  by: By;
  onBy: (by: By) => void;
  open: (row: Row) => void;
};

/** Stores or channels, where most people get lost first. */
export function EntryUnits({ scope, by, onBy, open }: Props) {
  const { t, phrases, language } = useWords();
  const list = usePages("analytics.entryBreakdown", { ...scope, by, limit: 30 });
  const columns: Columns<Row> = [
    column({ title: t(`entry.units.${by}`), key: "name", width: 200 }, (row) => (
      <button type="button" className="link-button" onClick={() => open(row)}>
        {row.key === "" ? t(`entry.none.${by}`) : row.name}
      </button>
    )),
    countColumn({ title: t("entry.lost"), key: "lost", width: 100 }, (row) => row.lost),
    ...shown[by].map((key) =>
      column<Row>({ title: phrases.entry.steps[key].name, key, width: 120 }, (row) => {
        const step = row.steps.find((one) => one.key === key);
        return step ? (
          <>
            <span className="num">{countWords(step.done, language)}</span>{" "}
            <span className="faint num">{step.rate === null ? "" : rateWords(step.rate)}</span>
          </>
        ) : null;
      }),
    ),
  ];
  return (
    <>
      <div className="unit-bar">
        <Segmented
          aria-label={t("entry.unitTitle")}
          value={by}
          options={kinds.map((value) => ({ value: value as string, label: t(`entry.by.${value}`) }))}
          onChange={(value) => onBy(oneOf(value, kinds) ?? "store")}
        />
      </div>
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.key}
        label={t("entry.unitTitle")}
        sticky={false}
        empty={<p className="pad soft">{t("entry.empty")}</p>}
      />
    </>
  );
}
