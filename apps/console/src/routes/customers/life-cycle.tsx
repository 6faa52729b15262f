import { useState } from "react";
import { Alert, Button, Dropdown } from "antd";
import { PlusOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { StageRule } from "@shuke/contract";
import { Facts, PageHeader } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { newRule, stages } from "../../features/life-cycle/edit.ts";
import type { NewKind } from "../../features/life-cycle/edit.ts";
import { RuleCard } from "../../features/life-cycle/rule-card.tsx";
import { TrialPanel } from "../../features/life-cycle/trial.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed } from "../../kit/bits.tsx";
import { countWords } from "../../kit/format.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { moved } from "../../kit/moved.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

/** Where people stand, by rules in the brand's own numbers: tried before they are in force. */
export function LifeCycle() {
  const { t } = useWords();
  const query = useCall("lifeCycle.get", {}, { refetchInterval: (one) => (one.state.data?.computing ? 3000 : false) });
  return (
    <Loaded query={query} head={{ title: t("lifeCycle.title"), sentence: t("lifeCycle.sentence") }}>
      {(data) => <Editor key={data.version} data={data} />}
    </Loaded>
  );
}

function Editor({ data }: { data: Output<"lifeCycle.get"> }) {
  const { t } = useWords();
  const can = useCan();
  const canWrite = can("customers.write");
  const [rules, setRules] = useState<StageRule[]>(data.rules);
  const isChanged = JSON.stringify(rules) !== JSON.stringify(data.rules);
  const trial = useAct("lifeCycle.preview", { inline: true });
  const save = useAct("lifeCycle.save", { inline: true, refresh: ["lifeCycle", "customers"], said: () => t("lifeCycle.saved") });
  const edit = (next: StageRule[]) => {
    setRules(next);
    trial.reset();
  };
  return (
    <>
      <PageHeader
        title={t("lifeCycle.title")}
        sentence={t("lifeCycle.sentence")}
        actions={
          <>
            {isChanged ? <Button onClick={() => edit(data.rules)}>{t("lifeCycle.reset")}</Button> : null}
            <Button loading={trial.isPending} onClick={() => trial.mutate({ rules })}>
              {t("lifeCycle.preview")}
            </Button>
            {canWrite && (isChanged || !data.enabled) ? (
              <Button type="primary" loading={save.isPending} disabled={trial.data === undefined} onClick={() => save.mutate({ rules })}>
                {t(data.enabled ? "lifeCycle.save" : "lifeCycle.enable")}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="stack">
        {data.enabled ? <Stages data={data} /> : <Alert type="info" showIcon title={t("lifeCycle.off")} />}
        {data.computing ? <Alert type="info" showIcon title={t("lifeCycle.computing", data.computing)} /> : null}
        {trial.isError || save.isError ? <Failed error={save.error ?? trial.error} /> : null}
        <div className="side-by-side">
          <div className="stack">
            {rules.map((rule, at) => (
              <RuleCard
                key={`${at} ${rules.length}`}
                rule={rule}
                place={at + 1}
                count={rules.length}
                canWrite={canWrite}
                change={(next) => edit(rules.map((one, n) => (n === at ? next : one)))}
                move={(by) => edit(moved(rules, at, by))}
                remove={() => edit(rules.filter((_, n) => n !== at))}
              />
            ))}
            {canWrite ? <AddRule disabled={rules.length >= 12} add={(rule) => edit([...rules, rule])} /> : null}
          </div>
          <TrialPanel trial={trial.data} />
        </div>
      </div>
    </>
  );
}

function AddRule({ disabled, add }: { disabled: boolean; add: (rule: StageRule) => void }) {
  const { t } = useWords();
  const kinds: readonly NewKind[] = ["added", "orders", "opened", "friend"];
  return (
    <Dropdown
      trigger={["click"]}
      disabled={disabled}
      menu={{
        items: kinds.map((kind) => ({
          key: kind,
          label: t(`lifeCycle.addKinds.${kind}`),
          onClick: () => add(newRule(kind, t(`lifeCycle.addKinds.${kind}`))),
        })),
      }}
    >
      <Button icon={<PlusOutlined />}>{t("lifeCycle.add")}</Button>
    </Dropdown>
  );
}

function Stages({ data }: { data: Output<"lifeCycle.get"> }) {
  const { phrases, language, t } = useWords();
  return (
    <Facts
      items={stages.map((stage) => {
        const people = countWords(data.counts.find((one) => one.stage === stage)?.people ?? 0, language);
        const said = `${people} ${phrases.customers.stages[stage]} ${t("lifeCycle.seePeople")}`;
        return {
          key: stage,
          label: phrases.customers.stages[stage],
          value: (
            <Link to="/customers" search={{ stage }} aria-label={said}>
              {people}
            </Link>
          ),
        };
      })}
    />
  );
}
