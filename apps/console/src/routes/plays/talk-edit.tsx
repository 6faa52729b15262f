import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "antd";
import type { Talk, TalkPlan } from "@shuke/contract";
import { PageHeader } from "@shuke/kit-ui";
import type { ApiError } from "../../api.ts";
import { Conflict, isConflict } from "../../features/talks/conflict.tsx";
import { PlanForm } from "../../features/talks/plan-form.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useNow } from "../../session.tsx";

const route = getRouteApi("/shell/talks/$id/edit");

export function TalkNew() {
  const now = useNow();
  const startsAt = new Date(Math.ceil((now.getTime() + 3 * 86_400_000) / 3_600_000) * 3_600_000).toISOString();
  return (
    <Editor
      start={{
        kind: "newcomer",
        title: "",
        guest: "",
        host: "",
        startsAt,
        minutes: 45,
        groupIds: [],
        storeIds: [],
        classes: [],
        texts: { announce: "", remind: "", soon: "" },
        runSheet: [],
      }}
    />
  );
}

export function TalkEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("talks.get", { id });
  const back = <Link to="/talks">← {t("talks.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("talks.editDraft"), back }}>
      {(talk) => <Editor key={talk.id} talk={talk} start={talk.plan} />}
    </Loaded>
  );
}

type Clash = { error: ApiError; mine: TalkPlan };

function Editor({ talk, start }: { talk?: Talk; start: TalkPlan }) {
  const { t } = useWords();
  const router = useRouter();
  // What the form begins with; another one begins it anew.
  const [shown, setShown] = useState({ plan: start, turn: 0 });
  // The one that is on the screen, whatever was saved by others since.
  const [revision, setRevision] = useState(talk?.revision);
  const [clash, setClash] = useState<Clash | null>(null);
  const [aside, setAside] = useState<TalkPlan | null>(null);
  const save = useAct("talks.save", {
    refresh: ["talks"],
    said: () => t("talks.edit.saved"),
    told: (error) => isConflict(error),
    onDone: (done) => void router.navigate({ to: "/talks/$id", params: { id: done.id } }),
  });
  const show = (plan: TalkPlan) => setShown(({ turn }) => ({ plan, turn: turn + 1 }));
  const saveOver = (plan: TalkPlan, known: number | undefined) => {
    setClash(null);
    const about = talk === undefined ? {} : { id: talk.id, ...(known === undefined ? {} : { revision: known }) };
    save.mutate({ plan, ...about }, { onError: (error) => isConflict(error) && setClash({ error, mine: plan }) });
  };
  return (
    <>
      <PageHeader
        back={<Link to="/talks">← {t("talks.back")}</Link>}
        title={talk === undefined ? t("talks.make") : t("talks.editDraft")}
        sentence={t("talks.sentence")}
      />
      <div className="stack">
        {clash && talk ? (
          <Conflict
            key={String(clash.error.details["revision"])}
            id={talk.id}
            error={clash.error}
            mine={clash.mine}
            busy={save.isPending}
            onTheirs={(theirs) => {
              setAside(clash.mine);
              setClash(null);
              setRevision(theirs.revision);
              show(theirs.plan);
            }}
            // What she has seen is what the refusal told of: what came after it is told again.
            onMine={() => saveOver(clash.mine, Number(clash.error.details["revision"]))}
          />
        ) : null}
        {aside ? (
          <div className="talk-conflict" role="status">
            <div className="row">
              <span>{t("talks.edit.conflict.nowTheirs")}</span>
              <Button
                onClick={() => {
                  show(aside);
                  setAside(null);
                }}
              >
                {t("talks.edit.conflict.back")}
              </Button>
            </div>
          </div>
        ) : null}
        <PlanForm key={shown.turn} start={shown.plan} busy={save.isPending} onSave={(plan) => saveOver(plan, revision)} />
      </div>
    </>
  );
}
