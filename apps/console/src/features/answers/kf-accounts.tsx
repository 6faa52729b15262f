import { App, Switch } from "antd";
import type { KfAccount } from "@shuke/contract";
import { Panel, StatusTag } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed, When } from "../../kit/bits.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "./answers.css";

/** Which accounts of WeChat customer service answer by themselves. Nobody's customer hears from a machine unless somebody turned it on. */
export function KfAccounts() {
  const { t } = useWords();
  const query = useCall("kf.list", {}, { refetchInterval: 60_000 });
  const items = query.data?.items;
  return (
    <Panel title={t("answers.kf.title")}>
      <p className="soft small">{t("answers.kf.sentence")}</p>
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {items?.length === 0 ? <p className="small">{t("answers.kf.none")}</p> : null}
      <ul className="plain-list">
        {items?.map((account) => (
          <Account key={account.id} account={account} />
        ))}
      </ul>
    </Panel>
  );
}

function Account({ account }: { account: KfAccount }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const canWrite = useCan()("plays.write");
  const save = useAct("kf.save", {
    refresh: ["kf"],
    said: ({ answers }) => t(answers ? "answers.kf.turnedOn" : "answers.kf.turnedOff"),
  });
  const { id, ours, answers, since, trouble } = account;
  const name = account.name === "" ? id : account.name;
  const turn = (on: boolean) => {
    const run = () => save.mutate({ id, answers: on });
    if (!on) return run();
    void modal.confirm({
      title: t("answers.kf.ask", { name }),
      content: t("answers.kf.askNote"),
      okText: t("answers.kf.turnOn"),
      cancelText: t("common.cancel"),
      onOk: run,
    });
  };
  return (
    <li className="kf-account">
      <Switch
        size="small"
        aria-label={t("answers.kf.label", { name })}
        checked={answers}
        loading={save.isPending}
        disabled={!canWrite || (!ours && !answers)}
        onChange={turn}
      />
      <span>{name}</span>
      <span className="soft small">
        {ours && answers ? <When at={since} prefix={`${t("answers.kf.since")} `} /> : t(ours ? "answers.kf.off" : "answers.kf.notOurs")}
      </span>
      {trouble ? (
        <>
          <StatusTag tone="bad">{t("answers.kf.trouble")}</StatusTag>
          <span className="small">
            {trouble.message} · <When at={trouble.since} prefix={`${t("answers.kf.troubleSince")} `} />
          </span>
        </>
      ) : null}
    </li>
  );
}
