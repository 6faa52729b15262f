import { App, Button, Progress, Space } from "antd";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import type { BulkJob } from "@shuke/contract";
import { Facts, PageHeader, Panel } from "@shuke/kit-ui";
import type { Columns } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { JobPeople, JobState } from "../../features/changes/job.tsx";
import { jobWords, minutesLeft, tagWords } from "../../features/changes/words.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { When } from "../../kit/bits.tsx";
import { column } from "../../kit/columns.tsx";
import { DataTable } from "../../kit/data-table.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { toldWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useNow } from "../../session.tsx";

const route = getRouteApi("/shell/customers/changes/$id");
type Refused = Output<"bulk.get">["refused"]["items"][number];

const isMoving = (job: BulkJob | undefined) => job !== undefined && (job.state === "running" || job.sent + job.refused < job.asked);

/** One change: how far it is, what WeCom refused and why, and the ways back. */
export function ChangeDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("bulk.get", { id, limit: 200 }, { refetchInterval: (one) => (isMoving(one.state.data?.job) ? 3000 : false) });
  const back = <Link to="/customers/changes">← {t("changes.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("changes.title"), back }}>
      {(data) => <Detail {...data} retry={() => void query.refetch()} />}
    </Loaded>
  );
}

function Detail({ job, refused, retry }: Output<"bulk.get"> & { retry: () => void }) {
  const { t, phrases, language } = useWords();
  const now = useNow();
  const left = minutesLeft(job, now);
  return (
    <>
      <PageHeader
        back={<Link to="/customers/changes">← {t("changes.back")}</Link>}
        title={jobWords(job, t, phrases)}
        tags={<JobState job={job} />}
        sentence={
          <>
            {job.by} <When at={job.at} />
          </>
        }
        actions={<Ways job={job} />}
      />
      <div className="stack">
        {job.state === "running" ? (
          <Panel>
            <Progress
              percent={Math.min(99, Math.floor((job.looked / Math.max(1, job.total)) * 100))}
              status="active"
              aria-label={t("changes.progress", { looked: job.looked, total: job.total })}
            />
            <p className="soft" role="status">
              {t("changes.progress", { looked: job.looked, total: job.total })}
              {left === null ? null : ` · ${t("changes.left", { minutes: left })}`}
            </p>
          </Panel>
        ) : null}
        <Facts
          items={[
            {
              key: "changed",
              label: t("changes.columns.people"),
              value: <JobPeople job={job} />,
              hint: Object.entries(job.skipped)
                .map(([reason, count]) =>
                  reason === "same" || reason === "no-friend" || reason === "moved-on" ? t(`changes.skipped.${reason}`, { count }) : reason,
                )
                .join(language === "en" ? ", " : "，"),
            },
            ...(job.asked > 0
              ? [
                  {
                    key: "wecom",
                    label: t("changes.columns.wecom"),
                    value: t("changes.sent", { sent: job.sent, asked: job.asked }),
                    hint: job.refused > 0 ? t("changes.refused", { count: job.refused }) : undefined,
                  },
                ]
              : []),
          ]}
        />
        {job.asked > 0 ? <RefusedPanel job={job} rows={refused.items} retry={retry} /> : null}
      </div>
    </>
  );
}

function Ways({ job }: { job: BulkJob }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const router = useRouter();
  const refresh = ["bulk", "customers", "tags"];
  const cancel = useAct("bulk.cancel", { refresh });
  const undo = useAct("bulk.undo", {
    refresh,
    onDone: ({ id }) => void router.navigate({ to: "/customers/changes/$id", params: { id } }),
  });
  if (!can("customers.write")) return null;
  const ask = (title: string, content: string, onOk: () => void) =>
    void modal.confirm({ title, content, okText: title, cancelText: t("common.cancel"), onOk });
  return (
    <Space>
      {job.state === "running" ? (
        <Button
          loading={cancel.isPending}
          onClick={() => ask(t("changes.cancel"), t("changes.cancelNote"), () => cancel.mutate({ id: job.id }))}
        >
          {t("changes.cancel")}
        </Button>
      ) : null}
      {job.state !== "running" && job.changed > 0 && !job.undone && job.undoOf === null ? (
        <Button
          loading={undo.isPending}
          onClick={() => ask(t("changes.undo"), t("changes.undoNote", { count: job.changed }), () => undo.mutate({ id: job.id }))}
        >
          {t("changes.undo")}
        </Button>
      ) : null}
    </Space>
  );
}

function RefusedPanel({ job, rows, retry }: { job: BulkJob; rows: Refused[]; retry: () => void }) {
  const { t, language } = useWords();
  const can = useCan();
  const again = useAct("bulk.retry", { refresh: ["bulk"], said: ({ asked }) => t("changes.retried", { count: asked }) });
  const columns: Columns<Refused> = [
    column({ title: t("changes.person"), key: "person", width: 190 }, (row) => (
      <Link to="/customers/$id" params={{ id: row.customerId }}>
        {row.name || t("common.unknownName")}
      </Link>
    )),
    column({ title: t("changes.staff"), key: "staff", width: 120 }, (row) => row.staff),
    column({ title: t("changes.tags"), key: "tags", width: 220 }, (row) => tagWords(row)),
    column({ title: t("changes.problem"), key: "problem" }, (row) => toldWords(row.problem, language)),
  ];
  return (
    <Panel
      flush
      title={t("changes.refusedTitle")}
      extra={
        rows.length > 0 && can("customers.write") ? (
          <Button size="small" loading={again.isPending} onClick={() => again.mutate({ id: job.id })}>
            {t("changes.retry")}
          </Button>
        ) : null
      }
    >
      <DataTable
        list={{ rows, total: undefined, error: null, loading: false, retry, more: undefined }}
        columns={columns}
        rowKey={(row) => row.actionId}
        label={t("changes.refusedTitle")}
        sticky={false}
        empty={<p className="pad soft">{t("changes.noneRefused")}</p>}
      />
    </Panel>
  );
}
