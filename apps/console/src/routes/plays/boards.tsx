import { Segmented } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Bullet, EmptyState, FilterBar, LightTag, Mark, PageHeader, Panel, toneOfLight } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useHasStores, useStoreFilter } from "../../features/pickers/options.ts";
import { Change } from "../../features/sops/change.tsx";
import { daysOf, spans } from "../../features/sops/search.ts";
import { useWords } from "../../i18n.ts";
import { column } from "../../kit/columns.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { RowTable } from "../../kit/row-table.tsx";
import { changed, clean, join, oneOf } from "../../kit/search.ts";
import { localDay } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useIsNarrow, useNow, useSession } from "../../session.tsx";
import "../../features/sops/sops.css";

const route = getRouteApi("/shell/boards");
const lights = ["red", "amber", "green", "unknown"] as const;
type Overview = Output<"sops.overview">;
type Row = Overview["items"][number];

/** Every step of every SOP on one page: what to mend first is on top, and said in one line above. */
export function Boards() {
  const { t } = useWords();
  const { days, store, light } = route.useSearch();
  const navigate = route.useNavigate();
  const hasStores = useHasStores();
  const storeFilter = useStoreFilter(store);
  const today = localDay(useNow(), useSession().corp.timeZone);
  const query = useCall("sops.overview", { ...daysOf(days, today), ...clean({ storeId: store }) });
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) => clean({ ...old, ...changed(patch, { days: (value) => oneOf(value, spans), store: join }) }),
    });
  return (
    <>
      <PageHeader title={t("boards.title")} sentence={t(useIsNarrow() ? "boards.ownSentence" : "boards.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ days: days ?? "", store }}
        onChange={change}
        filters={[
          {
            kind: "segments",
            key: "days",
            label: t("boards.period"),
            options: [
              ...spans.map((value) => ({ value, label: t(`boards.periods.${value}`) })),
              { value: "", label: t("boards.periods.all") },
            ],
          },
          ...(hasStores ? storeFilter : []),
        ]}
      />
      <Loaded query={query} rows={10}>
        {(overview) => (
          <Steps
            overview={overview}
            light={light}
            onLight={(next) => void navigate({ replace: true, search: (old) => clean({ ...old, light: next }) })}
          />
        )}
      </Loaded>
    </>
  );
}

type StepsProps = { overview: Overview; light: (typeof lights)[number] | undefined; onLight: (light: StepsProps["light"]) => void };

function Steps({ overview, light, onLight }: StepsProps) {
  const { t, phrases, language } = useWords();
  const { days, store } = route.useSearch();
  const isNarrow = useIsNarrow();
  if (overview.items.length === 0) {
    // Whoever sees a part installs nothing: her people come in by themselves.
    if (isNarrow) {
      return (
        <EmptyState
          sentence={t("boards.ownEmpty")}
          button={
            <LinkButton to="/tasks" primary>
              {t("boards.ownEmptyButton")}
            </LinkButton>
          }
        />
      );
    }
    return (
      <EmptyState
        sentence={t("boards.empty")}
        button={
          <LinkButton to="/playbooks" primary>
            {t("boards.emptyButton")}
          </LinkButton>
        }
      />
    );
  }
  const { compared } = overview;
  const length = Math.round((Date.parse(compared.to) - Date.parse(compared.from)) / 86_400_000) + 1;
  const at = (row: Row, more: { state?: "missed" } = {}) => ({
    to: "/sops/$id" as const,
    params: { id: row.sopId },
    search: clean({ days, store, ...more, step: more.state ? row.key : undefined }),
  });
  const columns: Columns<Row> = [
    column({ title: t("boards.columns.step"), key: "step", width: 260 }, (row) => (
      <>
        <Link {...at(row)}>{row.name}</Link>
        <div className="faint small">
          {row.sop} · {phrases.sops.kinds[row.kind]}
        </div>
      </>
    )),
    column({ title: t("boards.columns.rate"), key: "rate", width: 260 }, (row) => (
      <span className="rate-cell">
        <span className="num rate-number">{rateWords(row.rate)}</span>
        <Bullet
          rate={row.rate}
          target={row.target}
          light={row.status}
          label={t("sops.rateSay", { rate: rateWords(row.rate), target: rateWords(row.target), light: phrases.lights[row.status] })}
        />
        <span className="faint small num">{rateWords(row.target)}</span>
      </span>
    )),
    column({ title: t("boards.columns.change"), key: "change", width: 150 }, (row) => <Change change={row.change} />),
    column({ title: t("boards.columns.short"), key: "short", width: 110 }, (row) =>
      row.short > 0 ? (
        <Link {...at(row, { state: "missed" })} title={t("boards.shortHint")} className="num">
          {t("boards.shortSay", { count: countWords(row.short, language) })}
        </Link>
      ) : null,
    ),
    column({ title: t("boards.columns.decided"), key: "decided", width: 140 }, (row) => (
      <>
        <span className="num">{countWords(row.decided, language)}</span>
        {row.isFew ? <div className="faint small">{t("boards.fewSay", { count: row.decided })}</div> : null}
      </>
    )),
    column({ title: t("boards.columns.light"), key: "light", width: 130 }, (row) => <LightTag light={row.status} words={phrases.lights} />),
  ];
  return (
    <Panel
      flush
      title={t("boards.lightsSay", overview.lights)}
      note={t("boards.comparedSay", { from: compared.from, to: compared.to, days: length })}
      extra={
        <Segmented
          aria-label={t("boards.only")}
          size="small"
          value={light ?? ""}
          options={[
            { value: "", label: t("boards.all") },
            ...lights.map((value) => ({
              value: value as string,
              label: (
                <span className="light-choice">
                  <Mark tone={toneOfLight[value]} /> {phrases.boards.lights[value]} {overview.lights[value]}
                </span>
              ),
            })),
          ]}
          onChange={(value) => onLight(oneOf(value, lights))}
        />
      }
    >
      <RowTable
        columns={columns}
        rows={overview.items.filter((row) => light === undefined || row.status === light)}
        rowKey={(row) => `${row.sopId} ${row.key}`}
        label={t("boards.title")}
        empty={<p className="pad soft">{t("boards.nothing")}</p>}
      />
    </Panel>
  );
}
