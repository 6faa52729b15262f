import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CardSkeleton, Chart, EmptyState, PageHeader, palettes, Panel } from "@shuke/kit-ui";
import type { ChartClick } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { mapOption } from "../../features/stores/map-option.ts";
import { boxOf, fit, gridStep } from "../../features/stores/projection.ts";
import type { Box } from "../../features/stores/projection.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { useMode } from "../../prefs.ts";
import "../../features/stores/stores.css";

const height = 640;

export function StoreMap() {
  const { t, language } = useWords();
  const { mode } = useMode();
  const navigate = useNavigate();
  const sheet = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  const [focus, setFocus] = useState<Box | null>(null);
  const points = useQuery({ queryKey: ["stores.points"], queryFn: ({ signal }) => call("stores.points", {}, signal), staleTime: 300_000 });
  const cities = useQuery({ queryKey: ["stores.cities"], queryFn: ({ signal }) => call("stores.cities", {}, signal), staleTime: 300_000 });

  useEffect(() => {
    if (!sheet.current) return undefined;
    const watcher = new ResizeObserver(([entry]) => entry && setWidth(Math.max(300, Math.round(entry.contentRect.width))));
    watcher.observe(sheet.current);
    return () => watcher.disconnect();
  }, [points.data]);

  const all = points.data?.points;
  const box = useMemo(() => fit(focus ?? boxOf(all ?? []), width, height), [focus, all, width]);
  const option = useMemo(
    () =>
      mapOption(all ?? [], box, palettes[mode], language, {
        withGroup: t("stores.mapWithGroup"),
        noGroup: t("stores.mapNoGroup"),
        members: (count) => t("stores.mapMembers", { count }),
      }),
    [all, box, mode, language, t],
  );
  const count = all?.length ?? 0;
  const open = ({ data }: ChartClick) => {
    if (Array.isArray(data) && typeof data[3] === "string") void navigate({ to: "/stores", search: { query: data[3] } });
  };
  const goTo = async (city: string) => {
    const found = await call("stores.points", { city });
    if (found.points.length > 0) setFocus(boxOf(found.points));
  };
  const header = (
    <PageHeader
      title={t("stores.mapTitle")}
      sentence={all ? t("stores.mapSentence", { count }) : null}
      actions={
        <>
          <Button onClick={() => setFocus(boxOf(all ?? []))}>{t("stores.mapReset")}</Button>
          <Link to="/stores">
            <Button tabIndex={-1}>{t("stores.list")}</Button>
          </Link>
        </>
      }
    />
  );
  if (points.isError) {
    return (
      <>
        {header}
        <Failed error={points.error} retry={() => void points.refetch()} />
      </>
    );
  }
  if (!all) {
    return (
      <>
        {header}
        <CardSkeleton label={t("common.loading")} rows={14} />
      </>
    );
  }
  if (all.length === 0) {
    return (
      <>
        {header}
        <EmptyState
          sentence={t("stores.empty")}
          button={
            <Link to="/stores/import">
              <Button type="primary">{t("stores.import")}</Button>
            </Link>
          }
          link={<Link to="/playbooks">{t("stores.emptyLink")}</Link>}
        />
      </>
    );
  }
  const top = (cities.data?.items ?? []).toSorted((a, b) => b.stores - a.stores).slice(0, 16);
  return (
    <>
      {header}
      <div className="map-page">
        <div className="map-sheet" ref={sheet}>
          <Chart option={option} height={height} label={t("stores.mapLabel", { count })} onClick={open} />
          <p className="map-key">
            <span>
              <i className="dot-with" aria-hidden /> {t("stores.mapWithGroup")}
            </span>
            <span>
              <i className="dot-without" aria-hidden /> {t("stores.mapNoGroup")}
            </span>
            <span className="faint">{t("stores.mapNote", { step: String(gridStep(box)) })}</span>
          </p>
        </div>
        <Panel title={t("stores.mapTop")}>
          <ol className="city-list">
            {top.map((city) => (
              <li key={`${city.province} ${city.city}`}>
                <button type="button" className="link-button" onClick={() => void goTo(city.city)}>
                  {city.city}
                </button>
                <Link to="/stores" search={{ city: city.city }} className="num">
                  {countWords(city.stores, language)}
                </Link>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
    </>
  );
}
