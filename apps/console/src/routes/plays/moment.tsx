import { getRouteApi, Link } from "@tanstack/react-router";
import { Segmented } from "antd";
import type { Moment } from "@shuke/contract";
import { momentStaffStates } from "@shuke/contract/moment-words";
import { Facts, PageHeader, Panel } from "@shuke/kit-ui";
import { MomentActs } from "../../features/moments/acts.tsx";
import { MomentPicture } from "../../features/moments/picture.tsx";
import { MomentTag } from "../../features/moments/state.tsx";
import { MomentPeopleTable, MomentStaffTable } from "../../features/moments/tables.tsx";
import "../../features/sends/sends.css";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/moments/$id");
const LIVE_MS = 30_000;

/** One moment: who published it, who may see it, who reacted. */
export function MomentDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("moments.get", { id }, { refetchInterval: (one) => (one.state.data?.state === "asked" ? LIVE_MS : false) });
  return (
    <Loaded query={query} head={{ title: t("moments.title"), back: <Link to="/moments">← {t("moments.back")}</Link> }}>
      {(moment) => <Detail moment={moment} />}
    </Loaded>
  );
}

function Detail({ moment }: { moment: Moment }) {
  const { t, language, phrases } = useWords();
  const { tab, state } = route.useSearch();
  const navigate = route.useNavigate();
  const words = phrases.moments;
  const { counts, plan } = moment;
  const n = (value: number) => countWords(value, language);
  const began = moment.state !== "draft" && moment.state !== "scheduled";
  return (
    <>
      <PageHeader
        back={<Link to="/moments">← {words.back}</Link>}
        title={moment.name}
        tags={<MomentTag state={moment.state} />}
        sentence={moment.reason ? words.ends[moment.reason] : words.sentence}
        actions={<MomentActs moment={moment} />}
      />
      <div className="stack">
        <Facts
          items={[
            {
              key: "published",
              label: words.columns.published,
              value: t("sends.share", { n: n(counts.published), of: n(counts.asked) }),
              hint: counts.refused > 0 ? t("moments.facts.refused", { n: n(counts.refused) }) : undefined,
            },
            { key: "visible", label: words.columns.visible, value: n(counts.visible), hint: words.facts.visibleHint },
            { key: "likes", label: words.columns.likes, value: n(counts.likes) },
            { key: "comments", label: words.columns.comments, value: n(counts.comments) },
            { key: "people", label: words.facts.people, value: n(counts.people) },
            { key: "until", label: words.columns.until, value: <When at={moment.until} /> },
          ]}
        />
        <div className="send-edit">
          <div className="stack">
            {began ? (
              <Panel
                flush
                title={
                  <Segmented<"staff" | "people">
                    value={tab ?? "staff"}
                    onChange={(value) => void navigate({ replace: true, search: value === "people" ? { tab: value } : {} })}
                    options={[
                      { value: "staff", label: words.staff.title },
                      { value: "people", label: words.people.title },
                    ]}
                  />
                }
              >
                {tab === "people" ? (
                  <MomentPeopleTable id={moment.id} />
                ) : (
                  <MomentStaffTable
                    id={moment.id}
                    state={state}
                    choose={(value) => void navigate({ replace: true, search: value ? { state: oneOf(value, momentStaffStates) } : {} })}
                  />
                )}
              </Panel>
            ) : (
              <Panel>
                <p className="soft">{moment.state === "draft" ? words.draftHint : words.scheduledHint}</p>
              </Panel>
            )}
          </div>
          <aside className="send-side send-side-still">
            <Panel title={words.form.preview}>
              <MomentPicture plan={plan} />
            </Panel>
          </aside>
        </div>
      </div>
    </>
  );
}
