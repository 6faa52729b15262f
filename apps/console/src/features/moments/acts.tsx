import { useState } from "react";
import { App, Button, Input, Modal } from "antd";
import type { Moment } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { LinkButton } from "../../kit/links.tsx";
import { useCan } from "../../session.tsx";

const refresh = ["moments"];

/** What may be done with it now. */
export function MomentActs({ moment: { id, name, state, revision } }: { moment: Moment }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const [stops, setStops] = useState(false);
  const submit = useAct("moments.submit", { refresh, said: () => t("moments.acts.submitted") });
  if (!can("plays.write")) return null;
  return (
    <>
      {state === "draft" ? (
        <>
          <LinkButton to="/moments/$id/edit" params={{ id }}>
            {t("moments.edit")}
          </LinkButton>
          <Button
            type="primary"
            loading={submit.isPending}
            onClick={() =>
              void modal.confirm({
                title: t("moments.acts.submitTitle", { name }),
                content: t("moments.acts.submitPlain"),
                okText: t("moments.acts.submit"),
                cancelText: t("common.cancel"),
                onOk: () => submit.mutate({ id, revision }),
              })
            }
          >
            {t("moments.acts.submit")}
          </Button>
        </>
      ) : null}
      {state === "scheduled" || state === "asked" ? <Button onClick={() => setStops(true)}>{t("moments.acts.cancel")}</Button> : null}
      {stops ? <StopDialog id={id} name={name} onClose={() => setStops(false)} /> : null}
    </>
  );
}

function StopDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t } = useWords();
  const [why, setWhy] = useState("");
  const cancel = useAct("moments.cancel", { refresh, said: () => t("moments.acts.cancelled"), onDone: onClose });
  return (
    <Modal
      open
      title={t("moments.acts.cancelTitle", { name })}
      okText={t("moments.acts.cancel")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: cancel.isPending, danger: true }}
      onOk={() => cancel.mutate({ id, why })}
      onCancel={onClose}
      className="send-dialog"
      destroyOnHidden
    >
      <p>{t("moments.acts.cancelNote")}</p>
      <label className="field">
        {t("moments.acts.cancelWhy")}
        <Input.TextArea rows={2} maxLength={200} value={why} onChange={(event) => setWhy(event.target.value)} />
      </label>
    </Modal>
  );
}
