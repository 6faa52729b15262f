import { Button, Popconfirm, Tabs } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts, PageHeader, Panel } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { DailyChart } from "../../features/charts/daily-chart.tsx";
import { MembersTab } from "../../features/segments/members-tab.tsx";
import { Progress } from "../../features/segments/progress.tsx";
import { SnapshotsTab } from "../../features/segments/snapshots-tab.tsx";
import { UsesTab, VersionsTab } from "../../features/segments/versions-tab.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { downloadHref } from "../../kit/download.ts";
import { signed } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "../../features/segments/segments.css";

const route = getRouteApi("/shell/segments/$id");
const tabs = ["members", "snapshots", "versions", "uses"] as const;

export function SegmentDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  // While it is being computed the page looks again.
  const query = useCall("segments.get", { id }, { refetchInterval: (held) => (isMoving(held.state.data) ? 2_000 : false) });
  return (
    <Loaded query={query} head={{ title: t("segments.title"), back: <Link to="/segments">← {t("segments.back")}</Link> }} rows={10}>
      {(found) => <Detail found={found} />}
    </Loaded>
  );
}

const isMoving = (found: Output<"segments.get"> | undefined) =>
  found?.segment.progress.state === "waiting" || found?.segment.progress.state === "computing";

function Detail({ found }: { found: Output<"segments.get"> }) {
  const { t, language } = useWords();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const { segment, lines, days, usedBy } = found;
  const { id } = segment;
  const unknown = segment.members === null;
  return (
    <>
      <PageHeader
        back={<Link to="/segments">← {t("segments.back")}</Link>}
        title={segment.name}
        sentence={segment.description || segment.words}
        actions={<Actions segment={segment} />}
      />
      <div className="stack">
        <Facts
          items={[
            {
              key: "members",
              label: t("segments.facts.members"),
              value: segment.members === null ? t("segments.unknown") : t("segments.people", { count: segment.members }),
            },
            {
              key: "change",
              label: t("segments.facts.change"),
              value: segment.change === null ? t("common.none") : signed(segment.change, language),
              hint: t("segments.changeHint"),
            },
            { key: "progress", label: t("segments.columns.progress"), value: <Progress segment={segment} /> },
            { key: "version", label: t("segments.facts.version"), value: String(segment.version) },
            {
              key: "usedBy",
              label: t("segments.facts.usedBy"),
              value: String(segment.usedBy),
              hint: segment.usedBy > 0 ? t("segments.usedHint") : undefined,
            },
          ]}
        />
        {segment.progress.error === null ? null : (
          <p role="alert" className="card pad field-problem">
            {t("segments.failedHow", { error: segment.progress.error })}
          </p>
        )}
        <div className="side-by-side">
          <Panel title={t("segments.rules")}>
            <ul className="segment-rules">
              {lines.map((line, at) => (
                <li key={`${at} ${line.text}`} style={{ paddingInlineStart: line.depth * 18 }}>
                  {line.text}
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={t("segments.growth")}>
            {days.length < 2 ? (
              <p className="soft">{t("segments.noGrowth")}</p>
            ) : (
              <DailyChart
                days={days.map(({ day }) => day)}
                kind="lines"
                label={t("segments.growth")}
                series={[{ key: "members", name: t("segments.series.members"), tone: "pine", values: days.map((one) => one.members) }]}
              />
            )}
          </Panel>
        </div>
        <section className="card">
          <Tabs
            activeKey={tab ?? "members"}
            onChange={(key) => void navigate({ replace: true, search: { tab: oneOf(key, tabs) } })}
            items={[
              { key: "members", label: t("segments.tabs.members"), children: <MembersTab id={id} /> },
              { key: "snapshots", label: t("segments.tabs.snapshots"), children: <SnapshotsTab id={id} disabled={unknown} /> },
              { key: "versions", label: t("segments.tabs.versions"), children: <VersionsTab id={id} /> },
              { key: "uses", label: `${t("segments.tabs.uses")} ${usedBy.length}`, children: <UsesTab uses={usedBy} /> },
            ]}
          />
        </section>
      </div>
    </>
  );
}

function Actions({ segment: { id, name, state, members, usedBy } }: { segment: Output<"segments.get">["segment"] }) {
  const { t } = useWords();
  const can = useCan();
  const may = can("customers.write");
  const refresh = ["segments"];
  const archive = useAct("segments.archive", { refresh, said: () => t("segments.archived") });
  const restore = useAct("segments.restore", { refresh, said: () => t("segments.restored") });
  const check = useAct("segments.recompute", { refresh, said: () => t("segments.recomputing") });
  if (state === "archived") {
    return (
      <Button type="primary" disabled={!may} loading={restore.isPending} onClick={() => restore.mutate({ id })}>
        {t("segments.restore")}
      </Button>
    );
  }
  return (
    <>
      {can("plays.write") ? (
        <LinkButton to="/invitations/new" search={{ segment: id }}>
          {t("invitations.fromSegment")}
        </LinkButton>
      ) : null}
      <Button href={downloadHref("segments.export", { id })} download disabled={!may || members === null} title={t("segments.exportHint")}>
        {t("segments.export")}
      </Button>
      <Button disabled={!may} loading={check.isPending} onClick={() => check.mutate({ id })}>
        {t("segments.recompute")}
      </Button>
      <Popconfirm
        title={t("segments.archiveAsk", { name })}
        okText={t("segments.archive")}
        cancelText={t("common.cancel")}
        onConfirm={() => archive.mutate({ id })}
      >
        <Button disabled={!may || usedBy > 0} title={usedBy > 0 ? t("segments.usedHint") : ""} loading={archive.isPending}>
          {t("segments.archive")}
        </Button>
      </Popconfirm>
      <LinkButton to="/segments/$id/edit" params={{ id }} primary disabled={!may}>
        {t("common.edit")}
      </LinkButton>
    </>
  );
}
