import { Button, Popconfirm, Progress } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import type { OrderImport } from "@shuke/contract";
import { Panel, StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { downloadHref } from "../../kit/download.ts";
import { countWords, sizeWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { toldWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";

const tones = { uploading: "plain", running: "watch", done: "good", failed: "bad", cancelled: "plain" } as const;

/** Imports, found again after a reload; a running one is asked about until it is through. */
export function ImportJobs() {
  const { t } = useWords();
  const query = useCall(
    "orders.imports",
    {},
    { refetchInterval: ({ state }) => (state.data?.items.some((job) => job.state === "running") ? 1500 : 15_000) },
  );
  return (
    <Panel title={t("orderImport.jobs")}>
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t("orderImport.jobsEmpty")}</p>
          ) : (
            <>
              {items.map((job) => (
                <Job key={job.id} job={job} />
              ))}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Job({ job }: { job: OrderImport }) {
  const { t, language, phrases } = useWords();
  const cancel = useAct("orders.importCancel", { said: () => t("orderImport.stopped"), refresh: ["orders.imports"] });
  const count = (value: number) => countWords(value, language);
  const all = Math.max(job.received, 1);
  return (
    <div className="job">
      <div>
        <strong>{job.fileName}</strong> <StatusTag tone={tones[job.state]}>{phrases.orderImport.states[job.state]}</StatusTag>{" "}
        <When at={job.createdAt} />
        <div className="soft small">
          {job.rows > 0
            ? t("orderImport.counts", { added: count(job.added), changed: count(job.changed), unchanged: count(job.unchanged) })
            : job.state === "uploading"
              ? t("orderImport.continueHint")
              : null}
          {job.error ? <span className="bad-text"> {toldWords(job.error, language)}</span> : null}
        </div>
      </div>
      {job.state === "running" ? (
        <div>
          <Progress percent={Math.floor((job.handled / all) * 100)} size="small" aria-label={job.fileName} />
          <span className="faint small">{t("orderImport.progress", { done: sizeWords(job.handled), all: sizeWords(job.received) })}</span>
        </div>
      ) : (
        <span />
      )}
      <span className="secret-row">
        {job.rejected > 0 ? (
          <Button size="small" icon={<DownloadOutlined />} href={downloadHref("order-problems", { id: job.id })} download>
            {t("orderImport.rejected", { count: count(job.rejected) })}
          </Button>
        ) : null}
        {job.state === "running" || job.state === "uploading" ? (
          <Popconfirm
            title={t("orderImport.stopConfirm")}
            okText={t("orderImport.stop")}
            cancelText={t("common.cancel")}
            onConfirm={() => cancel.mutate({ id: job.id })}
          >
            <Button size="small">{t("orderImport.stop")}</Button>
          </Popconfirm>
        ) : null}
      </span>
    </div>
  );
}
