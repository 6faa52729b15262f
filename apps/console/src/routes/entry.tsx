import { getRouteApi } from "@tanstack/react-router";
import { FilterBar, PageHeader, Panel } from "@shuke/kit-ui";
import type { FilterValues } from "@shuke/kit-ui";
import { EntryPeople } from "../features/entry/people.tsx";
import { EntrySteps } from "../features/entry/steps.tsx";
import { EntryUnits } from "../features/entry/units.tsx";
import { useStoreFilter } from "../features/pickers/options.ts";
import { daysOf, spans } from "../features/sops/search.ts";
import { useWords } from "../i18n.ts";
import { Loaded } from "../kit/loaded.tsx";
import { changed, clean, join, oneOf } from "../kit/search.ts";
import { localDay } from "../kit/time.ts";
import { useCall } from "../kit/use-call.ts";
import { useNow, useSession } from "../session.tsx";
import "../features/entry/entry.css";
import "../features/insight/funnel.css";
import "../features/sops/sops.css";

const route = getRouteApi("/shell/insight/entry");

/** From the code to the right group in seven steps, and where people get lost. */
export function Entry() {
  const { t } = useWords();
  const { days = "30", store, channel, by = "channel", step, outcome = "dropped" } = route.useSearch();
  const navigate = route.useNavigate();
  const storeFilter = useStoreFilter(store);
  const today = localDay(useNow(), useSession().corp.timeZone);
  const { from = today, to = today } = daysOf(days, today);
  const scope = { from, to, ...clean({ storeId: store, channel }) };
  const query = useCall("analytics.entryFunnel", scope);
  type Patch = Partial<Record<"days" | "store" | "channel" | "by" | "step" | "outcome", string | undefined>>;
  const go = (patch: Patch) => void navigate({ replace: !("step" in patch), search: (old) => clean({ ...old, ...patch }) as typeof old });
  const change = (patch: FilterValues) => go(changed(patch, { days: (value) => oneOf(value, spans), store: join, channel: join }));
  return (
    <>
      <PageHeader title={t("entry.title")} sentence={t("entry.sentence")} />
      <FilterBar
        clearWord={t("common.clear")}
        values={{ days, store, channel }}
        onChange={change}
        filters={[
          {
            kind: "segments",
            key: "days",
            label: t("boards.period"),
            options: spans.map((value) => ({ value, label: t(`boards.periods.${value}`) })),
          },
          ...storeFilter,
        ]}
      />
      <div className="stack">
        <Loaded query={query} rows={8}>
          {({ steps, compared }) => (
            <Panel
              title={
                channel === undefined
                  ? t("entry.funnel")
                  : t("entry.funnelOf", { channel: channel === "" ? t("entry.none.channel") : channel })
              }
              note={t("entry.compared", { from: compared.before.from, to: compared.before.to })}
            >
              {steps.every(({ done }) => (done ?? 0) === 0) ? (
                <p className="soft">{t("entry.empty")}</p>
              ) : (
                <EntrySteps steps={steps} open={(what) => go(what)} />
              )}
            </Panel>
          )}
        </Loaded>
        <Panel flush title={t("entry.unitTitle")} note={t(`entry.unitHints.${by}`)}>
          <EntryUnits
            scope={scope}
            by={by}
            onBy={(next) => go({ by: next })}
            open={(row) => go(by === "store" ? { store: row.key } : { channel: row.key })}
          />
        </Panel>
      </div>
      {step ? <EntryPeople scope={scope} what={{ step, outcome }} onClose={() => go({ step: undefined, outcome: undefined })} /> : null}
    </>
  );
}
