import { useState } from "react";
import { App, Button, Modal, Select, Space } from "antd";
import type { HandoverPlan } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCan } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";
import { reasonWords } from "./words.ts";

/** What could not be moved, why, and the two things that a person can decide about all of it. */
export function Decide({ plan }: { plan: HandoverPlan }) {
  const { t, phrases } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const [giving, setGiving] = useState(false);
  const keep = useAct("handover.keep", { refresh: ["handover"], said: ({ kept }) => t("handover.kept", { count: kept }) });
  const open = plan.state === "planned" || plan.state === "running";
  return (
    <Panel
      title={t("handover.decideTitle")}
      note={t("handover.decideNote")}
      extra={
        open && can("customers.write") ? (
          <Space>
            <Button
              size="small"
              loading={keep.isPending}
              onClick={() =>
                void modal.confirm({
                  title: t("handover.keepTitle"),
                  content: t("handover.keepNote"),
                  okText: t("handover.keep"),
                  cancelText: t("common.cancel"),
                  onOk: () => keep.mutate({ handoverId: plan.id }),
                })
              }
            >
              {t("handover.keep")}
            </Button>
            <Button size="small" type="primary" onClick={() => setGiving(true)}>
              {t("handover.give")}
            </Button>
          </Space>
        ) : null
      }
    >
      <ul className="plain-list">
        {plan.undecided.map(({ kind, reason, count }) => (
          <li key={`${kind} ${reason}`}>
            {t("handover.decideCount", { count, kind: phrases.handover.kinds[kind], reason: reasonWords(reason, phrases) })}
          </li>
        ))}
      </ul>
      {giving ? <Give plan={plan} onClose={() => setGiving(false)} /> : null}
    </Panel>
  );
}

function Give({ plan, onClose }: { plan: HandoverPlan; onClose: () => void }) {
  const { t } = useWords();
  const { followers } = useStaffOptions();
  const [to, setTo] = useState<string | null>(null);
  const give = useAct("handover.give", {
    refresh: ["handover"],
    said: ({ given }) => t("handover.given", { count: given }),
    onDone: onClose,
  });
  return (
    <Modal
      open
      title={t("handover.giveTitle")}
      okText={t("handover.giveOk")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: to === null, loading: give.isPending }}
      onOk={() => (to === null ? undefined : give.mutate({ handoverId: plan.id, to }))}
      onCancel={onClose}
      destroyOnHidden
    >
      <Select
        autoFocus
        aria-label={t("handover.giveTitle")}
        style={{ width: "100%" }}
        showSearch={{ optionFilterProp: "label" }}
        options={followers.filter((one) => one.value !== plan.userId)}
        value={to}
        onChange={setTo}
      />
    </Modal>
  );
}
