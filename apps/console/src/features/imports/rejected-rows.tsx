import type { ReactNode } from "react";
import { Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { EmptyState, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { column } from "../../kit/columns.tsx";
import { toldWords } from "../../kit/problem.ts";
import { RowTable } from "../../kit/row-table.tsx";
import { download, errorsCsv, type RowError } from "./csv-file.ts";

type Words = { title: string; line: string; problem: string; value: string; none: string; save: string };

/** The rows that an import left out: line, why, and what stood there; as a file too. */
export function RejectedRows({ rows, fileName, words, note }: { rows: RowError[]; fileName: string; words: Words; note?: ReactNode }) {
  const { language } = useWords();
  const columns: Columns<RowError> = [
    { title: words.line, key: "line", dataIndex: "line", width: 90 },
    column({ title: words.problem, key: "message" }, (row) => toldWords(row, language)),
    column({ title: words.value, key: "value" }, (row) => row.value && <span className="mono">{row.value}</span>),
  ];
  const save = () =>
    download(
      fileName,
      errorsCsv(
        [words.line, words.problem, words.value],
        rows.map((row) => ({ ...row, message: toldWords(row, language) })),
      ),
    );
  return (
    <Panel
      flush
      title={words.title}
      note={note}
      extra={
        rows.length > 0 ? (
          <Button size="small" icon={<DownloadOutlined />} onClick={save}>
            {words.save}
          </Button>
        ) : null
      }
    >
      <RowTable
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.line} ${row.code} ${row.value}`}
        label={words.title}
        empty={<EmptyState art="none" sentence={words.none} />}
      />
    </Panel>
  );
}
