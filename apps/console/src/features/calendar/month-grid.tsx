import { Link } from "@tanstack/react-router";
import type { GroupClass } from "@shuke/contract";
import { EmptyState } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { dayWords, shiftDay } from "../../kit/time.ts";

const MOST = 4;
const weekdays = ["1", "2", "3", "4", "5", "6", "7"] as const;

/** The weeks of a month; each day leads to its week. */
export function MonthGrid({ month, data, groupClass }: { month: string; data: Output<"calendar.month">; groupClass: GroupClass }) {
  const { t, phrases, language } = useWords();
  const words = phrases.calendar;
  const days: string[] = [];
  for (let day = data.from; day <= data.to; day = shiftDay(day, 1)) days.push(day);
  return (
    <>
      {data.slots.length === 0 ? <EmptyState art="none" sentence={words.monthEmpty} /> : null}
      <div className="month-grid">
        {weekdays.map((one) => (
          <b key={one} className="month-head soft small">
            {words.weekdays[one]}
          </b>
        ))}
        {days.map((day) => {
          const slots = data.slots.filter((slot) => slot.day === day && slot.state !== "cancelled");
          const other = day.startsWith(month) ? "" : " other";
          return (
            <Link
              key={day}
              to="/calendar"
              search={{ groupClass, week: day }}
              className={`month-day${other}${day === data.today ? " now" : ""}`}
            >
              <span className="month-date">{dayWords(day, language)}</span>
              {slots.slice(0, MOST).map((slot) => (
                <span key={slot.id} className={`month-slot of-${slot.value} is-${slot.state}`}>
                  <span className="value-dot" aria-hidden />
                  {slot.at} {slot.column}
                </span>
              ))}
              {slots.length > MOST ? <span className="small soft">{t("calendar.monthMore", { count: slots.length - MOST })}</span> : null}
            </Link>
          );
        })}
      </div>
    </>
  );
}
