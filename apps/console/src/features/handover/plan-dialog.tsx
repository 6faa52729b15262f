import { useState } from "react";
import type { ReactNode } from "react";
import { Input, InputNumber, Modal, Radio, Select } from "antd";
import { useRouter } from "@tanstack/react-router";
import type { HandoverReason } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useStaffOptions } from "../pickers/options.ts";

type Props = {
  userId: string;
  name: string;
  /** Somebody who left can only be a leaver. */
  hasLeft: boolean;
  chosen?: string[];
  onClose: () => void;
};

const REASONS: readonly HandoverReason[] = ["leave", "moves", "left"];

/** What a plan has to know; it is made by the server, and nothing is sent. */
export function PlanDialog({ userId, name, hasLeft, chosen = [], onClose }: Props) {
  const { t, phrases } = useWords();
  const router = useRouter();
  const { followers } = useStaffOptions();
  const [reason, setReason] = useState<HandoverReason>(hasLeft ? "left" : "leave");
  const [takers, setTakers] = useState(chosen);
  const [perTaker, setPerTaker] = useState(500);
  const [message, setMessage] = useState("");
  const plan = useAct("handover.plan", {
    refresh: ["handover"],
    onDone: ({ id }) => {
      onClose();
      void router.navigate({ to: "/handover/$id", params: { id } });
    },
  });
  const words = phrases.handover.dialog;
  return (
    <Modal
      open
      title={t("handover.dialog.title", { name })}
      okText={words.ok}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: plan.isPending }}
      onOk={() => plan.mutate({ userId, reason, perTaker, message, ...(takers.length > 0 ? { takers } : {}) })}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        {hasLeft ? null : (
          <Radio.Group
            aria-label={words.reason}
            value={reason}
            onChange={(event) => setReason(event.target.value as HandoverReason)}
            options={REASONS.map((value) => ({ value, label: phrases.handover.whyReasons[value] }))}
          />
        )}
        <Field label={words.takers} hint={words.takersHint}>
          <Select
            mode="multiple"
            aria-label={words.takers}
            placeholder={words.takersPick}
            style={{ width: "100%" }}
            showSearch={{ optionFilterProp: "label" }}
            options={followers.filter((one) => one.value !== userId)}
            value={takers}
            onChange={setTakers}
          />
        </Field>
        <Field label={words.perTaker} hint={words.perTakerHint}>
          <InputNumber aria-label={words.perTaker} min={1} max={5000} value={perTaker} onChange={(value) => setPerTaker(value ?? 500)} />
        </Field>
        {hasLeft ? null : (
          <Field label={words.message} hint={words.messageHint}>
            <Input.TextArea
              aria-label={words.message}
              maxLength={200}
              showCount
              rows={2}
              value={message}
              onChange={(event) => setMessage(event.target.value)}
            />
          </Field>
        )}
        <p className="small soft">{words.note}</p>
      </div>
    </Modal>
  );
}

function Field({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return (
    <div>
      <div>{label}</div>
      {children}
      <div className="small soft">{hint}</div>
    </div>
  );
}
