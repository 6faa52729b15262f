import { Button, Popconfirm } from "antd";
import type { Goal, GoalVerdict } from "@shuke/contract";
import { Panel, Sparkline, StatusTag } from "@shuke/kit-ui";
import type { Tone } from "@shuke/kit-ui";
import { fill } from "@shuke/phrases";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import { useCan } from "../../session.tsx";
import { goalWords } from "./words.ts";

const tones: Record<GoalVerdict, Tone> = {
  reached: "good",
  ahead: "good",
  "on-pace": "good",
  behind: "bad",
  missed: "bad",
  unknown: "plain",
};

type Props = { goal: Goal; edit: () => void; costs: () => void };

/** One goal: where it stands, where it should be by now, and where it is going. */
export function GoalCard({ goal, edit, costs }: Props) {
  const { t, phrases, language } = useWords();
  const canWrite = useCan()("plays.write");
  const archive = useAct("goals.archive", {
    refresh: ["goals"],
    said: (_, { archived }) => t(archived === false ? "goals.restored" : "goals.archived"),
  });
  const say = (value: number) => goalWords(value, goal.unit, language);
  const archived = goal.state === "archived";
  return (
    <Panel
      title={goal.name}
      note={fill(phrases.goals.metrics[goal.metric].means, { atLeast: goal.params.atLeast ?? 1 })}
      extra={<StatusTag tone={tones[goal.verdict]}>{verdictWords(goal, t)}</StatusTag>}
    >
      <div className="goal">
        <div className="goal-now">
          <span className="goal-value num">
            {goal.value === null ? "—" : goal.to ? <PathLink to={goal.to}>{say(goal.value)}</PathLink> : say(goal.value)}
          </span>
          <span className="soft">{t(goal.direction === "down" ? "goals.targetDown" : "goals.target", { target: say(goal.target) })}</span>
        </div>
        <Way goal={goal} />
        <div className="goal-trend">
          <Sparkline values={goal.history.map(({ value }) => value)} width={160} height={36} />
        </div>
        <ul className="goal-facts small soft">
          {goal.value === null && goal.reason ? <li>{phrases.goals.reasons[goal.reason]}</li> : null}
          {goal.expected !== null && goal.value !== null ? <li>{t("goals.expected", { value: say(goal.expected) })}</li> : null}
          <li>
            {goal.forecast
              ? goal.forecast.low === goal.forecast.high
                ? t("goals.forecastOne", { value: say(goal.forecast.low) })
                : t("goals.forecast", { low: say(goal.forecast.low), high: say(goal.forecast.high) })
              : t("goals.noForecast")}
          </li>
          <li>
            {t("goals.until", { day: goal.deadline, days: goal.daysLeft })}
            {goal.owner ? ` · ${t("goals.owner", { name: goal.owner.name })}` : ""}
            {goal.playbook ? ` · ${t("goals.ofPlaybook")}` : ""}
          </li>
          {goal.measuredAt ? (
            <li>
              <When at={goal.measuredAt} prefix={t("goals.measured")} />
            </li>
          ) : null}
        </ul>
      </div>
      {canWrite ? (
        <div className="row goal-verbs">
          {archived ? null : (
            <Button size="small" onClick={edit}>
              {t("goals.edit")}
            </Button>
          )}
          {goal.metric === "break-even" && !archived ? (
            <Button size="small" onClick={costs}>
              {t("goals.costs", { count: goal.costs.length })}
            </Button>
          ) : null}
          {archived ? (
            <Button size="small" onClick={() => archive.mutate({ id: goal.id, archived: false })}>
              {t("goals.restore")}
            </Button>
          ) : (
            <Popconfirm
              title={t("goals.archiveSay")}
              okText={t("goals.archive")}
              cancelText={t("common.cancel")}
              onConfirm={() => archive.mutate({ id: goal.id })}
            >
              <Button size="small">{t("goals.archive")}</Button>
            </Popconfirm>
          )}
        </div>
      ) : null}
    </Panel>
  );
}

function verdictWords(goal: Goal, t: ReturnType<typeof useWords>["t"]): string {
  const days = Math.abs(goal.aheadDays ?? 0);
  if ((goal.verdict === "ahead" || goal.verdict === "behind") && days > 0) return t(`goals.verdictDays.${goal.verdict}`, { count: days });
  return t(`goals.verdicts.${goal.verdict}`);
}

/** How much of the way lies behind, and a thin line where it should be by now. */
function Way({ goal }: { goal: Goal }) {
  const { t, language } = useWords();
  const from = goal.startValue ?? 0;
  const way = goal.target - from;
  const share = (value: number) => (way === 0 ? (value >= goal.target ? 1 : 0) : Math.max(0, Math.min(1, (value - from) / way)));
  const label =
    goal.value === null
      ? t("goals.verdicts.unknown")
      : t("goals.waySay", {
          value: goalWords(goal.value, goal.unit, language),
          target: goalWords(goal.target, goal.unit, language),
          expected: goal.expected === null ? "—" : goalWords(goal.expected, goal.unit, language),
        });
  return (
    <span className={`bullet tone-${tones[goal.verdict]}`} role="img" aria-label={label} title={label}>
      {goal.value === null ? null : <span className="bullet-fill" style={{ width: `${share(goal.value) * 100}%` }} />}
      {goal.expected === null || way === 0 ? null : <span className="bullet-target" style={{ left: `${share(goal.expected) * 100}%` }} />}
    </span>
  );
}
