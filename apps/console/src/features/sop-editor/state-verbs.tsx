import { useState } from "react";
import { Button, Modal } from "antd";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

type Sop = { id: string; name: string; state: string };
type Verb = "pause" | "resume" | "stop";

/** Pause, resume, stop: each says what it concerns before it is pressed. */
export function StateVerbs({ sop, stoppable = false }: { sop: Sop; stoppable?: boolean }) {
  const { t } = useWords();
  const can = useCan();
  const [verb, setVerb] = useState<Verb | null>(null);
  if (sop.state === "stopped" || sop.state === "draft") return null;
  const first: Verb = sop.state === "paused" ? "resume" : "pause";
  const verbs: Verb[] = stoppable ? [first, "stop"] : [first];
  return (
    <>
      {verbs.map((one) => (
        <Button key={one} disabled={!can("plays.write")} onClick={() => setVerb(one)}>
          {t(`sopEditor.state.${one}`)}
        </Button>
      ))}
      {verb ? <Ask sop={sop} verb={verb} onClose={() => setVerb(null)} /> : null}
    </>
  );
}

function Ask({ sop, verb, onClose }: { sop: Sop; verb: Verb; onClose: () => void }) {
  const { t } = useWords();
  const counts = useCall("sops.concerned", { sopId: sop.id }, { staleTime: 0, gcTime: 0 });
  const options = { refresh: ["sops", "analytics"], onDone: onClose };
  const pause = useAct("sops.pause", { ...options, said: (out) => t("sops.pausedDone", { count: out.underWay }) });
  const resume = useAct("sops.resume", { ...options, said: (out) => t("sops.resumedDone", { count: out.underWay }) });
  const stop = useAct("sops.stop", { ...options, said: (out) => t("sopEditor.state.stoppedDone", { count: out.underWay }) });
  const act = { pause, resume, stop }[verb];
  const words = {
    pause: { title: t("sops.pauseTitle", { name: sop.name }), say: t("sops.pauseSay") },
    resume: { title: t("sops.resumeTitle", { name: sop.name }), say: t("sops.resumeSay") },
    stop: { title: t("sopEditor.state.stopTitle", { name: sop.name }), say: t("sopEditor.state.stopSay") },
  }[verb];
  return (
    <Modal
      open
      title={words.title}
      okText={t(`sopEditor.state.${verb}`)}
      okButtonProps={{ danger: verb !== "resume", disabled: counts.data === undefined }}
      confirmLoading={act.isPending}
      cancelText={t("common.cancel")}
      onCancel={onClose}
      onOk={() => act.mutate({ sopId: sop.id })}
    >
      <p>{words.say}</p>
      <Loaded query={counts} rows={2}>
        {({ underWay, waiting, planned, late }) => (
          <ul className="sop-concerned">
            <li>{t("sopEditor.state.facts.underWay", { count: underWay })}</li>
            <li>{t("sopEditor.state.facts.waiting", { count: waiting })}</li>
            <li>{t("sopEditor.state.facts.planned", { count: planned })}</li>
            {verb === "resume" && late.skip > 0 ? <li>{t("sopEditor.state.facts.lateSkip", { count: late.skip })}</li> : null}
            {verb === "resume" && late.do > 0 ? <li>{t("sopEditor.state.facts.lateDo", { count: late.do })}</li> : null}
            {verb === "resume" && late.ask > 0 ? <li>{t("sopEditor.state.facts.lateAsk", { count: late.ask })}</li> : null}
          </ul>
        )}
      </Loaded>
    </Modal>
  );
}
