import { useState } from "react";
import { App, Button, Input, Modal } from "antd";
import type { Invitation } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { LinkButton } from "../../kit/links.tsx";
import { useCan } from "../../session.tsx";

const refresh = ["invitations", "sends"];

/** What may be done with it now. */
export function InvitationActs({ invitation: { id, name, state, revision } }: { invitation: Invitation }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const [stops, setStops] = useState(false);
  const submit = useAct("invitations.submit", { refresh, said: () => t("invitations.acts.submitted") });
  if (!can("plays.write")) return null;
  return (
    <>
      {state === "draft" ? (
        <>
          <LinkButton to="/invitations/$id/edit" params={{ id }}>
            {t("invitations.edit")}
          </LinkButton>
          <Button
            type="primary"
            loading={submit.isPending}
            onClick={() =>
              void modal.confirm({
                title: t("invitations.acts.submitTitle", { name }),
                content: t("invitations.acts.submitPlain"),
                okText: t("invitations.acts.submit"),
                cancelText: t("common.cancel"),
                onOk: () => submit.mutate({ id, revision }),
              })
            }
          >
            {t("invitations.acts.submit")}
          </Button>
        </>
      ) : null}
      {state === "running" ? <Button onClick={() => setStops(true)}>{t("invitations.acts.cancel")}</Button> : null}
      {stops ? <StopDialog id={id} name={name} onClose={() => setStops(false)} /> : null}
    </>
  );
}

function StopDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t } = useWords();
  const [why, setWhy] = useState("");
  const cancel = useAct("invitations.cancel", { refresh, said: () => t("invitations.acts.cancelled"), onDone: onClose });
  return (
    <Modal
      open
      title={t("invitations.acts.cancelTitle", { name })}
      okText={t("invitations.acts.cancel")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: cancel.isPending, danger: true }}
      onOk={() => cancel.mutate({ id, why })}
      onCancel={onClose}
      className="send-dialog"
      destroyOnHidden
    >
      <p>{t("invitations.acts.cancelNote")}</p>
      <label className="field">
        {t("invitations.acts.cancelWhy")}
        <Input.TextArea rows={2} maxLength={200} value={why} onChange={(event) => setWhy(event.target.value)} />
      </label>
    </Modal>
  );
}
