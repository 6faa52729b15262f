import { Button, Drawer } from "antd";
import { Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import { type ConsolePhrases, useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { lengthWords } from "../../kit/time.ts";
import { useCan } from "../../session.tsx";
import { callErrorWords } from "../system/call-error.ts";
import { type Certificate, CertificateState, tookMs } from "./state.tsx";

/** All certificates of a family, and what the newest of them could not fetch, with the reason and a way to try again. */
export function HistoryDrawer({ family, onClose }: { family: string; onClose: () => void }) {
  const { t, phrases } = useWords();
  const list = usePages("sync.certificates", { family, history: true });
  const failed = list.rows?.find((row) => row.failed > 0);
  const columns: Columns<Certificate> = [
    column({ title: t("sync.columns.startedAt"), key: "startedAt", width: 150 }, (row) => <When at={row.startedAt} />),
    column({ title: t("sync.columns.kind"), key: "kind", width: 110 }, (row) => phrases.sync.kinds[row.kind]),
    column({ title: t("sync.columns.state"), key: "state", width: 200 }, (row) => <CertificateState row={row} />),
    ...(["expected", "fetched", "failed", "repaired"] as const).map((key) =>
      countColumn<Certificate>({ title: t(`sync.columns.${key}`), key, width: 90 }, (row) => row[key]),
    ),
    column({ title: t("sync.columns.took"), key: "took", width: 110 }, (row) =>
      tookMs(row) > 0 ? lengthWords(tookMs(row), phrases.time) : null,
    ),
  ];
  return (
    <Drawer open onClose={onClose} size={920} title={word(phrases.sync.families, family)} destroyOnHidden>
      <div className="stack">
        {failed ? <Failures row={failed} /> : null}
        <DataTable
          list={list}
          columns={columns}
          rowKey={(row) => row.id}
          label={t("sync.history")}
          sticky={false}
          empty={<p className="pad soft">{t("sync.noHistory")}</p>}
        />
      </div>
    </Drawer>
  );
}

function Failures({ row }: { row: Certificate }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const retry = useAct("sync.retry", { refresh: ["sync"], said: (out) => t("sync.retried", { count: out.queued }) });
  return (
    <Panel
      title={t("sync.failures", { count: row.failed })}
      note={<When at={row.finishedAt ?? row.startedAt} />}
      extra={
        <Button size="small" loading={retry.isPending} disabled={!can("system.write")} onClick={() => retry.mutate({ id: row.id })}>
          {t("sync.retry")}
        </Button>
      }
    >
      <ul className="plain-list">
        {row.failures.map(({ id, error }) => (
          <li key={`${id} ${error}`}>
            {id === "" ? null : <span className="mono">{id} </span>}
            <span className="soft">{wordsOf(error, phrases)}</span>
          </li>
        ))}
      </ul>
      {row.failed > row.failures.length ? (
        <p className="soft small">{t("sync.moreFailures", { count: row.failed - row.failures.length })}</p>
      ) : null}
    </Panel>
  );
}

/** WeCom's refusals in words where we have some, with the code beside them; anything else as it was said. */
function wordsOf(error: string, phrases: ConsolePhrases): string {
  const [, code] = /^WeCom answered (-?\d+) /.exec(error) ?? [];
  if (code === undefined) return error;
  const coded = `${code} ${error}`;
  const words = callErrorWords(coded, { ...phrases.actions.errors, ...phrases.sync.errors });
  return words === coded ? error : words;
}
