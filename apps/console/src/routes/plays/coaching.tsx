import { getRouteApi, Link } from "@tanstack/react-router";
import type { Coached } from "@shuke/contract";
import { EmptyState, StatusTag } from "@shuke/kit-ui";
import type { Columns, FilterValues, Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { column, countColumn } from "../../kit/columns.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, oneOf } from "../../kit/search.ts";
import { localDay, shiftDay } from "../../kit/time.ts";
import { useNow, useSession } from "../../session.tsx";

const route = getRouteApi("/shell/tasks/coaching");
const spans = ["month"] as const;
const loadTone: Record<Coached["load"], Tone> = { none: "plain", few: "plain", fit: "good", many: "watch" };

/** Where somebody needs help: whom they reached and what came of it, not what was ticked. */
export function Coaching() {
  const { t, phrases, language } = useWords();
  const { span } = route.useSearch();
  const navigate = route.useNavigate();
  const { timeZone } = useSession().corp;
  const to = localDay(useNow(), timeZone);
  const list = usePages("tasks.coaching", { from: shiftDay(to, span === undefined ? -6 : -29), to });
  const change = (patch: FilterValues) =>
    void navigate({ replace: true, search: clean(changed(patch, { span: (value: unknown) => oneOf(value, spans) })) });
  const share = (part: number, whole: number) => (
    <>
      <span className="num">{countWords(part, language)}</span>{" "}
      <span className="faint num">{whole === 0 ? "" : rateWords(part / whole)}</span>
    </>
  );

  const columns: Columns<Coached> = [
    column({ title: t("coaching.columns.name"), key: "name" }, (row) => (
      <Link to="/tasks" search={{ assignee: row.userId }}>
        {row.name}
      </Link>
    )),
    column({ title: t("coaching.columns.groups"), key: "groups", width: 150 }, (row) => (
      <StatusTag tone={loadTone[row.load]} title={phrases.coaching.loadHints[row.load]}>
        {t(`coaching.loads.${row.load}`, { count: row.groups })}
      </StatusTag>
    )),
    countColumn({ title: t("coaching.columns.reached"), key: "reached", width: 100 }, (row) => row.reached),
    column({ title: t("coaching.columns.answered"), key: "answered", width: 130 }, (row) => share(row.answered, row.reached)),
    column({ title: t("coaching.columns.converted"), key: "converted", width: 130 }, (row) => share(row.converted, row.reached)),
    column({ title: t("coaching.columns.shown"), key: "shown", width: 130 }, (row) =>
      row.tasks.asked === 0 ? <span className="faint">{t("coaching.noTasks")}</span> : share(row.tasks.shown, row.tasks.asked),
    ),
    column({ title: t("coaching.columns.claimed"), key: "claimed", width: 110 }, (row) =>
      row.tasks.claimed > 0 ? <StatusTag tone="watch">{countWords(row.tasks.claimed, language)}</StatusTag> : <Count value={0} />,
    ),
    countColumn({ title: t("coaching.columns.missed"), key: "missed", width: 90 }, (row) => row.tasks.missed),
  ];
  return (
    <ListPage
      title={t("coaching.title")}
      sentence={t("coaching.sentence")}
      list={list}
      columns={columns}
      rowKey={(row) => row.userId}
      values={{ span }}
      change={change}
      filters={[
        {
          kind: "segments",
          key: "span",
          label: t("coaching.span"),
          options: [
            { value: "", label: t("coaching.spans.week") },
            { value: "month", label: t("coaching.spans.month") },
          ],
        },
      ]}
      nothing={t("coaching.empty")}
      empty={<EmptyState sentence={t("coaching.empty")} link={<Link to="/sops">{t("tasks.emptyLink")}</Link>} />}
    />
  );
}
