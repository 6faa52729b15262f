import { useState } from "react";
import type { ReactNode } from "react";
import { Input, InputNumber } from "antd";

/** A label over its field, a hint under it. */
export function Field({ label, hint, children }: { label: string; hint?: string | undefined; children: ReactNode }) {
  return (
    <div className="sop-field">
      <span className="sop-label" aria-hidden>
        {label}
      </span>
      {children}
      {hint ? <p className="faint small">{hint}</p> : null}
    </div>
  );
}

type Num = { label: string; value: number | null; min: number; max: number; change: (value: number) => void; suffix?: string };

export function NumberField({ label, value, min, max, change, suffix }: Num) {
  return (
    <InputNumber
      aria-label={label}
      value={value}
      min={min}
      max={max}
      precision={0}
      {...(suffix ? { suffix } : {})}
      onChange={(next) => next !== null && change(next)}
    />
  );
}

const HOUR = /^([01]\d|2[0-3]):[0-5]\d$/;

/** A local hour, `HH:MM` whatever the browser's habits are. What is no hour yet is marked and not taken over. */
export function HourField({ label, value, change }: { label: string; value: string; change: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // Changed from elsewhere, such as by an undo.
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  return (
    <Input
      aria-label={label}
      placeholder="10:30"
      inputMode="numeric"
      maxLength={5}
      value={typed}
      {...(HOUR.test(typed) ? {} : { status: "error" as const })}
      onChange={(event) => {
        const text = event.target.value.replace("：", ":");
        setTyped(text);
        if (HOUR.test(text)) {
          setKnown(text);
          change(text);
        }
      }}
      onBlur={() => setTyped(value)}
    />
  );
}
