import type { FilterValues } from "@shuke/kit-ui";
import { useWords } from "../i18n.ts";

/** From day to day, as the address has it. */
export function DayRange({
  from,
  to,
  change,
}: {
  from: string | undefined;
  to: string | undefined;
  change: (patch: FilterValues) => void;
}) {
  const { t } = useWords();
  return (
    <span className="days" role="group" aria-label={t("orders.range")}>
      <DayInput label={t("orders.from")} value={from} pick={(day) => change({ from: day })} />
      <DayInput label={t("orders.to")} value={to} pick={(day) => change({ to: day })} />
    </span>
  );
}

function DayInput({ label, value, pick }: { label: string; value: string | undefined; pick: (day: string | undefined) => void }) {
  return (
    <label className="day-input">
      <span className="soft small">{label}</span>
      <input type="date" value={value ?? ""} onChange={(event) => pick(event.target.value || undefined)} />
    </label>
  );
}
