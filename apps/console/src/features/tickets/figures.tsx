import type { Output } from "../../api.ts";
import { Facts } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Count, None } from "../../kit/bits.tsx";
import { rateWords } from "../../kit/format.ts";
import { useSpanWords } from "./words.tsx";

type Figures = Output<"tickets.figures">;

/** Held against what was agreed first; where nothing can be judged yet there is a dash. */
export function TicketFigures({ figures }: { figures: Figures }) {
  const { t, phrases } = useWords();
  const spanWords = useSpanWords();
  const { all, live, shown } = figures;
  const words = phrases.tickets.figures;
  return (
    <Facts
      items={[
        { key: "live", label: words.live, value: <Count value={live.open} /> },
        { key: "overdue", label: words.overdue, value: <Count value={live.overdue} /> },
        {
          key: "inTime",
          label: words.inTime,
          value: all.judged === 0 ? <None /> : rateWords(all.inTime / all.judged),
          hint: all.judged === 0 ? undefined : t("tickets.figures.inTimeHint", { judged: all.judged, inTime: all.inTime }),
        },
        { key: "median", label: words.median, value: spanWords(all.medianMinutes) },
        {
          key: "shown",
          label: words.shown,
          value: all.answered === 0 ? <None /> : rateWords(shown / all.answered),
          hint: all.answered === 0 ? undefined : t("tickets.figures.shownHint", { answered: all.answered, shown }),
        },
      ]}
    />
  );
}
