import { useState } from "react";
import { App, Button, Input, Modal } from "antd";
import type { Talk } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { LinkButton } from "../../kit/links.tsx";
import { useCan, useSession } from "../../session.tsx";
import { instantOf, localInput } from "./times.ts";

const refresh = ["talks", "tasks"];

/** What may be done with it now, by where it stands; the one thing to do next is the primary button. */
export function TalkWays({ talk }: { talk: Talk }) {
  const { t } = useWords();
  const { modal } = App.useApp();
  const can = useCan();
  const [moves, setMoves] = useState(false);
  const { id, title, state } = talk;
  const announce = useAct("talks.announce", { refresh, said: () => t("talks.announced") });
  const cancel = useAct("talks.cancel", { refresh, said: ({ toldGroups }) => t("talks.cancelled", { count: toldGroups }) });
  const start = useAct("talks.start", { refresh, said: () => t("talks.started") });
  const end = useAct("talks.end", { refresh, said: () => t("talks.ended") });
  const plans = can("plays.write");
  const leads = can("tasks.write");
  const ask = (heading: string, note: string, ok: string, run: () => void) =>
    void modal.confirm({ title: heading, content: note, okText: ok, cancelText: t("common.cancel"), onOk: run });
  return (
    <>
      {plans && (state === "draft" || state === "announced" || state === "collecting") ? (
        <Button
          loading={cancel.isPending}
          onClick={() => ask(t("talks.cancelTitle", { title }), t("talks.cancelNote"), t("talks.cancel"), () => cancel.mutate({ id }))}
        >
          {t("talks.cancel")}
        </Button>
      ) : null}
      {plans && (state === "announced" || state === "collecting") ? (
        <Button onClick={() => setMoves(true)}>{t("talks.move")}</Button>
      ) : null}
      {plans && state === "draft" ? (
        <>
          <LinkButton to="/talks/$id/edit" params={{ id }}>
            {t("talks.editDraft")}
          </LinkButton>
          <Button
            type="primary"
            loading={announce.isPending}
            onClick={() =>
              ask(t("talks.announceTitle", { title }), t("talks.announceNote"), t("talks.announce"), () => announce.mutate({ id }))
            }
          >
            {t("talks.announce")}
          </Button>
        </>
      ) : null}
      {leads && (state === "announced" || state === "collecting") ? (
        <Button type="primary" loading={start.isPending} onClick={() => start.mutate({ id })}>
          {t("talks.start")}
        </Button>
      ) : null}
      {leads && state === "live" ? (
        <Button type="primary" loading={end.isPending} onClick={() => end.mutate({ id })}>
          {t("talks.end")}
        </Button>
      ) : null}
      {moves ? <MoveDialog talk={talk} onClose={() => setMoves(false)} /> : null}
    </>
  );
}

function MoveDialog({ talk, onClose }: { talk: Talk; onClose: () => void }) {
  const { t } = useWords();
  const { timeZone } = useSession().corp;
  const [when, setWhen] = useState(() => localInput(new Date(talk.startsAt), timeZone));
  const move = useAct("talks.move", { refresh, said: ({ toldGroups }) => t("talks.moved", { count: toldGroups }), onDone: onClose });
  const startsAt = instantOf(when, timeZone);
  return (
    <Modal
      open
      title={t("talks.move")}
      okText={t("talks.move")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: startsAt === null, loading: move.isPending }}
      onOk={() => {
        if (startsAt !== null) move.mutate({ id: talk.id, startsAt });
      }}
      onCancel={onClose}
      destroyOnHidden
    >
      <label className="field">
        {t("talks.edit.startsAt")}
        <Input type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} />
      </label>
    </Modal>
  );
}
