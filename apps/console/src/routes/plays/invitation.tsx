import { getRouteApi, Link } from "@tanstack/react-router";
import { Alert } from "antd";
import type { Invitation } from "@shuke/contract";
import { PageHeader, Panel } from "@shuke/kit-ui";
import { InvitationActs } from "../../features/invitations/acts.tsx";
import { InvitePhone } from "../../features/invitations/form.tsx";
import { Funnel } from "../../features/invitations/funnel.tsx";
import { InvitationPeople, stages } from "../../features/invitations/people.tsx";
import { InvitationTag } from "../../features/invitations/state.tsx";
import { Waves } from "../../features/invitations/waves.tsx";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/invitations/$id");
const LIVE_MS = 15_000;

/** One invitation: how far its people came, wave by wave and each by name. */
export function InvitationDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("invitations.get", { id }, { refetchInterval: (one) => (one.state.data?.state === "running" ? LIVE_MS : false) });
  return (
    <Loaded query={query} head={{ title: t("invitations.title"), back: <Link to="/invitations">← {t("invitations.back")}</Link> }}>
      {(invitation) => <Detail invitation={invitation} />}
    </Loaded>
  );
}

function Detail({ invitation }: { invitation: Invitation }) {
  const { t, phrases } = useWords();
  const { stage } = route.useSearch();
  const navigate = route.useNavigate();
  const words = phrases.invitations;
  const { plan, state, seats } = invitation;
  const waits = invitation.waves.some(({ send }) => send === "waiting");
  const isFull = state === "running" && seats === 0 && invitation.funnel.waiting > 0;
  return (
    <>
      <PageHeader
        back={<Link to="/invitations">← {words.back}</Link>}
        title={invitation.name}
        tags={<InvitationTag state={state} />}
        sentence={invitation.reason ? words.ends[invitation.reason] : words.sentence}
        actions={<InvitationActs invitation={invitation} />}
      />
      <div className="stack">
        {seats === null ? <Alert type="warning" showIcon title={words.noCode} /> : null}
        {waits ? <Alert type="info" showIcon title={words.waits} /> : null}
        {isFull ? <Alert type="info" showIcon title={words.full} /> : null}
        <div className="send-edit">
          <div className="stack">
            {state === "draft" ? null : <Funnel invitation={invitation} />}
            {state === "draft" ? <Alert type="info" showIcon title={words.draftHint} /> : null}
            <Panel>
              <dl className="pairs">
                <dt>{words.columns.code}</dt>
                <dd>
                  {invitation.code.name === "" ? (
                    words.noCode
                  ) : (
                    <Link to="/codes/$id" params={{ id: invitation.code.id }}>
                      {invitation.code.name}
                    </Link>
                  )}
                </dd>
                <dt>{words.form.waveHours}</dt>
                <dd>{t("invitations.hours", { n: plan.waveHours })}</dd>
                <dt>{words.columns.until}</dt>
                <dd>
                  <When at={plan.until} />
                </dd>
                {invitation.nextAt === null ? null : (
                  <>
                    <dt>{words.nextAt}</dt>
                    <dd>
                      <When at={invitation.nextAt} />
                    </dd>
                  </>
                )}
              </dl>
            </Panel>
          </div>
          <aside className="send-side send-side-still">
            <Panel title={words.form.words}>
              <InvitePhone plan={plan} />
            </Panel>
          </aside>
        </div>
        {state === "draft" ? null : <Waves waves={invitation.waves} />}
        {state === "draft" ? null : (
          <InvitationPeople
            id={invitation.id}
            stage={stage}
            choose={(value) => void navigate({ replace: true, search: value ? { stage: oneOf(value, stages) } : {} })}
          />
        )}
      </div>
    </>
  );
}
