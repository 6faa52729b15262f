import { useState } from "react";
import { Button, Input } from "antd";
import type { Talk } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCan } from "../../session.tsx";

/** Drawn up from the answers, edited by a person, then posted. */
export function DigestPanel({ talk }: { talk: Talk }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const [digest, setDigest] = useState(talk.digest);
  const [replayUrl, setReplay] = useState(talk.replayUrl);
  const close = useAct("talks.close", { refresh: ["talks", "tickets"], said: ({ followed }) => t("talks.closed", { count: followed }) });
  const words = phrases.talks;
  return (
    <Panel title={words.digestTitle} note={words.digestNote}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          close.mutate({ id: talk.id, digest, replayUrl });
        }}
      >
        <Input.TextArea
          aria-label={words.digestTitle}
          rows={8}
          maxLength={4000}
          value={digest}
          onChange={(event) => setDigest(event.target.value)}
        />
        <label className="field">
          {words.replay}
          <Input
            type="url"
            pattern="https://.*"
            placeholder={words.replayHint}
            value={replayUrl}
            onChange={(event) => setReplay(event.target.value)}
          />
        </label>
        <div>
          <Button type="primary" htmlType="submit" loading={close.isPending} disabled={!can("tasks.write")}>
            {words.close}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
