import { useState } from "react";
import { Button } from "antd";
import { PlusOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { Column } from "@shuke/contract";
import { columnValues } from "@shuke/contract/calendar-words";
import { groupClasses } from "@shuke/contract/talk-words";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import "../../features/calendar/calendar.css";
import { ColumnDrawer } from "../../features/calendar/column-drawer.tsx";
import { useWords } from "../../i18n.ts";
import { None, PathLink } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { rateWords } from "../../kit/format.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, flag, oneOf } from "../../kit/search.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/columns");
const dayKeys = ["1", "2", "3", "4", "5", "6", "7"] as const;

/** Columns with what each came to; what nobody can know is called unknown. */
export function ColumnList() {
  const { t, phrases, language } = useWords();
  const canWrite = useCan()("plays.write");
  const { column: opened, archived, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setNew] = useState(false);
  const list = usePages("columns.list", { ...search, archived: archived === true });
  const words = phrases.columns;
  const readers = {
    value: (value: unknown) => oneOf(value, columnValues),
    groupClass: (value: unknown) => oneOf(value, groupClasses),
    archived: (value: unknown) => flag(value),
  };
  const change = (patch: FilterValues) => void navigate({ replace: true, search: (old) => clean({ ...old, ...changed(patch, readers) }) });
  const open = (id: string | undefined) => void navigate({ replace: id === undefined, search: (old) => clean({ ...old, column: id }) });
  const make = canWrite ? (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setNew(true)}>
      {words.make}
    </Button>
  ) : null;
  const timesOf = ({ times }: Column) => {
    const hours = Map.groupBy(times, ({ at }) => at);
    return [...hours]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([at, these]) =>
        these.length === 7
          ? t("columns.everyDay", { at })
          : t("columns.times", {
              at,
              days: these.map(({ weekday }) => words.dayShort[dayKeys[weekday - 1] ?? "1"]).join(language === "en" ? " " : ""),
            }),
      );
  };
  const known = (rate: number | null) => (rate === null ? <span className="faint">{words.unknown}</span> : rateWords(rate));
  const columns: Columns<Column> = [
    column({ title: words.list.name, key: "name", width: 220 }, (row) => (
      <>
        <button type="button" className="link-button" onClick={() => open(row.id)}>
          {row.name}
        </button>
        <div className="small soft">{[words.formats[row.format], row.persona].filter((one) => one !== "").join(" · ")}</div>
      </>
    )),
    column({ title: words.list.value, key: "value", width: 120 }, (row) => (
      <span className={`of-${row.value}`}>
        <span className="value-dot" aria-hidden /> {phrases.calendar.values[row.value]}
        {row.selling ? ` · ${phrases.calendar.selling}` : ""}
      </span>
    )),
    column({ title: words.list.times, key: "times" }, (row) =>
      row.times.length === 0 ? <span className="faint">{words.noTimes}</span> : timesOf(row).map((line) => <div key={line}>{line}</div>),
    ),
    column({ title: words.list.road, key: "road", width: 110 }, (row) => phrases.calendar.roads[row.road]),
    column({ title: words.list.posts, key: "posts", width: 150 }, (row) =>
      row.results.posts === 0 ? <None /> : t("columns.postsOf", { posts: row.results.posts, measured: row.results.measured }),
    ),
    column({ title: words.list.share, key: "share", width: 120 }, (row) =>
      row.results.share === null
        ? known(null)
        : t("columns.sharing", { share: rateWords(row.results.share), metric: words.metrics[row.metric] }),
    ),
    column({ title: words.list.expected, key: "expected", width: 100 }, (row) => (
      <span title={words.expectedHint}>{known(row.results.expected)}</span>
    )),
    column({ title: words.list.target, key: "target", width: 90 }, (row) => (row.target === null ? <None /> : rateWords(row.target))),
  ];
  const chosen = list.rows?.find(({ id }) => id === opened) ?? null;
  return (
    <>
      <ListPage
        title={words.title}
        sentence={words.sentence}
        actions={make}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        onRow={(row) => open(row.id)}
        values={{ value: search.value, groupClass: search.groupClass, archived: archived === true ? "true" : undefined }}
        change={change}
        filters={[
          {
            kind: "select",
            key: "value",
            label: words.filterValue,
            options: columnValues.map((value) => ({ value, label: phrases.calendar.values[value] })),
          },
          {
            kind: "select",
            key: "groupClass",
            label: words.filterClass,
            options: groupClasses.map((value) => ({ value, label: phrases.calendar.classNames[value] })),
          },
          { kind: "flag", key: "archived", label: words.archivedOnly },
        ]}
        nothing={words.nothing}
        empty={
          <EmptyState
            sentence={words.empty}
            {...(make ? { button: make } : {})}
            link={<PathLink to="/playbooks/weekly-columns">{phrases.calendar.toPlaybook}</PathLink>}
          />
        }
      />
      {chosen ? <ColumnDrawer key={chosen.id} column={chosen} canWrite={canWrite} onClose={() => open(undefined)} /> : null}
      {isNew ? <ColumnDrawer column={null} canWrite={canWrite} onClose={() => setNew(false)} /> : null}
    </>
  );
}
