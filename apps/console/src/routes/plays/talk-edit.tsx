import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import type { TalkPlan } from "@shuke/contract";
import { PageHeader } from "@shuke/kit-ui";
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
      {(talk) => <Editor id={talk.id} start={talk.plan} />}
    </Loaded>
  );
}

function Editor({ id, start }: { id?: string; start: TalkPlan }) {
  const { t } = useWords();
  const router = useRouter();
  const save = useAct("talks.save", {
    refresh: ["talks"],
    said: () => t("talks.edit.saved"),
    onDone: (talk) => void router.navigate({ to: "/talks/$id", params: { id: talk.id } }),
  });
  return (
    <>
      <PageHeader
        back={<Link to="/talks">← {t("talks.back")}</Link>}
        title={id === undefined ? t("talks.make") : t("talks.editDraft")}
        sentence={t("talks.sentence")}
      />
      <PlanForm start={start} busy={save.isPending} onSave={(plan) => save.mutate({ plan, ...(id === undefined ? {} : { id }) })} />
    </>
  );
}
