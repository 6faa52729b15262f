import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "antd";
import { Link, useNavigate } from "@tanstack/react-router";
import { Chart, EmptyState, PageHeader, palettes, Panel } from "@shuke/kit-ui";
import type { ChartClick } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { mapOption } from "../../features/stores/map-option.ts";
import { boxOf, fit, gridStep } from "../../features/stores/projection.ts";
import type { Box } from "../../features/stores/projection.ts";
import { useWords } from "../../i18n.ts";
import { countWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useMode } from "../../prefs.ts";
import "../../features/stores/stores.css";

const height = 640;

export function StoreMap() {
  const { t } = useWords();
  const points = useCall("stores.points", {}, { staleTime: 300_000 });
  const [focus, setFocus] = useState<Box | null>(null);
  const count = points.data?.points.length;
  return (
    <>
      <PageHeader
        title={t("stores.mapTitle")}
        sentence={count ? t("stores.mapSentence", { count }) : null}
        actions={
          <>
            <Button onClick={() => setFocus(boxOf(points.data?.points ?? []))}>{t("stores.mapReset")}</Button>
            <LinkButton to="/stores">{t("stores.list")}</LinkButton>
          </>
        }
      />
      <Loaded query={points} rows={14}>
        {(data) =>
          data.points.length === 0 ? (
            <EmptyState
              sentence={t("stores.empty")}
              button={
                <LinkButton to="/stores/import" primary>
                  {t("stores.import")}
                </LinkButton>
              }
              link={<Link to="/playbooks">{t("stores.emptyLink")}</Link>}
            />
          ) : (
            <Sheet points={data.points} focus={focus} setFocus={setFocus} />
          )
        }
      </Loaded>
    </>
  );
}

type SheetProps = { points: Output<"stores.points">["points"]; focus: Box | null; setFocus: (box: Box) => void };

function Sheet({ points, focus, setFocus }: SheetProps) {
  const { t, language } = useWords();
  const { mode } = useMode();
  const navigate = useNavigate();
  const sheet = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  const cities = useCall("stores.cities", {}, { staleTime: 300_000 });
  useEffect(() => {
    if (!sheet.current) return undefined;
    const watcher = new ResizeObserver(([entry]) => entry && setWidth(Math.max(300, Math.round(entry.contentRect.width))));
    watcher.observe(sheet.current);
    return () => watcher.disconnect();
  }, []);

  const box = useMemo(() => fit(focus ?? boxOf(points), width, height), [focus, points, width]);
  const option = useMemo(
    () =>
      mapOption(points, box, palettes[mode], language, {
        withGroup: t("stores.mapWithGroup"),
        noGroup: t("stores.mapNoGroup"),
        members: (count) => t("stores.mapMembers", { count }),
      }),
    [points, box, mode, language, t],
  );
  const open = ({ data }: ChartClick) => {
    if (Array.isArray(data) && typeof data[3] === "string") void navigate({ to: "/stores", search: { query: data[3] } });
  };
  const goTo = async (city: string) => {
    const found = await call("stores.points", { city });
    if (found.points.length > 0) setFocus(boxOf(found.points));
  };
  const top = (cities.data?.items ?? []).toSorted((a, b) => b.stores - a.stores).slice(0, 16);
  return (
    <div className="map-page">
      <div className="map-sheet" ref={sheet}>
        <Chart option={option} height={height} label={t("stores.mapLabel", { count: points.length })} onClick={open} />
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
  );
}
