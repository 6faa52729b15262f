import { useState } from "react";
import { Button, Drawer } from "antd";
import { graphOf } from "@shuke/contract/sop-graph";
import { ApiError, call } from "../../api.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { problemWords } from "../../kit/problem.ts";
import { useCall } from "../../kit/use-call.ts";
import { Changes } from "./changes.tsx";
import { complete } from "./check.ts";
import { useEditorWords, useHeldEditor } from "./use-editor.ts";

/** Somebody saved since this was opened. */
export const isConflict = (error: unknown): error is ApiError => error instanceof ApiError && error.code === "sopSavedMeanwhile";

type Props = {
  sopId: string;
  error: ApiError;
  /** The other one is on the screen now; undo brings back what was there. */
  onTheirs: (revision: number) => void;
  /** Save what is on the screen over that revision. */
  onMine: (revision: number) => Promise<void>;
};

/** Who saved what when, what differs, and which of the two goes on. Whichever is chosen, the other is one undo away. */
export function Conflict({ sopId, error, onTheirs, onMine }: Props) {
  const editor = useHeldEditor();
  const { t, phrases, language } = useEditorWords();
  const [looking, setLooking] = useState(false);
  const [busy, setBusy] = useState(false);

  const choose = async (which: "theirs" | "mine") => {
    setBusy(true);
    try {
      const kept = await call("sops.get", { sopId });
      const written = kept.draft ?? kept.definition;
      if (!written) return;
      const [theirs, mine] = [graphOf(written), editor.graph];
      editor.change(theirs);
      if (which === "theirs") {
        editor.setSaved(JSON.stringify(theirs));
        onTheirs(kept.revision);
      } else {
        editor.change(mine);
        // What she has seen is what the refusal told of: what came after it is told again.
        await onMine(Number(error.details["revision"]));
      }
      setLooking(false);
    } finally {
      setBusy(false);
    }
  };
  const choices = (
    <>
      <Button loading={busy} onClick={() => void choose("theirs")}>
        {t("sopEditor.conflict.theirs")}
      </Button>
      <Button loading={busy} onClick={() => void choose("mine")}>
        {t("sopEditor.conflict.mine")}
      </Button>
    </>
  );
  return (
    <div className="sop-conflict" role="alert">
      <p>{problemWords(error, language, phrases).what}</p>
      <div className="row">
        <Button type="primary" onClick={() => setLooking(true)}>
          {t("sopEditor.conflict.look")}
        </Button>
        {choices}
      </div>
      <Drawer
        open={looking}
        onClose={() => setLooking(false)}
        size={720}
        title={t("sopEditor.conflict.title")}
        footer={<div className="row sop-foot">{choices}</div>}
      >
        {looking ? <Difference sopId={sopId} /> : null}
      </Drawer>
    </div>
  );
}

function Difference({ sopId }: { sopId: string }) {
  const { graph } = useHeldEditor();
  const { t } = useEditorWords();
  const diff = useCall("sops.diff", { sopId, definition: complete(graph) }, { staleTime: 0, gcTime: 0 });
  return (
    <Loaded query={diff}>
      {(found) => (
        <div className="stack">
          <p className="soft">{t("sopEditor.conflict.say")}</p>
          <Changes diff={found} />
        </div>
      )}
    </Loaded>
  );
}
