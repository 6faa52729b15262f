import { useState } from "react";
import { Button, Checkbox, InputNumber, Modal } from "antd";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { countWords } from "../../kit/format.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "./sends.css";

/** Above how many recipients a second person has to say yes; who may change it does so here. */
export function Approval() {
  const { t, language } = useWords();
  const can = useCan();
  const { data } = useCall("sends.settings", {}, { staleTime: 60_000 });
  const [isOpen, setOpen] = useState(false);
  if (!data) return null;
  const { approvalAbove } = data;
  const words =
    approvalAbove === null ? t("sends.approval.never") : t("sends.approval.above", { count: countWords(approvalAbove, language) });
  return (
    <>
      <span className="soft">{words}</span>
      {can("system.write") ? (
        <Button size="small" type="link" onClick={() => setOpen(true)}>
          {t("sends.approval.change")}
        </Button>
      ) : null}
      {isOpen ? <Dialog saved={approvalAbove} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const USUAL = 5000;

function Dialog({ saved, onClose }: { saved: number | null; onClose: () => void }) {
  const { t } = useWords();
  const [above, setAbove] = useState(saved);
  const save = useAct("sends.saveSettings", { refresh: ["sends.settings"], said: () => t("common.saved"), onDone: onClose });
  return (
    <Modal
      open
      className="send-dialog"
      title={t("sends.approval.title")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => save.mutate({ approvalAbove: above })}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t("sends.approval.note")}</p>
      <div className="stack">
        <Checkbox checked={above !== null} onChange={(event) => setAbove(event.target.checked ? (saved ?? USUAL) : null)}>
          {t("sends.approval.on")}
        </Checkbox>
        {above === null ? null : (
          <label className="field">
            {t("sends.approval.count")}
            <InputNumber min={0} max={100_000_000} value={above} onChange={(value) => setAbove(value ?? 0)} />
          </label>
        )}
      </div>
    </Modal>
  );
}
