import { useEffect, useId, useMemo, useState } from "react";
import { keepPreviousData } from "@tanstack/react-query";
import { Button } from "antd";
import type { SegmentTree } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { useCall } from "../../kit/use-call.ts";
import { WhyDrawer } from "./explanation.tsx";

const PAUSE_MS = 500;

/** What was settled on: a text that has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** How many fulfil the conditions while they are edited: an estimate at once, then the exact number; and some of the people. */
export function LiveCount({ tree }: { tree: SegmentTree | null }) {
  const { t, language } = useWords();
  const editor = useId();
  const text = JSON.stringify(tree);
  const settledText = useSettled(text);
  const settled = useMemo((): SegmentTree | null => JSON.parse(settledText), [settledText]);
  const asked = settled ?? { v: 1 as const, root: { kind: "name" as const, contains: " " } };
  const on = { enabled: settled !== null, staleTime: 30_000, placeholderData: keepPreviousData, retry: false };
  const about = useCall("segments.estimate", { tree: asked }, on);
  const exact = useCall("segments.preview", { tree: asked, editor }, on);
  const [person, show] = useState<{ id: string; name: string } | null>(null);
  const isFresh = exact.data !== undefined && !exact.isPlaceholderData && text === settledText;
  const n = isFresh ? exact.data.count : about.data?.count;
  return (
    <Panel title={t("segments.editor.count")}>
      <p className="segment-count" aria-live="polite">
        {settled === null || n === undefined ? "—" : isFresh ? countWords(n, language) : `≈ ${countWords(n, language)}`}
      </p>
      <p className="soft small">
        {settled === null
          ? t("segments.editor.needCondition")
          : isFresh
            ? t("segments.editor.exactNote", { ms: exact.data.tookMs })
            : exact.isError && !about.data
              ? null
              : t(about.data ? "segments.editor.aboutNote" : "segments.editor.counting")}
      </p>
      {exact.isError ? <Failed error={exact.error} retry={() => void exact.refetch()} /> : null}
      {settled !== null && about.data ? (
        <>
          <p className="soft small">{t(about.data.sample.length > 0 ? "segments.editor.sample" : "segments.editor.noSample")}</p>
          <ul className="segment-rules">
            {about.data.sample.map((one) => (
              <li key={one.id}>
                {one.name || t("common.unknownName")}{" "}
                <Button size="small" type="link" onClick={() => show({ id: one.id, name: one.name || t("common.unknownName") })}>
                  {t("segments.editor.why")}
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <WhyDrawer
        asked={person && settled ? { name: person.name, input: { tree: settled, customerId: person.id } } : null}
        onClose={() => show(null)}
      />
    </Panel>
  );
}
