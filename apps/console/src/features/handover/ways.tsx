import { useState } from "react";
import { App, Button, Space } from "antd";
import { useRouter } from "@tanstack/react-router";
import type { HandoverPlan } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { downloadHref } from "../../kit/download.ts";
import { useCan } from "../../session.tsx";
import { PlanDialog } from "./plan-dialog.tsx";

/** What can be done with a plan, each with its consequences before it is done. */
export function Ways({ plan }: { plan: HandoverPlan }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const router = useRouter();
  const [changing, setChanging] = useState(false);
  const refresh = ["handover"];
  const execute = useAct("handover.execute", { refresh, said: () => t("handover.started") });
  const cancel = useAct("handover.cancel", { refresh, said: () => t("handover.stopped") });
  const undo = useAct("handover.undo", {
    refresh,
    said: ({ handoverIds }) => t("handover.undone", { count: handoverIds.length }),
    onDone: () => void router.navigate({ to: "/handover" }),
  });
  const input = { handoverId: plan.id };
  const ask = (title: string, content: string, okText: string, onOk: () => void) =>
    void modal.confirm({ title, content, okText, cancelText: t("common.cancel"), onOk });
  const { customers, groups } = plan.holds;
  const open = plan.state === "planned" || plan.state === "running";
  return (
    <Space wrap>
      <Button href={downloadHref("handover", input)}>{t("handover.export")}</Button>
      {can("customers.write") ? (
        <>
          {open ? (
            <Button
              loading={cancel.isPending}
              onClick={() => ask(t("handover.cancelTitle"), t("handover.cancelNote"), t("handover.cancel"), () => cancel.mutate(input))}
            >
              {t(plan.state === "planned" ? "handover.discard" : "handover.cancel")}
            </Button>
          ) : null}
          {plan.canUndo && !open ? (
            <Button
              loading={undo.isPending}
              onClick={() => ask(t("handover.undoTitle"), t("handover.undoNote"), t("handover.undo"), () => undo.mutate(input))}
            >
              {t("handover.undo")}
            </Button>
          ) : null}
          {plan.state === "planned" ? (
            <>
              {plan.undoOf === null ? <Button onClick={() => setChanging(true)}>{t("handover.replan")}</Button> : null}
              <Button
                type="primary"
                loading={execute.isPending}
                onClick={() =>
                  ask(t("handover.startTitle", { customers, groups }), t("handover.startNote"), t("handover.start"), () =>
                    execute.mutate(input),
                  )
                }
              >
                {t("handover.start")}
              </Button>
            </>
          ) : null}
        </>
      ) : null}
      {changing ? (
        <PlanDialog
          userId={plan.userId}
          name={plan.name}
          hasLeft={plan.kind === "resigned"}
          chosen={plan.takers.flatMap(({ userId, customers: gets, groups: more }) => (gets + more > 0 ? [userId] : []))}
          onClose={() => setChanging(false)}
        />
      ) : null}
    </Space>
  );
}
