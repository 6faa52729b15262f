import { Progress } from "antd";
import { StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { lengthWords } from "../../kit/time.ts";

export type Certificate = Output<"sync.certificates">["items"][number];

export const running = ({ finishedAt }: Certificate) => finishedAt === null;
const missing = ({ failed, expected, fetched }: Certificate) => Math.max(failed, expected - fetched);

/** What a certificate says: how far it is, all there, or so many short. Whole is what the server proved, nothing less. */
export function CertificateState({ row }: { row: Certificate }) {
  const { t } = useWords();
  if (running(row)) return <Running row={row} />;
  if (row.whole) return <StatusTag tone="good">{t("sync.complete")}</StatusTag>;
  const failedBefore = row.fetched === 0 && row.expected <= row.failed;
  return <StatusTag tone="bad">{failedBefore ? t("sync.notBegun") : t("sync.partial", { count: missing(row) })}</StatusTag>;
}

/** A bar by the lists that are read, how long the rest takes at this pace, and what it waits for. */
function Running({ row: { progress } }: { row: Certificate }) {
  const { t, phrases } = useWords();
  const percent = progress && progress.of > 0 ? Math.floor((progress.done / progress.of) * 100) : 0;
  const left = progress?.remainingSeconds;
  return (
    <div>
      <Progress percent={percent} size="small" status={progress?.waitingFor ? "exception" : "active"} aria-label={t("sync.running")} />
      <div className="soft small">
        {progress?.waitingFor
          ? t("sync.waitingFor", { error: progress.waitingFor })
          : left === null || left === undefined
            ? t("sync.running")
            : t("sync.remaining", { time: lengthWords(left * 1000, phrases.time) })}
      </div>
    </div>
  );
}

/** How long it took in ms; 0 where it has not ended, or within one instant of a rehearsal. */
export const tookMs = ({ startedAt, finishedAt }: Certificate) =>
  finishedAt ? Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) : 0;
