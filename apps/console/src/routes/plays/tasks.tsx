import { getRouteApi, Link } from "@tanstack/react-router";
import type { Task } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { useStaffOptions } from "../../features/pickers/options.ts";
import { TaskDrawer } from "../../features/tasks/detail.tsx";
import { GradeTag, TaskState } from "../../features/tasks/state.tsx";
import { taskWords } from "../../features/tasks/words.ts";
import { WhyLink } from "../../features/why/why-link.tsx";
import { useWords } from "../../i18n.ts";
import { column, whenColumn } from "../../kit/columns.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { ListPage } from "../../kit/list-page.tsx";
import { usePages } from "../../kit/list.ts";
import { localDay } from "../../kit/time.ts";
import { useNow, useReaches, useSession } from "../../session.tsx";
import { changed, clean, flag, join, oneOf } from "../../kit/search.ts";

const route = getRouteApi("/shell/tasks");
const states = ["open", "claimed", "done", "unproven", "cancelled"] as const;

export function TaskList() {
  const { t, language, phrases } = useWords();
  const { task: opened, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const staff = useStaffOptions();
  const now = useNow();
  const reaches = useReaches();
  const { timeZone } = useSession().corp;
  const list = usePages("tasks.list", search);
  const readers = { state: (value: unknown) => oneOf(value, states), assignee: join, overdue: flag, today: flag, kind: join };
  // "Today's list" is a day in the address: it stays what it was when it is sent to a colleague.
  const change = (patch: FilterValues) => {
    const { today, ...next } = changed(patch, readers);
    const day = "today" in patch ? { day: today ? localDay(now, timeZone) : undefined } : {};
    void navigate({ replace: true, search: (old) => clean({ ...old, ...next, ...day }) });
  };
  const open = (task: string | undefined) => void navigate({ search: (old) => clean({ ...old, task }), replace: task === undefined });

  const columns: Columns<Task> = [
    column({ title: t("tasks.columns.task"), key: "task" }, (row) => (
      <button type="button" className="link-button" onClick={() => open(row.id)}>
        {taskWords(row, phrases, language)}
      </button>
    )),
    column({ title: t("tasks.columns.assignee"), key: "assignee", width: 110 }, (row) => row.assigneeName),
    whenColumn({ title: t("tasks.columns.dueAt"), key: "dueAt", width: 116 }, (row) => row.dueAt),
    column({ title: t("tasks.columns.state"), key: "state", width: 110 }, (row) => <TaskState task={row} />),
    column({ title: t("tasks.columns.evidence"), key: "evidence", width: 150 }, (row) => <GradeTag grade={row.grade} />),
    column({ title: t("tasks.columns.why"), key: "why", width: 280 }, (row) => <WhyLink why={row.why} />),
  ];

  return (
    <>
      <ListPage
        title={t("tasks.title")}
        sentence={t("tasks.sentence")}
        {...(reaches("tasks.coaching") ? { actions: <LinkButton to="/tasks/coaching">{t("coaching.open")}</LinkButton> } : {})}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        onRow={(row) => open(row.id)}
        values={{
          state: search.state,
          assignee: search.assignee,
          overdue: search.overdue ? "true" : undefined,
          today: search.day === undefined ? undefined : "true",
          kind: search.kind,
        }}
        change={change}
        filters={[
          {
            kind: "segments",
            key: "state",
            label: t("tasks.state"),
            options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: phrases.tasks.states[value] }))],
          },
          { kind: "select", key: "assignee", label: t("tasks.assignee"), options: staff.options },
          { kind: "flag", key: "today", label: t("tasks.onlyToday") },
          { kind: "flag", key: "overdue", label: t("tasks.onlyOverdue") },
        ]}
        nothing={t("tasks.nothing")}
        empty={
          <EmptyState
            sentence={t("tasks.empty")}
            {...(reaches("sops.list") ? { link: <Link to="/sops">{t("tasks.emptyLink")}</Link> } : {})}
          />
        }
      />
      {opened ? <TaskDrawer id={opened} known={list.rows?.find((row) => row.id === opened)} onClose={() => open(undefined)} /> : null}
    </>
  );
}
