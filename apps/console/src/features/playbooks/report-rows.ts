import type { LightValue } from "@shuke/kit-ui";

export type StepRow = {
  key: string;
  name: string;
  entered: number | null;
  done: number | null;
  rate: number | null;
  target: number | null;
  status: LightValue;
};

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
const lights: readonly LightValue[] = ["green", "amber", "red", "unknown"];

/** A report's steps are an open record on the wire: what is there is read, what is not is a dash. */
export function stepRows(steps: ReadonlyArray<Record<string, unknown>>): StepRow[] {
  return steps.map((step, index) => {
    const key = typeof step["key"] === "string" ? step["key"] : typeof step["step"] === "string" ? step["step"] : String(index + 1);
    return {
      key: `${typeof step["sop"] === "string" ? `${step["sop"]}/` : ""}${key}`,
      name: typeof step["name"] === "string" ? step["name"] : key,
      entered: number(step["entered"]),
      done: number(step["done"]),
      rate: number(step["rate"]),
      target: number(step["target"]),
      status: lights.find((light) => light === step["status"]) ?? "unknown",
    };
  });
}

/** Calls in all: the figure called `total`, else the sum of the numbers that are there. */
export function total(calls: Record<string, unknown>): number | null {
  const said = number(calls["total"]);
  if (said !== null) return said;
  const numbers = Object.values(calls)
    .map(number)
    .filter((value) => value !== null);
  return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0);
}
