import { useMemo, useState } from "react";
import { Segmented } from "antd";
import { useQuery } from "@tanstack/react-query";
import { CardSkeleton, Panel } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { localDay, shiftDay } from "../../kit/time.ts";
import { useNow, useSession } from "../../session.tsx";
import { DailyChart } from "../charts/daily-chart.tsx";
import { sum } from "../charts/options.ts";

/** What one code brought, day by day. */
export function CodeDays({ id }: { id: string }) {
  const { t } = useWords();
  const { timeZone } = useSession().corp;
  const [span, setSpan] = useState(30);
  const to = localDay(useNow(), timeZone);
  const from = shiftDay(to, 1 - span);
  const query = useQuery({
    queryKey: ["liveCodes.figures", id, from, to],
    queryFn: ({ signal }) => call("liveCodes.figures", { id, from, to }, signal),
  });
  const rows = query.data?.days;
  const days = useMemo(() => rows?.map((row) => row.day) ?? [], [rows]);
  const series = useMemo(
    () => [
      { key: "added", name: t("codes.added"), tone: "pine" as const, values: rows?.map((row) => row.added) ?? [] },
      { key: "joined", name: t("codes.joined"), tone: "watch" as const, values: rows?.map((row) => row.joined) ?? [] },
      { key: "lost", name: t("codes.lost"), tone: "grey" as const, values: rows?.map((row) => row.lost) ?? [], down: true },
    ],
    [rows, t],
  );
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!rows) return <CardSkeleton label={t("common.loading")} rows={5} />;
  const said = t("codes.daysSay", { days: span, added: sum(rows, "added"), joined: sum(rows, "joined") });
  return (
    <Panel
      title={t("codes.daysTitle")}
      note={said}
      extra={
        <Segmented
          size="small"
          aria-label={t("common.range")}
          value={span}
          options={[
            { value: 7, label: t("common.last7") },
            { value: 30, label: t("common.last30") },
            { value: 90, label: t("common.last90") },
          ]}
          onChange={setSpan}
        />
      }
    >
      {rows.length === 0 ? (
        <p className="soft">{t("common.noData")}</p>
      ) : (
        <DailyChart days={days} series={series} kind="bars" label={said} />
      )}
    </Panel>
  );
}
