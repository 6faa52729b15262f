import { Button } from "antd";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { lengthWords } from "../../kit/time.ts";
import { useCan } from "../../session.tsx";
import { type Certificate, CertificateState, running, tookMs } from "./state.tsx";

/** Families that can be compared by themselves, in the order in which people ask for them. */
const families = ["first", "follow", "details", "groups", "tags", "staff"] as const;
const order = (name: string) => {
  const at = families.findIndex((one) => one === name);
  return at < 0 ? families.length : at;
};

/** Of each family the certificate that counts: the one that runs, else the newest. */
export function newestOf(rows: readonly Certificate[]): Certificate[] {
  const found = new Map<string, Certificate>();
  for (const row of rows) {
    const known = found.get(row.family);
    if (!known || (running(row) && !running(known)) || (running(row) === running(known) && row.startedAt > known.startedAt)) {
      found.set(row.family, row);
    }
  }
  return [...found.values()].sort((a, b) => order(a.family) - order(b.family) || a.family.localeCompare(b.family));
}

export function Certificates({ rows, onOpen }: { rows: readonly Certificate[]; onOpen: (family: string) => void }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const run = useAct("sync.run", { refresh: ["sync"], said: (out) => t("sync.queued", { count: out.queued }) });
  const columns: Columns<Certificate> = [
    column({ title: t("sync.columns.family"), key: "family", width: 210 }, (row) => (
      <>
        <button type="button" className="link-button" onClick={() => onOpen(row.family)}>
          {word(phrases.sync.families, row.family)}
        </button>
        <div className="soft small">{phrases.sync.kinds[row.kind]}</div>
      </>
    )),
    column({ title: t("sync.columns.state"), key: "state", width: 200 }, (row) => <CertificateState row={row} />),
    ...(["expected", "fetched"] as const).map((key) =>
      countColumn<Certificate>({ title: t(`sync.columns.${key}`), key, width: 95 }, (row) => row[key]),
    ),
    countColumn<Certificate>({ title: t("sync.columns.failed"), key: "failed", width: 85 }, (row) => row.failed),
    countColumn<Certificate>({ title: t("sync.columns.repaired"), key: "repaired", width: 85 }, (row) => row.repaired),
    column({ title: t("sync.columns.finishedAt"), key: "finishedAt", width: 190 }, (row) => (
      <>
        <When at={row.finishedAt} />
        {tookMs(row) > 0 ? <span className="faint small"> · {t("sync.age", { time: lengthWords(tookMs(row), phrases.time) })}</span> : null}
      </>
    )),
    column({ title: "", key: "run", width: 115 }, (row) =>
      families.some((one) => one === row.family) ? (
        <Button
          size="small"
          disabled={!can("system.write") || running(row)}
          aria-label={`${t("sync.again")} ${word(phrases.sync.families, row.family)}`}
          onClick={() => run.mutate({ family: row.family })}
        >
          {t("sync.again")}
        </Button>
      ) : null,
    ),
  ];
  return (
    <RowTable
      columns={columns}
      rows={[...rows]}
      rowKey={(row) => row.family}
      label={t("sync.title")}
      empty={<EmptyState sentence={t("sync.empty")} />}
    />
  );
}
