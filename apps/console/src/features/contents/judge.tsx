import { useState } from "react";
import { Alert, Button, Input } from "antd";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCan } from "../../session.tsx";

/** A version that waits: for a colleague to let it go out or to send it back; the server knows who wrote it. */
export function Judge({ content }: { content: Output<"contents.get"> }) {
  const { t } = useWords();
  const can = useCan()("plays.write");
  const [remark, setRemark] = useState<string | null>(null);
  const judge = useAct("contents.judge", {
    refresh: ["contents"],
    said: ({ state }) => t(state === "live" ? "contents.judge.approved" : "contents.judge.refused"),
  });
  const say = (approve: boolean) => judge.mutate({ id: content.id, n: content.n, approve, remark: approve ? "" : (remark ?? "").trim() });
  return (
    <Alert
      type="info"
      showIcon
      className="content-judge"
      title={t("contents.judge.title", { n: content.n })}
      description={
        can ? (
          <div className="stack">
            {remark === null ? null : (
              <Input
                autoFocus
                maxLength={200}
                aria-label={t("contents.judge.why")}
                placeholder={t("contents.judge.why")}
                value={remark}
                onChange={(event) => setRemark(event.target.value)}
              />
            )}
            <div className="row">
              {remark === null ? (
                <Button size="small" type="primary" loading={judge.isPending} onClick={() => say(true)}>
                  {t("contents.judge.approve")}
                </Button>
              ) : null}
              <Button
                size="small"
                disabled={remark !== null && remark.trim() === ""}
                onClick={() => (remark === null ? setRemark("") : say(false))}
              >
                {t("contents.judge.refuse")}
              </Button>
              {remark === null ? null : (
                <Button size="small" type="text" onClick={() => setRemark(null)}>
                  {t("common.cancel")}
                </Button>
              )}
            </div>
          </div>
        ) : null
      }
    />
  );
}
