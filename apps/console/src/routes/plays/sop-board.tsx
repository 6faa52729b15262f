import { App, Button, Select } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts, PageHeader, Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { Board } from "../../features/sops/board.tsx";
import { PeopleDrawer } from "../../features/sops/people-drawer.tsx";
import { StoreHeat } from "../../features/sops/store-heat.tsx";
import { sopTone } from "../../features/sops/tone.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { clean } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "../../features/sops/sops.css";

const route = getRouteApi("/shell/sops/$id");

export function SopBoard() {
  const { t } = useWords();
  const { id } = route.useParams();
  const { store } = route.useSearch();
  const query = useCall("sops.board", { sopId: id, ...clean({ storeId: store }) });
  const back = <Link to="/sops">← {t("sops.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("sops.title"), back }} rows={10}>
      {(board) => <Detail board={board} />}
    </Loaded>
  );
}

function Detail({ board }: { board: Output<"sops.board"> }) {
  const { t, phrases } = useWords();
  const { store, step, state } = route.useSearch();
  const navigate = route.useNavigate();
  const { sop, steps } = board;
  const whole = useCall("sops.board", { sopId: sop.id });
  const stores = whole.data?.stores ?? board.stores;
  const enrolled = (count: number) => t(sop.subject === "group" ? "sops.enrolledGroup" : "sops.enrolledCustomer", { count });
  const off = steps.filter((one) => one.status === "red").length;
  const go = (patch: { store?: string | undefined; step?: string | undefined; state?: typeof state }) =>
    void navigate({ replace: !("step" in patch), search: (old) => clean({ ...old, ...patch }) });
  const opened = steps.find((one) => one.key === step);

  return (
    <>
      <PageHeader
        back={<Link to="/sops">← {t("sops.back")}</Link>}
        title={sop.name}
        tags={<StatusTag tone={sopTone[sop.state] ?? "plain"}>{word(phrases.sops.states, sop.state)}</StatusTag>}
        sentence={`${phrases.sops.subjects[sop.subject]} · ${t("playbooks.version", { version: String(sop.version) })}`}
        actions={<PauseSop sop={sop} />}
      />
      <div className="stack">
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
          note={t("sops.boardHint")}
          extra={
            <Select
              size="small"
              aria-label={t("common.store")}
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              placeholder={t("sops.allStores")}
              popupMatchSelectWidth={false}
              style={{ minWidth: 160 }}
              value={store ?? null}
              options={stores.map((one) => ({ value: one.storeId, label: one.name }))}
              onChange={(value: string | null | undefined) => go({ store: value ?? undefined })}
            />
          }
        >
          <Board steps={steps} open={(key) => go({ step: key, state: undefined })} />
        </Panel>
        <Panel flush title={t("sops.storesTitle")} note={t("sops.storesHint")}>
          <StoreHeat
            steps={steps}
            stores={stores}
            open={(storeId, key) => go(key ? { store: storeId, step: key, state: undefined } : { store: storeId })}
          />
        </Panel>
      </div>
      {step ? (
        <PeopleDrawer
          sopId={sop.id}
          step={step}
          title={[opened?.name ?? step, stores.find((one) => one.storeId === store)?.name].filter(Boolean).join(" · ")}
          storeId={store}
          state={state}
          onState={(next) => go({ state: next })}
          onClose={() => go({ step: undefined, state: undefined })}
        />
      ) : null}
    </>
  );
}

function PauseSop({ sop }: { sop: Output<"sops.board">["sop"] }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const list = useCall("sops.list", {});
  const underWay = list.data?.items.find((item) => item.id === sop.id)?.underWay;
  const refresh = ["sops", "analytics"];
  const pause = useAct("sops.pause", { refresh, said: (out) => t("sops.pausedDone", { count: out.underWay }) });
  const resume = useAct("sops.resume", { refresh, said: (out) => t("sops.resumedDone", { count: out.underWay }) });
  const paused = sop.state === "paused";
  if (sop.state === "stopped") return null;
  const ask = () =>
    void modal.confirm({
      title: t(paused ? "sops.resumeTitle" : "sops.pauseTitle", { name: sop.name }),
      content: (
        <>
          <p>{t(paused ? "sops.resumeSay" : "sops.pauseSay")}</p>
          {underWay === undefined ? null : <p>{t("sops.pauseCount", { count: underWay })}</p>}
        </>
      ),
      okText: t(paused ? "sops.resume" : "sops.pause"),
      okButtonProps: { danger: !paused },
      cancelText: t("common.cancel"),
      onOk: () => (paused ? resume : pause).mutateAsync({ sopId: sop.id }).catch(() => null),
    });
  return (
    <Button onClick={ask} disabled={!can("plays.write")}>
      {t(paused ? "sops.resume" : "sops.pause")}
    </Button>
  );
}
