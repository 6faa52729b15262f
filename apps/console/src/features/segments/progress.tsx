import type { SegmentItem } from "@shuke/contract";
import { StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";

const tones = { ready: "good", waiting: "plain", computing: "watch", failed: "bad" } as const;

/** Where the computation stands: never a number that looks current and is not. */
export function Progress({ segment }: { segment: SegmentItem }) {
  const { t } = useWords();
  const { progress } = segment;
  const isOld = segment.computedVersion !== null && segment.computedVersion !== segment.version;
  return (
    <>
      <StatusTag tone={tones[progress.state]}>{t(`segments.progress.${progress.state}`, { count: progress.ahead })}</StatusTag>
      <div className="faint small">
        {progress.state === "computing" && progress.since ? <When at={progress.since} /> : null}
        {progress.state === "failed" && progress.retryAt ? (
          <>
            {t("segments.progressHint.retry")} <When at={progress.retryAt} />
          </>
        ) : null}
        {progress.state === "ready" && progress.lastTookMs !== null
          ? t("segments.progressHint.last", { seconds: Math.round(progress.lastTookMs / 100) / 10 })
          : null}
        {isOld ? ` ${t("segments.progressHint.old")}` : null}
      </div>
    </>
  );
}
