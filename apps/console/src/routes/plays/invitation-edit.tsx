import { useState } from "react";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import type { Invitation, InvitationPlan } from "@shuke/contract";
import { WAVE_HOURS } from "@shuke/contract/invitation-words";
import { PageHeader } from "@shuke/kit-ui";
import { ApiError } from "../../api.ts";
import { InvitationForm } from "../../features/invitations/form.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { problemWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";
import { useNow } from "../../session.tsx";

const route = getRouteApi("/shell/invitations/$id/edit");
const newRoute = getRouteApi("/shell/invitations/new");
const none = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };
const WEEK = 7 * 24 * 3_600_000;

export function InvitationNew() {
  const now = useNow();
  const { phrases } = useWords();
  const { segment } = newRoute.useSearch();
  const until = new Date(Math.ceil((now.getTime() + WEEK) / 3_600_000) * 3_600_000).toISOString();
  const start: InvitationPlan = {
    name: "",
    audience: { everyone: false, ...none, segmentIds: segment === undefined ? [] : [segment], except: none },
    liveCodeId: "",
    apart: "code",
    text: "",
    card: { title: phrases.invitations.form.cardStart, desc: phrases.invitations.form.cardDescStart },
    waveHours: WAVE_HOURS.usual,
    until,
  };
  return <Editor start={start} />;
}

export function InvitationEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("invitations.get", { id });
  return (
    <Loaded query={query} head={{ title: t("invitations.edit"), back: <Link to="/invitations">← {t("invitations.back")}</Link> }}>
      {(invitation) => <Editor key={`${invitation.id} ${invitation.revision}`} invitation={invitation} start={invitation.plan} />}
    </Loaded>
  );
}

const isClash = (error: unknown): error is ApiError => error instanceof ApiError && error.code === "invitationSavedMeanwhile";

function Editor({ invitation, start }: { invitation?: Invitation; start: InvitationPlan }) {
  const { t, language, phrases } = useWords();
  const router = useRouter();
  const [clash, setClash] = useState<ApiError | null>(null);
  const save = useAct("invitations.save", {
    refresh: ["invitations"],
    said: () => t("invitations.form.saved"),
    told: isClash,
    onDone: (done) => void router.navigate({ to: "/invitations/$id", params: { id: done.id } }),
  });
  const query = useCall("invitations.get", { id: invitation?.id ?? "" }, { enabled: false });
  const words = clash && problemWords(clash, language, phrases);
  return (
    <>
      <PageHeader
        back={
          invitation ? (
            <Link to="/invitations/$id" params={{ id: invitation.id }}>
              ← {invitation.name}
            </Link>
          ) : (
            <Link to="/invitations">← {t("invitations.back")}</Link>
          )
        }
        title={invitation ? t("invitations.edit") : t("invitations.make")}
        sentence={t("invitations.sentence")}
      />
      <div className="stack">
        {words ? (
          <Alert
            type="warning"
            showIcon
            title={words.what}
            action={<Button onClick={() => void query.refetch().then(() => setClash(null))}>{t("sends.conflict")}</Button>}
          />
        ) : null}
        <InvitationForm
          start={start}
          busy={save.isPending}
          onSave={(plan) =>
            save.mutate(
              { plan, ...(invitation ? { id: invitation.id, revision: invitation.revision } : {}) },
              { onError: (error) => isClash(error) && setClash(error) },
            )
          }
        />
      </div>
    </>
  );
}
