import type { SopGraph } from "@shuke/contract";
import type { Words } from "./words.ts";
import { shareWords } from "./words.ts";

/** What starts it, and where day 0 is if not there. */
export function triggerWords({ trigger, clock }: SopGraph, { t, phrases }: Words): string {
  const words = phrases.sopEditor.trigger;
  const start = (() => {
    switch (trigger.on) {
      case "event":
        return words.event[trigger.event];
      case "segment":
        return words.segment;
      case "condition":
        return t("sopEditor.trigger.conditionSay", { at: trigger.at });
      case "calendar":
        return t("sopEditor.trigger.calendarSay", { days: words.days[trigger.days.kind], at: trigger.at });
    }
  })();
  if (clock.from === "start") return start;
  const filled = t("sopEditor.trigger.filled", { share: shareWords(clock.share), size: clock.idealSize, day: String(clock.orDay) });
  return `${start} · ${filled}`;
}
