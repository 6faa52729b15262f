import type { BoardChange } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { countWords, rateWords } from "../../kit/format.ts";

const arrows = { up: "▲", down: "▼", same: "＝", unknown: "·" } as const;
const tones = { up: "good", down: "bad", same: "plain", unknown: "plain" } as const;

/** A rate beside the period before: how far it moved, and whether that may be chance. */
export function Change({ change }: { change: BoardChange }) {
  const { t, phrases, language } = useWords();
  const { rate, before, trend } = change;
  const points = rate === null || before === null ? null : Math.round((rate - before) * 1000) / 10;
  const said =
    trend === "unknown"
      ? phrases.boards.trendHints.unknown
      : t("boards.changeSay", {
          trend: phrases.boards.trendHints[trend],
          before: rateWords(before),
          rate: rateWords(rate),
          decided: countWords(change.decided, language),
          decidedBefore: countWords(change.decidedBefore, language),
        });
  if (trend === "unknown" || points === null) {
    return (
      <span className="faint small" title={said}>
        {phrases.boards.trends.unknown}
      </span>
    );
  }
  const number = points === 0 ? "0" : `${points > 0 ? "+" : "−"}${Math.abs(points)}`;
  return (
    <span className={`change tone-${tones[trend]}`} role="img" aria-label={said} title={said}>
      {arrows[trend]} <span className="num">{t("boards.points", { points: number })}</span>
    </span>
  );
}
