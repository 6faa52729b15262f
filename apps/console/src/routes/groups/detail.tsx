import { useMemo } from "react";
import { Segmented } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { DailyChart } from "../../features/charts/daily-chart.tsx";
import { sum } from "../../features/charts/options.ts";
import { Members } from "../../features/groups/members.tsx";
import { SetupList } from "../../features/groups/setup-list.tsx";
import { groupTone } from "../../features/groups/tone.ts";
import { useStaffOptions } from "../../features/pickers/options.ts";
import { StepStrip } from "../../features/sops/step-strip.tsx";
import { useWords } from "../../i18n.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useReaches } from "../../session.tsx";

const route = getRouteApi("/shell/groups/$id");

export function GroupDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("groups.get", { id });
  const back = <Link to="/groups">← {t("groups.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("groups.title"), back }}>
      {(group) => <Detail group={group} />}
    </Loaded>
  );
}

function Detail({ group }: { group: Output<"groups.get"> }) {
  const { t, phrases } = useWords();
  const { members = "now" } = route.useSearch();
  const navigate = route.useNavigate();
  const staff = useStaffOptions();
  const reaches = useReaches();
  const series = useMemo(
    () => [
      { key: "joined", name: t("groups.joined"), tone: "pine" as const, values: group.days.map((day) => day.joined) },
      { key: "left", name: t("groups.left"), tone: "grey" as const, values: group.days.map((day) => day.left), down: true },
    ],
    [group, t],
  );
  const days = useMemo(() => group.days.map((day) => day.day), [group]);
  const colleagues = group.members - group.customers;
  const said = t("groups.daysSay", { days: group.days.length, joined: sum(group.days, "joined"), left: sum(group.days, "left") });

  return (
    <>
      <PageHeader
        back={<Link to="/groups">← {t("groups.back")}</Link>}
        title={group.name || t("common.unknownName")}
        sentence={
          <>
            {group.storeName ?? ""} {group.storeName ? "· " : ""}
            <When at={group.createdAt} prefix={`${t("groups.columns.createdAt")} `} />
          </>
        }
        actions={
          group.liveCodeId && reaches("liveCodes.get") ? (
            <LinkButton to="/codes/$id" params={{ id: group.liveCodeId }}>
              {t("groups.code")}
            </LinkButton>
          ) : null
        }
      />
      <div className="stack">
        <Facts
          items={[
            {
              key: "state",
              label: t("groups.facts.state"),
              value: <StatusTag tone={groupTone[group.state]}>{phrases.groups.states[group.state]}</StatusTag>,
            },
            {
              key: "members",
              label: t("groups.facts.members"),
              value: group.members,
              hint: group.seatLimit === null ? t("groups.noLimit") : t("groups.membersHint", { limit: group.seatLimit }),
            },
            {
              key: "customers",
              label: t("groups.facts.customers"),
              value: group.customers,
              hint: t("groups.customersHint", { count: colleagues }),
            },
            { key: "change", label: t("groups.facts.change"), value: t("groups.change", { joined: group.joined7d, left: group.left7d }) },
            { key: "owner", label: t("groups.facts.owner"), value: group.ownerName },
          ]}
        />
        <div className="side-by-side">
          <div className="stack">
            <Panel title={t("groups.daysTitle")} note={said}>
              {group.days.length === 0 ? (
                <p className="soft">{t("common.noData")}</p>
              ) : (
                <DailyChart days={days} series={series} kind="bars" label={said} height={200} />
              )}
            </Panel>
            <Panel title={t("groups.sops")}>
              {group.sops.length === 0 ? <p className="soft">{t("groups.noSops")}</p> : null}
              {group.sops.map((sop) => (
                <div key={sop.enrolmentId}>
                  <p>
                    <PathLink to={`/sops/${sop.sopId}`}>
                      <strong>{sop.name}</strong>
                    </PathLink>
                  </p>
                  <StepStrip steps={sop.steps} />
                </div>
              ))}
            </Panel>
            <Panel
              flush
              title={t("groups.members")}
              extra={
                <Segmented
                  size="small"
                  value={members}
                  aria-label={t("groups.members")}
                  options={[
                    { value: "now", label: t("groups.membersNow") },
                    { value: "left", label: t("groups.membersLeft") },
                  ]}
                  onChange={(value) => void navigate({ replace: true, search: value === "left" ? { members: "left" } : {} })}
                />
              }
            >
              <Members id={group.id} left={members === "left"} />
            </Panel>
          </div>
          <div className="stack">
            <SetupList setup={group.setup} colleagues={colleagues} />
            <Panel title={t("groups.notice")}>
              <p className={group.notice ? "pre" : "soft"}>{group.notice || t("groups.noNotice")}</p>
            </Panel>
            <Panel title={t("groups.admins")}>
              <span className="wrap-tags">
                {group.admins.length === 0 ? <span className="soft">{t("groups.noAdmins")}</span> : null}
                {group.admins.map((admin) => (
                  <span key={admin} className="chip">
                    {staff.nameOf(admin)}
                  </span>
                ))}
              </span>
            </Panel>
          </div>
        </div>
      </div>
    </>
  );
}
