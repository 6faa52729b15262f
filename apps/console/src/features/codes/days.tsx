import { useMemo, useState } from "react";
import { Segmented } from "antd";
import type { LiveCode } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { localDay, shiftDay } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useNow, useSession } from "../../session.tsx";
import { DailyChart } from "../charts/daily-chart.tsx";
import { sum } from "../charts/options.ts";
import { everyDay } from "./figures.ts";
import type { Day } from "./figures.ts";

const spans = [7, 30, 90] as const;

/** What one code brought, day by day: friends or members, whichever it brings, and those who went again. */
export function CodeDays({ code: { id, kind } }: { code: Pick<LiveCode, "id" | "kind"> }) {
  const { t } = useWords();
  const { timeZone } = useSession().corp;
  const [span, setSpan] = useState<(typeof spans)[number]>(30);
  const to = localDay(useNow(), timeZone);
  const query = useCall("liveCodes.figures", { id, from: shiftDay(to, 1 - span), to });
  return (
    <Loaded query={query} rows={5}>
      {({ days }) => {
        const rows = everyDay(days, to, span);
        const said = t(`codes.daysSay.${kind}`, {
          days: span,
          came: sum(rows, kind === "staff" ? "added" : "joined"),
          went: sum(rows, "lost"),
        });
        return (
          <Panel
            title={t("codes.daysTitle")}
            note={said}
            extra={
              <Segmented
                size="small"
                aria-label={t("common.range")}
                value={span}
                options={spans.map((value) => ({ value, label: t(`common.last${value}`) }))}
                onChange={setSpan}
              />
            }
          >
            <Days rows={rows} kind={kind} label={said} />
          </Panel>
        );
      }}
    </Loaded>
  );
}

function Days({ rows, kind, label }: { rows: Day[]; kind: LiveCode["kind"]; label: string }) {
  const { t } = useWords();
  const days = useMemo(() => rows.map((row) => row.day), [rows]);
  const series = useMemo(
    () => [
      {
        key: "came",
        name: t(`codes.came.${kind}`),
        tone: "pine" as const,
        values: rows.map((row) => (kind === "staff" ? row.added : row.joined)),
      },
      { key: "went", name: t(`codes.went.${kind}`), tone: "grey" as const, values: rows.map((row) => row.lost), down: true },
    ],
    [rows, kind, t],
  );
  return <DailyChart days={days} series={series} kind="bars" label={label} />;
}
