import { Tabs } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { PersonChange } from "../../features/changes/person.tsx";
import { OrdersTab } from "../../features/customers/orders-tab.tsx";
import { GatePanel } from "../../features/gate/panel.tsx";
import { PrivacyPanel } from "../../features/privacy/panel.tsx";
import { NoteTicket } from "../../features/tickets/note-button.tsx";
import { Standing, Wishes } from "../../features/customers/standing.tsx";
import { WhyStage } from "../../features/life-cycle/why.tsx";
import { FieldsPanel } from "../../features/fields/panel.tsx";
import { GroupsTab, RelationsTab, SopsTab } from "../../features/customers/tabs.tsx";
import { SegmentsOfCustomer } from "../../features/segments/of-customer.tsx";
import { Timeline } from "../../features/timeline/timeline.tsx";
import { useWords, word } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useNow } from "../../session.tsx";
import { customerTone } from "../../features/customers/tone.ts";

const route = getRouteApi("/shell/customers/$id");

export function CustomerProfile() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("customers.get", { id });
  const back = <Link to="/customers">← {t("customers.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("customers.title"), back }} rows={10}>
      {(person) => <Profile person={person} />}
    </Loaded>
  );
}

function Profile({ person }: { person: Output<"customers.get"> }) {
  const { t, phrases } = useWords();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const can = useCan();
  const { profile, relations, tags, groups, sops, touches, timeline } = person;
  const inGroups = groups.filter((group) => group.leftAt === null).length;
  const known = profile.addedAt ? Math.max(0, Math.floor((now.getTime() - Date.parse(profile.addedAt)) / 86_400_000)) : null;

  return (
    <>
      <PageHeader
        back={<Link to="/customers">← {t("customers.back")}</Link>}
        title={profile.name ?? t("common.unknownName")}
        tags={profile.marks.map((mark) => (
          <StatusTag key={mark} tone="watch" title={t("customers.marksHint")}>
            {phrases.customers.marks[mark]}
          </StatusTag>
        ))}
        actions={
          <>
            <NoteTicket customerId={profile.id} />
            <PersonChange id={profile.id} kinds={["mark"]} />
          </>
        }
        sentence={
          <span className="faint small">
            {t("customers.externalId")} <span className="mono">{profile.externalUserId}</span>
          </span>
        }
      />
      <div className="stack">
        <Facts
          items={[
            {
              key: "state",
              label: t("customers.facts.state"),
              value: <StatusTag tone={customerTone[profile.state]}>{phrases.customers.states[profile.state]}</StatusTag>,
              hint: profile.storeName ? t("customers.storeHint", { store: profile.storeName }) : undefined,
            },
            {
              key: "stage",
              label: t("customers.stage"),
              value: profile.stage === null ? t("customers.noStage") : phrases.customers.stages[profile.stage],
              hint: person.stageSince ? (
                <>
                  {t("customers.stageSince")} <When at={person.stageSince} />
                </>
              ) : undefined,
            },
            {
              key: "channel",
              label: t("customers.facts.channel"),
              value: profile.channel ?? t("common.none"),
              hint: way(relations[0]?.addWay ?? null, phrases.customers.ways),
            },
            {
              key: "added",
              label: t("customers.facts.addedAt"),
              value: <When at={profile.addedAt} />,
              hint: known ? t("customers.daysKnown", { count: known }) : undefined,
            },
            {
              key: "groups",
              label: t("customers.facts.groups"),
              value: t("customers.groupsValue", { count: inGroups }),
              hint: groups.find((group) => group.leftAt === null)?.name,
            },
            {
              key: "touches",
              label: t("customers.facts.touches"),
              value: t("customers.touchesValue", { used: touches.used, cap: touches.cap }),
              hint: t("customers.touchesHint", { count: touches.days }),
            },
          ]}
        />
        <div className="side-by-side">
          <div className="stack">
            <Panel title={t("customers.tagsTitle")} extra={<PersonChange id={profile.id} kinds={["add", "remove"]} />}>
              {tags.length === 0 ? <span className="soft">{t("customers.noTags")}</span> : null}
              <span className="wrap-tags">
                {tags.map((tag) => (
                  <Link key={tag.id} to="/customers" search={{ tags: tag.id }} className="chip">
                    {tag.group} / {tag.name}
                  </Link>
                ))}
              </span>
              <Wishes wishes={person.wishes} />
            </Panel>
            <FieldsPanel customerId={profile.id} values={person.fields} />
            <GatePanel customerId={profile.id} />
            <Standing person={person} />
            <SegmentsOfCustomer customerId={profile.id} />
            <WhyStage customerId={profile.id} />
            <PrivacyPanel customerId={profile.id} externalUserId={profile.externalUserId} />
            <section className="card">
              <Tabs
                activeKey={tab ?? "relations"}
                onChange={(key) =>
                  void navigate({ replace: true, search: { tab: oneOf(key, ["relations", "groups", "sops", "orders"] as const) } })
                }
                items={[
                  {
                    key: "relations",
                    label: `${t("customers.tabs.relations")} ${relations.length}`,
                    children: <RelationsTab relations={relations} />,
                  },
                  { key: "groups", label: `${t("customers.tabs.groups")} ${groups.length}`, children: <GroupsTab groups={groups} /> },
                  { key: "sops", label: `${t("customers.tabs.sops")} ${sops.length}`, children: <SopsTab sops={sops} /> },
                  ...(can("orders.read")
                    ? [{ key: "orders", label: t("customers.tabs.orders"), children: <OrdersTab personId={profile.id} /> }]
                    : []),
                ]}
              />
            </section>
          </div>
          <Panel title={t("timeline.title")}>
            <Timeline id={profile.id} first={timeline} />
          </Panel>
        </div>
      </div>
    </>
  );
}

const way = (value: number | null, ways: Readonly<Record<string, string>>) => (value === null ? undefined : word(ways, String(value)));
