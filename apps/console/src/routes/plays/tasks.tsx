import { getRouteApi, Link } from "@tanstack/react-router";
import type { Task } from "@shuke/contract";
import { EmptyState, FilterBar, PageHeader } from "@shuke/kit-ui";
import type { Columns, FilterValues } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { useStaffOptions } from "../../features/pickers/options.ts";
import { PlannedByLink } from "../../features/system/planned-by-link.tsx";
import { TaskDrawer } from "../../features/tasks/detail.tsx";
import { GradeTag, TaskState } from "../../features/tasks/state.tsx";
import { evidenceWords, taskWords } from "../../features/tasks/words.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { usePages } from "../../kit/list.ts";
import { changed, clean, flag, join, oneOf } from "../../kit/search.ts";

const route = getRouteApi("/shell/tasks");
const states = ["open", "claimed", "done", "cancelled"] as const;

export function TaskList() {
  const { t, language, phrases } = useWords();
  const { task: opened, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const staff = useStaffOptions();
  const list = usePages(["tasks.list", search], (cursor, signal) =>
    call("tasks.list", { ...search, ...(cursor ? { cursor } : {}) }, signal),
  );
  const filtered = Object.keys(search).length > 0;
  const change = (patch: FilterValues) =>
    void navigate({
      replace: true,
      search: (old) => clean({ ...old, ...changed(patch, { state: (value) => oneOf(value, states), assignee: join, overdue: flag }) }),
    });
  const open = (task: string | undefined) => void navigate({ search: (old) => clean({ ...old, task }), replace: task === undefined });

  const columns: Columns<Task> = [
    {
      title: t("tasks.columns.task"),
      key: "task",
      render: (_, row) => (
        <button type="button" className="link-button" onClick={() => open(row.id)}>
          {taskWords(row, phrases, language)}
        </button>
      ),
    },
    { title: t("tasks.columns.assignee"), key: "assignee", width: 96, dataIndex: "assigneeName" },
    { title: t("tasks.columns.dueAt"), key: "dueAt", width: 116, render: (_, row) => <When at={row.dueAt} /> },
    { title: t("tasks.columns.state"), key: "state", width: 110, render: (_, row) => <TaskState task={row} /> },
    {
      title: t("tasks.columns.evidence"),
      key: "evidence",
      width: 180,
      render: (_, row) => (
        <>
          <GradeTag grade={row.grade} />
          {row.evidence ? <div className="faint small clamp">{evidenceWords(row.evidence, phrases)}</div> : null}
        </>
      ),
    },
    { title: t("tasks.columns.why"), key: "why", width: 210, render: (_, row) => <PlannedByLink by={row.why} /> },
  ];

  return (
    <>
      <PageHeader
        title={t("tasks.title")}
        count={list.total === undefined ? null : t("common.total", { count: list.total })}
        sentence={t("tasks.sentence")}
      />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ state: search.state, assignee: search.assignee, overdue: search.overdue ? "true" : undefined }}
        onChange={change}
        filters={[
          {
            kind: "segments",
            key: "state",
            label: t("tasks.state"),
            options: [{ value: "", label: t("common.all") }, ...states.map((value) => ({ value, label: phrases.tasks.states[value] }))],
          },
          {
            kind: "segments",
            key: "overdue",
            label: t("tasks.onlyOverdue"),
            options: [
              { value: "", label: t("common.all") },
              { value: "true", label: t("tasks.onlyOverdue") },
            ],
          },
          { kind: "select", key: "assignee", label: t("tasks.assignee"), options: staff.options },
        ]}
      />
      <DataTable
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        label={t("tasks.title")}
        onRow={(row) => open(row.id)}
        empty={
          filtered ? (
            <EmptyState art="none" sentence={t("tasks.nothing")} />
          ) : (
            <EmptyState sentence={t("tasks.empty")} link={<Link to="/sops">{t("tasks.emptyLink")}</Link>} />
          )
        }
      />
      {opened ? <TaskDrawer id={opened} known={list.rows?.find((row) => row.id === opened)} onClose={() => open(undefined)} /> : null}
    </>
  );
}
