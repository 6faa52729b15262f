import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { Alert, Button } from "antd";
import type { Send, SendPlan } from "@shuke/contract";
import { PageHeader } from "@shuke/kit-ui";
import { ApiError } from "../../api.ts";
import { PlanForm } from "../../features/sends/plan-form.tsx";
import { emptyContent } from "../../features/sends/words-fields.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { problemWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";
import { useNow } from "../../session.tsx";

const route = getRouteApi("/shell/sends/$id/edit");
const none = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };

export function SendNew() {
  const now = useNow();
  const until = new Date(Math.ceil((now.getTime() + 8 * 3_600_000) / 3_600_000) * 3_600_000).toISOString();
  return (
    <Editor
      start={{
        name: "",
        to: "customers",
        audience: { everyone: false, ...none, except: none },
        content: emptyContent,
        variants: [],
        rules: [],
        holdOutPercent: 0,
        from: null,
        until,
        hours: { from: "09:00", to: "20:00" },
        spreadHours: 0,
        selling: false,
        topic: null,
      }}
    />
  );
}

export function SendEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("sends.get", { id });
  return (
    <Loaded query={query} head={{ title: t("sends.edit"), back: <Link to="/sends">← {t("sends.back")}</Link> }}>
      {(send) => <Editor key={`${send.id} ${send.revision}`} send={send} start={send.plan} />}
    </Loaded>
  );
}

const isClash = (error: unknown): error is ApiError => error instanceof ApiError && error.code === "sendSavedMeanwhile";

function Editor({ send, start }: { send?: Send; start: SendPlan }) {
  const { t, language, phrases } = useWords();
  const router = useRouter();
  const [clash, setClash] = useState<ApiError | null>(null);
  const save = useAct("sends.create", {
    refresh: ["sends"],
    said: () => t("sends.form.saved"),
    told: isClash,
    onDone: (done) => void router.navigate({ to: "/sends/$id", params: { id: done.id } }),
  });
  const query = useCall("sends.get", { id: send?.id ?? "" }, { enabled: false });
  const words = clash && problemWords(clash, language, phrases);
  return (
    <>
      <PageHeader
        back={
          send ? (
            <Link to="/sends/$id" params={{ id: send.id }}>
              ← {send.name}
            </Link>
          ) : (
            <Link to="/sends">← {t("sends.back")}</Link>
          )
        }
        title={send ? t("sends.edit") : t("sends.make")}
        sentence={t("sends.sentence")}
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
        <PlanForm
          start={start}
          busy={save.isPending}
          fixedWhom={send !== undefined && send.kind !== "usual"}
          onSave={(plan) =>
            save.mutate(
              { plan, ...(send ? { id: send.id, revision: send.revision } : {}) },
              { onError: (error) => isClash(error) && setClash(error) },
            )
          }
        />
      </div>
    </>
  );
}
