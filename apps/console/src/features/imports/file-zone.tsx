import { useState } from "react";
import { App } from "antd";
import { useWords } from "../../i18n.ts";
import { type CsvFile, readCsv } from "./csv-file.ts";
import "./imports.css";

type Words = { label: string; hint: string };

/** Where a file is dropped or chosen. */
export function FileZone({ label, hint, accept, take }: Words & { accept: string; take: (file: File) => Promise<void> }) {
  const [over, setOver] = useState(false);
  const takeFirst = (files: FileList | null) => {
    if (files?.[0]) void take(files[0]);
  };
  return (
    <label
      className={over ? "drop-zone over" : "drop-zone"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        takeFirst(event.dataTransfer.files);
      }}
    >
      <input type="file" accept={accept} aria-label={label} onChange={(event) => takeFirst(event.target.files)} />
      <strong>{label}</strong>
      <span className="soft small">{hint}</span>
    </label>
  );
}

/** The same for a CSV file, which is read whole; one that is none is refused in words. */
export function CsvZone({ take, ...words }: Words & { take: (file: CsvFile) => void }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const read = async (chosen: File) => {
    const file = await readCsv(chosen);
    if (typeof file === "string") void message.error(t(`stores.${file}`));
    else take(file);
  };
  return <FileZone {...words} accept=".csv,.txt,text/csv" take={read} />;
}
