import { useState } from "react";
import { Button } from "antd";
import { PlusOutlined, WarningFilled } from "@ant-design/icons";
import type { CalendarSlot, CalendarWeek } from "@shuke/contract";
import { StatusTag, type Tone } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { dayWords } from "../../kit/time.ts";
import { arrowMove } from "./moves.ts";

type Props = {
  week: CalendarWeek;
  canWrite: boolean;
  open: (slotId: string) => void;
  add: (day: string) => void;
  move: (slot: CalendarSlot, to: { day: string; at: string }) => void;
};

const tones: Record<CalendarSlot["state"], Tone> = {
  draft: "plain",
  published: "primary",
  waiting: "watch",
  given: "good",
  missed: "bad",
  cancelled: "plain",
};
const weekdays = ["1", "2", "3", "4", "5", "6", "7"] as const;

/** Seven days side by side; drafts are dragged from one to another, or moved with the keyboard. */
export function WeekGrid({ week, canWrite, open, add, move }: Props) {
  const { t, phrases, language } = useWords();
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const words = phrases.calendar;
  const drop = (day: string) => {
    const slot = week.slots.find(({ id }) => id === dragged);
    setDragged(null);
    setOver(null);
    if (slot && slot.day !== day) move(slot, { day, at: slot.at });
  };
  return (
    <div className="week-grid">
      {week.days.map((day, n) => {
        const slots = week.slots.filter((slot) => slot.day === day);
        const wrong = week.problems.filter((one) => one.day === day && one.slotId === null);
        const name = `${words.weekdays[weekdays[n] ?? "1"]} ${dayWords(day, language)}`;
        return (
          <section
            key={day}
            aria-label={name}
            className={`week-day${day === week.today ? " now" : ""}${over === day ? " over" : ""}`}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(day);
            }}
            onDragLeave={() => setOver((old) => (old === day ? null : old))}
            onDrop={(event) => {
              event.preventDefault();
              drop(day);
            }}
          >
            <h3>
              {name}
              {day === week.today ? <small>{words.today}</small> : null}
            </h3>
            <ul>
              {slots.map((slot) => (
                <li key={slot.id}>
                  <SlotCard
                    slot={slot}
                    week={week}
                    canWrite={canWrite}
                    label={t("calendar.slotLabel", {
                      day: name,
                      at: slot.at,
                      column: slot.column,
                      road: words.roads[slot.road],
                      state: words.states[slot.state],
                    })}
                    open={open}
                    move={move}
                    drag={setDragged}
                  />
                </li>
              ))}
            </ul>
            {wrong.map((one) => (
              <p key={one.code} className="week-caution small">
                {one.message}
              </p>
            ))}
            {canWrite && day >= week.today ? (
              <Button
                type="text"
                size="small"
                icon={<PlusOutlined />}
                aria-label={t("calendar.addOn", { day: name })}
                onClick={() => add(day)}
              >
                {words.add}
              </Button>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}

type CardProps = Omit<Props, "add"> & { slot: CalendarSlot; label: string; drag: (id: string | null) => void };

function SlotCard({ slot, week, canWrite, label, open, move, drag }: CardProps) {
  const { phrases } = useWords();
  const words = phrases.calendar;
  const movable = canWrite && slot.state === "draft";
  const wrong = week.problems.filter(({ slotId }) => slotId === slot.id);
  const refused = wrong.some(({ refuses }) => refuses);
  const mark = refused ? " refused" : wrong.length > 0 ? " caution" : "";
  return (
    <button
      type="button"
      id={`slot-${slot.id}`}
      className={`week-slot of-${slot.value} is-${slot.state}${mark}`}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", slot.id);
        drag(slot.id);
      }}
      onDragEnd={() => drag(null)}
      onClick={() => open(slot.id)}
      onKeyDown={(event) => {
        const to = movable && event.altKey ? arrowMove(week.days, slot, event.key) : null;
        if (to === null) return;
        event.preventDefault();
        move(slot, to);
      }}
    >
      <span className="unseen">{[label, ...wrong.map(({ message }) => message)].join("。")}</span>
      <span className="week-slot-inside" aria-hidden>
        <span className="week-slot-head">
          <b>{slot.at}</b>
          <span>{words.roads[slot.road]}</span>
        </span>
        <span className="week-slot-name">{slot.column}</span>
        {slot.words === "" ? null : <span className="week-slot-words soft">{slot.words}</span>}
        <span className="week-slot-foot">
          <span className="value-dot" aria-hidden />
          {words.values[slot.value]}
          {slot.selling ? ` · ${words.selling}` : ""}
        </span>
        {slot.state === "draft" ? null : <StatusTag tone={tones[slot.state]}>{words.states[slot.state]}</StatusTag>}
        {wrong.length === 0 ? null : (
          <span className="week-slot-wrong small">
            <WarningFilled /> {wrong[0]?.message}
          </span>
        )}
      </span>
    </button>
  );
}
