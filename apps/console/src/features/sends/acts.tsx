import { useState } from "react";
import { useRouter } from "@tanstack/react-router";
import { App, Button, Input, Modal } from "antd";
import type { Send } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { countWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { useCan } from "../../session.tsx";
import { isWritten, WordsFields } from "./words-fields.tsx";

const refresh = ["sends"];

/** What may be done with it now; the one thing to do next is the primary button, the red one is for when it was wrong. */
export function SendActs({ send }: { send: Send }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const router = useRouter();
  const [asks, setAsks] = useState<"refuse" | "cancel" | "correct" | null>(null);
  const { id, name, state } = send;
  const open = (to: string) => void router.navigate({ to: "/sends/$id", params: { id: to } });
  const trial = useAct("sends.trial", { said: () => t("sends.acts.tried") });
  const submit = useAct("sends.submit", {
    refresh,
    said: (done) => (done.state === "waiting" ? t("sends.acts.waits") : t("sends.acts.submitted")),
  });
  const approve = useAct("sends.approve", { refresh, said: () => t("sends.acts.approved") });
  const remind = useAct("sends.remind", { refresh, said: ({ reminded }) => t("sends.acts.reminded", { count: reminded }) });
  const retarget = useAct("sends.retarget", { refresh, said: () => t("sends.acts.retargeted"), onDone: (done) => open(done.id) });
  if (!can("plays.write")) return null;
  const going = state === "scheduled" || state === "planning" || state === "running";
  const over = state === "done" || state === "cancelled";
  const missed = send.counts.unsent + send.counts.failed + send.counts.refused > 0;
  const hasGone = send.counts.tasks > 0;
  return (
    <>
      {state === "draft" ? (
        <>
          <Button loading={trial.isPending} onClick={() => trial.mutate({ id })}>
            {t("sends.acts.trial")}
          </Button>
          <LinkButton to="/sends/$id/edit" params={{ id }}>
            {t("sends.edit")}
          </LinkButton>
          <Button
            type="primary"
            loading={submit.isPending}
            onClick={() =>
              void modal.confirm({
                title: t("sends.acts.submitTitle", { name }),
                content: t("sends.acts.submitPlain"),
                okText: t("sends.acts.submit"),
                cancelText: t("common.cancel"),
                onOk: () => submit.mutate({ id, revision: send.revision }),
              })
            }
          >
            {t("sends.acts.submit")}
          </Button>
        </>
      ) : null}
      {state === "waiting" ? <Button onClick={() => setAsks("refuse")}>{t("sends.acts.refuse")}</Button> : null}
      {going || state === "waiting" ? <Button onClick={() => setAsks("cancel")}>{t("sends.acts.cancel")}</Button> : null}
      {state === "waiting" && send.mayApprove ? (
        <Button type="primary" loading={approve.isPending} onClick={() => approve.mutate({ id })}>
          {t("sends.acts.approve")}
        </Button>
      ) : null}
      {hasGone && send.kind !== "correction" && (going || over) ? (
        <Button type="primary" danger onClick={() => setAsks("correct")}>
          {t("sends.acts.correct")}
        </Button>
      ) : null}
      {state === "running" ? (
        <Button type="primary" loading={remind.isPending} onClick={() => remind.mutate({ id })}>
          {t("sends.acts.remind")}
        </Button>
      ) : null}
      {over && missed && send.kind !== "correction" ? (
        <Button type="primary" loading={retarget.isPending} onClick={() => retarget.mutate({ id })}>
          {t("sends.acts.retarget")}
        </Button>
      ) : null}
      {asks === "refuse" || asks === "cancel" ? <WhyDialog send={send} what={asks} onClose={() => setAsks(null)} /> : null}
      {asks === "correct" ? <CorrectDialog send={send} onClose={() => setAsks(null)} onDone={(done) => open(done.id)} /> : null}
    </>
  );
}

function WhyDialog({ send, what, onClose }: { send: Send; what: "refuse" | "cancel"; onClose: () => void }) {
  const { t } = useWords();
  const [why, setWhy] = useState("");
  const refuse = useAct("sends.refuse", { refresh, said: () => t("sends.acts.refused"), onDone: onClose });
  const cancel = useAct("sends.cancel", { refresh, said: () => t("sends.acts.cancelled"), onDone: onClose });
  const isRefusal = what === "refuse";
  return (
    <Modal
      open
      title={isRefusal ? t("sends.acts.refuseTitle", { name: send.name }) : t("sends.acts.cancelTitle", { name: send.name })}
      okText={isRefusal ? t("sends.acts.refuse") : t("sends.acts.cancel")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: isRefusal && why.trim() === "", loading: refuse.isPending || cancel.isPending, danger: !isRefusal }}
      onOk={() => (isRefusal ? refuse : cancel).mutate({ id: send.id, why })}
      onCancel={onClose}
      className="send-dialog"
      destroyOnHidden
    >
      {isRefusal ? null : <p>{t("sends.acts.cancelNote")}</p>}
      <label className="field">
        {isRefusal ? t("sends.acts.refuseWhy") : t("sends.acts.cancelWhy")}
        <Input.TextArea rows={2} maxLength={200} value={why} onChange={(event) => setWhy(event.target.value)} />
      </label>
    </Modal>
  );
}

function CorrectDialog({ send, onClose, onDone }: { send: Send; onClose: () => void; onDone: (done: Send) => void }) {
  const { t, language } = useWords();
  const [content, setContent] = useState({ text: "" } as Send["plan"]["content"]);
  const correct = useAct("sends.correct", { refresh, said: () => t("sends.acts.corrected"), onDone });
  return (
    <Modal
      open
      title={t("sends.acts.correctTitle", { name: send.name })}
      okText={t("sends.acts.correctOk")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !isWritten(content), loading: correct.isPending, danger: true }}
      onOk={() => correct.mutate({ id: send.id, content })}
      onCancel={onClose}
      className="send-dialog"
      destroyOnHidden
    >
      <p>{t("sends.acts.correctNote")}</p>
      <p>
        <strong>{t("sends.acts.correctGot", { count: countWords(send.counts.delivered, language) })}</strong>
      </p>
      <WordsFields id="send-correction" label={t("sends.acts.correctText")} content={content} change={setContent} />
    </Modal>
  );
}
