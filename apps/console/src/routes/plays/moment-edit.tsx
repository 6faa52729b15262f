import { useState } from "react";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import type { Moment, MomentPlan } from "@shuke/contract";
import { PageHeader } from "@shuke/kit-ui";
import { ApiError } from "../../api.ts";
import { MomentForm } from "../../features/moments/form.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { problemWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";
import { useNow, useSession } from "../../session.tsx";
import { instantOf, localInput } from "../../features/talks/times.ts";

const route = getRouteApi("/shell/moments/$id/edit");
const HOUR = 3_600_000;
/** Nothing is published later than that, and it takes some hours until all have. */
const [EVENING, LEAST] = ["21:00", 3 * HOUR];

/** This evening, or tomorrow's when it is late. */
function eveningOf(now: Date, timeZone: string): string {
  const of = (day: Date) => instantOf(`${localInput(day, timeZone).slice(0, 10)}T${EVENING}`, timeZone) ?? day.toISOString();
  const today = of(now);
  return Date.parse(today) - now.getTime() >= LEAST ? today : of(new Date(now.getTime() + 24 * HOUR));
}

export function MomentNew() {
  const now = useNow();
  const { timeZone } = useSession().corp;
  return (
    <Editor
      start={{
        name: "",
        text: "",
        contentId: null,
        link: null,
        staff: { everyone: false, userIds: [], positions: [] },
        tagIds: [],
        value: "information",
        selling: false,
        from: null,
        until: eveningOf(now, timeZone),
      }}
    />
  );
}

export function MomentEdit() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("moments.get", { id });
  return (
    <Loaded query={query} head={{ title: t("moments.edit"), back: <Link to="/moments">← {t("moments.back")}</Link> }}>
      {(moment) => <Editor key={`${moment.id} ${moment.revision}`} moment={moment} start={moment.plan} />}
    </Loaded>
  );
}

const isClash = (error: unknown): error is ApiError => error instanceof ApiError && error.code === "momentSavedMeanwhile";

function Editor({ moment, start }: { moment?: Moment; start: MomentPlan }) {
  const { t, language, phrases } = useWords();
  const router = useRouter();
  const [clash, setClash] = useState<ApiError | null>(null);
  const save = useAct("moments.save", {
    refresh: ["moments"],
    said: () => t("moments.form.saved"),
    told: isClash,
    onDone: (done) => void router.navigate({ to: "/moments/$id", params: { id: done.id } }),
  });
  const query = useCall("moments.get", { id: moment?.id ?? "" }, { enabled: false });
  const words = clash && problemWords(clash, language, phrases);
  return (
    <>
      <PageHeader
        back={
          moment ? (
            <Link to="/moments/$id" params={{ id: moment.id }}>
              ← {moment.name}
            </Link>
          ) : (
            <Link to="/moments">← {t("moments.back")}</Link>
          )
        }
        title={moment ? t("moments.edit") : t("moments.make")}
        sentence={t("moments.sentence")}
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
        <MomentForm
          start={start}
          busy={save.isPending}
          onSave={(plan) =>
            save.mutate(
              { plan, ...(moment ? { id: moment.id, revision: moment.revision } : {}) },
              { onError: (error) => isClash(error) && setClash(error) },
            )
          }
        />
      </div>
    </>
  );
}
