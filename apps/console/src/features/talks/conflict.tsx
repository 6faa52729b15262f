import { useEffect, useRef } from "react";
import { Button } from "antd";
import type { Talk, TalkPlan } from "@shuke/contract";
import { ApiError } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { problemWords } from "../../kit/problem.ts";
import { exactTime } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useSession } from "../../session.tsx";
import { useStaffOptions } from "../pickers/options.ts";
import { differingParts, type PlanPart } from "./plan-difference.ts";

/** Somebody saved since this was opened. */
export const isConflict = (error: unknown): error is ApiError => error instanceof ApiError && error.code === "talkSavedMeanwhile";

type Props = {
  id: string;
  error: ApiError;
  mine: TalkPlan;
  busy: boolean;
  onTheirs: (theirs: Talk) => void;
  onMine: () => void;
};

/** Who saved what when, where the two differ, and which of them goes on. */
export function Conflict({ id, error, mine, busy, onTheirs, onMine }: Props) {
  const { t, phrases, language } = useWords();
  // Another refusal tells of another save: it is read again.
  const query = useCall("talks.get", { id }, { staleTime: 0, gcTime: 0 });
  const words = phrases.talks.edit.conflict;
  // The button that was refused stands at the end of a long form.
  const box = useRef<HTMLDivElement>(null);
  const { isSuccess } = query;
  useEffect(() => {
    // Newer browsers answer with a promise, which React would call at the end as if it were a clean-up.
    box.current?.scrollIntoView({ block: "center" });
  }, [isSuccess]);
  return (
    <div className="talk-conflict" role="alert" ref={box}>
      <p>{problemWords(error, language, phrases).what}</p>
      <Loaded query={query} rows={2}>
        {(theirs) => (
          <>
            <strong>{words.differ}</strong>
            <dl className="pairs">
              {differingParts(mine, theirs.plan).map((part) => (
                <Difference key={part} part={part} mine={mine} theirs={theirs.plan} />
              ))}
            </dl>
            <div className="row">
              <Button disabled={busy} onClick={() => onTheirs(theirs)}>
                {t("talks.edit.conflict.theirs")}
              </Button>
              <Button loading={busy} onClick={onMine}>
                {t("talks.edit.conflict.mine")}
              </Button>
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Difference({ part, mine, theirs }: { part: PlanPart; mine: TalkPlan; theirs: TalkPlan }) {
  const { t, phrases } = useWords();
  const { timeZone } = useSession().corp;
  const { nameOf } = useStaffOptions();
  const words = phrases.talks.edit.conflict;
  const said = (plan: TalkPlan): string | null => {
    if (part === "kind") return phrases.talks.kinds[plan.kind];
    if (part === "startsAt") return exactTime(new Date(plan.startsAt), timeZone).slice(0, 16);
    if (part === "host") return nameOf(plan.host);
    if (part === "minutes") return String(plan.minutes);
    if (part === "title" || part === "guest") return plan[part] || phrases.common.none;
    return null;
  };
  const [a, b] = [said(theirs), said(mine)];
  return (
    <>
      <dt>{words.parts[part]}</dt>
      <dd>
        {a === null || b === null ? (
          words.changed
        ) : (
          <>
            {t("talks.edit.conflict.theirsNow", { text: a })}
            <br />
            {t("talks.edit.conflict.mineNow", { text: b })}
          </>
        )}
      </dd>
    </>
  );
}
