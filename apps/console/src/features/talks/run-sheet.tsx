import { Button, Typography } from "antd";
import type { Talk } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { useCan } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";

/** The run sheet with its minutes; while it runs, one click leads on and one copies the words. */
export function RunSheet({ talk }: { talk: Talk }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const { nameOf } = useStaffOptions();
  const next = useAct("talks.next", { refresh: ["talks"] });
  const words = phrases.talks;
  const items = talk.plan.runSheet;
  const live = talk.state === "live";
  const look = (n: number) => (!live ? "run-item" : n < talk.place ? "run-item done" : n === talk.place ? "run-item now" : "run-item");
  return (
    <Panel
      title={words.runTitle}
      extra={
        live && items.length > 0 ? (
          talk.place < items.length ? (
            <Button
              type="primary"
              loading={next.isPending}
              disabled={!can("tasks.write")}
              onClick={() => next.mutate({ id: talk.id, place: talk.place + 1 })}
            >
              {words.runNext}
            </Button>
          ) : (
            <span className="soft">{words.runDone}</span>
          )
        ) : null
      }
    >
      {items.length === 0 ? <p className="soft">{words.runNone}</p> : null}
      {items.map((item, n) => (
        <div key={n} className={look(n)} aria-current={live && n === talk.place ? "step" : undefined}>
          <div>
            <strong>{item.title}</strong>{" "}
            <span className="soft small">
              {t("talks.minuteMark", { minute: item.minute })} · {item.owner === "" ? talk.host.name : nameOf(item.owner)}
            </span>
          </div>
          {item.text === "" ? null : (
            <Typography.Paragraph className="pre-line" copyable={{ text: item.text, tooltips: [t("common.copy"), t("common.copied")] }}>
              {item.text}
            </Typography.Paragraph>
          )}
        </div>
      ))}
    </Panel>
  );
}
