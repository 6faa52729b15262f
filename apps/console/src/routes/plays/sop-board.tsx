import { Alert, Button, Segmented } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useHasStores, useStoreOptions } from "../../features/pickers/options.ts";
import { StateVerbs } from "../../features/sop-editor/state-verbs.tsx";
import { Board } from "../../features/sops/board.tsx";
import { PeopleDrawer } from "../../features/sops/people-drawer.tsx";
import { daysOf, type sopBoardSearch, spans } from "../../features/sops/search.ts";
import { StorePick } from "../../features/sops/store-pick.tsx";
import { sopTone } from "../../features/sops/tone.ts";
import { Units } from "../../features/sops/units.tsx";
import { useWords, word } from "../../i18n.ts";
import { downloadHref } from "../../kit/download.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { clean, oneOf } from "../../kit/search.ts";
import { localDay } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useIsNarrow, useNow, useSession } from "../../session.tsx";
import "../../features/sops/sops.css";

const route = getRouteApi("/shell/sops/$id");
/** What a drawer is of; closed, all of it goes. */
const nobody = { step: undefined, state: undefined, chat: undefined, staff: undefined, overdue: undefined, metric: undefined };

export function SopBoard() {
  const { t } = useWords();
  const { id } = route.useParams();
  const scope = useScope();
  const query = useCall("sops.board", { sopId: id, ...scope });
  const back = <Back />;
  return (
    <Loaded query={query} head={{ title: t("sops.title"), back }} rows={10}>
      {(board) => <Detail board={board} />}
    </Loaded>
  );
}

/** Whoever sees a part only came from her own steps: the list of all SOPs is not hers. */
function Back() {
  const { t } = useWords();
  return useIsNarrow() ? <Link to="/boards">← {t("boards.title")}</Link> : <Link to="/sops">← {t("sops.back")}</Link>;
}

/** The period and the store of the address. */
function useScope() {
  const { days, store } = route.useSearch();
  const today = localDay(useNow(), useSession().corp.timeZone);
  return { ...daysOf(days, today), ...clean({ storeId: store }) };
}

function Detail({ board }: { board: Output<"sops.board"> }) {
  const { t, phrases } = useWords();
  const search = route.useSearch();
  const isNarrow = useIsNarrow();
  const hasStores = useHasStores();
  const { store, step, state, by = isNarrow ? "group" : "store" } = search;
  const navigate = route.useNavigate();
  const scope = useScope();
  const { options } = useStoreOptions(store);
  const { sop, steps, stopped, compared } = board;
  const enrolled = (count: number) => t(sop.subject === "group" ? "sops.enrolledGroup" : "sops.enrolledCustomer", { count });
  const off = steps.filter((one) => one.status === "red").length;
  type Patch = { [K in keyof ReturnType<typeof sopBoardSearch>]?: (typeof search)[K] | undefined };
  const go = (patch: Patch) => void navigate({ replace: !("step" in patch), search: (old) => clean({ ...old, ...patch }) });
  const opened = steps.find((one) => one.key === step);
  const length = Math.round((Date.parse(compared.to) - Date.parse(compared.from)) / 86_400_000) + 1;

  return (
    <>
      <PageHeader
        back={<Back />}
        title={sop.name}
        tags={<StatusTag tone={sopTone[sop.state] ?? "plain"}>{word(phrases.sops.states, sop.state)}</StatusTag>}
        sentence={[
          phrases.sops.subjects[sop.subject],
          t("playbooks.version", { version: String(sop.version) }),
          ...(isNarrow ? [t("boards.ownOnly")] : []),
        ].join(" · ")}
        actions={
          isNarrow ? null : (
            <>
              <StateVerbs sop={sop} stoppable />
              <LinkButton to="/sops/$id/edit" params={{ id: sop.id }}>
                {t("sopEditor.edit")}
              </LinkButton>
            </>
          )
        }
      />
      <div className="stack">
        {stopped.length > 0 ? (
          <Alert
            type="warning"
            showIcon
            title={t("sops.stopped", { count: stopped.length })}
            description={
              <ul className="sop-stopped">
                {stopped.map(({ step: key, message }) => (
                  <li key={`${key} ${message}`}>{message}</li>
                ))}
              </ul>
            }
            action={isNarrow ? null : <Link to="/contents">{t("sops.toLibrary")}</Link>}
          />
        ) : null}
        <Facts
          items={[
            { key: "enrolled", label: t("sops.facts.enrolled"), value: enrolled(sop.enrolled) },
            { key: "exited", label: t("sops.facts.exited"), value: enrolled(sop.exited) },
            { key: "steps", label: t("sops.facts.steps"), value: steps.length },
            { key: "off", label: t("sops.facts.offTarget"), value: off },
          ]}
        />
        <Panel
          flush
          title={t("sops.board")}
          note={`${t("sops.boardHint")} · ${t("boards.comparedSay", { from: compared.from, to: compared.to, days: length })}`}
          extra={
            <span className="row">
              <Segmented
                aria-label={t("boards.period")}
                size="small"
                value={search.days ?? ""}
                options={[
                  ...spans.map((value) => ({ value: value as string, label: t(`boards.periods.${value}`) })),
                  { value: "", label: t("boards.periods.all") },
                ]}
                onChange={(value) => go({ days: oneOf(value, spans) })}
              />
              {hasStores ? <StorePick store={store} onChange={(next) => go({ store: next })} /> : null}
              <Button size="small" href={downloadHref("sops.board", { sopId: sop.id, by: "step", ...scope })}>
                {t("boards.export")}
              </Button>
            </span>
          }
        >
          <Board steps={steps} open={(key, part = {}) => go({ ...nobody, ...part, step: key })} />
        </Panel>
        <Panel
          flush
          title={t("boards.unitTitle")}
          note={t("boards.unitHint")}
          extra={
            <Button size="small" href={downloadHref("sops.board", { sopId: sop.id, by, ...scope })}>
              {t("boards.export")}
            </Button>
          }
        >
          <Units
            sopId={sop.id}
            steps={steps}
            by={by}
            scope={scope}
            query={search.find}
            onBy={(next) => go({ by: next, find: undefined })}
            onQuery={(find) => go({ find })}
            open={(row, key) => {
              // A store's name leads to its groups, the next ones to ask; any other name to the first step's people.
              if (by === "store")
                return go(key ? { ...nobody, store: row.key, step: key } : { store: row.key, by: "group", find: undefined });
              return go({ ...nobody, step: key ?? steps[0]?.key, ...(by === "group" ? { chat: row.key } : { staff: row.key }) });
            }}
          />
        </Panel>
      </div>
      {step ? (
        <PeopleDrawer
          sopId={sop.id}
          step={step}
          title={[opened?.name ?? step, options.find((one) => one.value === store)?.label].filter(Boolean).join(" · ")}
          scope={{ ...scope, ...clean({ chatId: search.chat, sender: search.staff, overdue: search.overdue, metric: search.metric }) }}
          state={state}
          onState={(next) => go({ state: next, overdue: undefined, metric: undefined })}
          onClose={() => go(nobody)}
        />
      ) : null}
    </>
  );
}
