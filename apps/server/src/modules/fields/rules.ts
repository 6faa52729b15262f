import type { ErrorCode } from "@shuke/phrases";
import type { Field, FieldKind, FieldValue, Value } from "./types.ts";

export type Misfit = { code: ErrorCode; details: Record<string, unknown> };

const MOST_TEXT = 500;
const MOST_NUMBER = 1e15;

type Shape = Pick<Field, "name" | "kind" | "options">;

/** What a field accepts, brought into its one form; a choice answers to its id and to its name. */
export function accept(field: Shape, value: Value): Value | Misfit {
  const no = (code: ErrorCode): Misfit => ({ code, details: { field: field.name, value: String(value).slice(0, 80) } });
  switch (field.kind) {
    case "text": {
      const text = String(value).trim();
      return text.length > MOST_TEXT ? { code: "fieldValueTooLong", details: { field: field.name, most: MOST_TEXT } } : text;
    }
    case "number": {
      const number = typeof value === "number" ? value : readNumber(String(value));
      return number !== null && Math.abs(number) <= MOST_NUMBER ? number : no("fieldValueNumber");
    }
    case "date":
      return readDay(String(value)) ?? no("fieldValueDate");
    case "boolean":
      return (typeof value === "boolean" ? value : readAnswer(String(value))) ?? no("fieldValueBoolean");
    case "choice": {
      const text = String(value).trim();
      const option = field.options.find(({ id, name }) => id === text || name === text);
      return option?.id ?? { code: "fieldValueChoice", details: { field: field.name, value: text.slice(0, 80), options: some(field) } };
    }
  }
}

export const isMisfit = (value: Value | Misfit): value is Misfit => typeof value === "object";

const some = ({ options }: Shape) =>
  options
    .slice(0, 8)
    .map(({ name }) => name)
    .join("、") + (options.length > 8 ? "…" : "");

/** 1,234.5 and 1234.5; a percent sign or a unit is no number. */
function readNumber(text: string): number | null {
  const plain = text.trim().replaceAll(/(?<=\d),(?=\d{3}(\D|$))/gu, "");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/iu.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/** 2026-03-05, 2026/3/5, 2026.3.5 and 2026年3月5日, if there is such a day. */
function readDay(text: string): string | null {
  const parts = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?(?:[ T]00:00(?::00)?)?$/u.exec(text.trim());
  if (!parts) return null;
  const day = `${parts[1]}-${parts[2]?.padStart(2, "0")}-${parts[3]?.padStart(2, "0")}`;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : null;
}

function readAnswer(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (["是", "有", "对", "true", "yes", "y", "1"].includes(word)) return true;
  return ["否", "无", "没有", "不是", "false", "no", "n", "0"].includes(word) ? false : null;
}

export type Columns = { text: string | null; number: number | null; date: string | null };

/** Where a value lives: one column per way of comparing. */
export function columnsOf(kind: FieldKind, value: FieldValue): Columns {
  const none = { text: null, number: null, date: null };
  if (value === null) return none;
  if (kind === "number") return { ...none, number: Number(value) };
  if (kind === "date") return { ...none, date: String(value) };
  return { ...none, text: String(value) };
}

/** And back again. */
export function valueOf(kind: FieldKind, { text, number, date }: Columns): FieldValue {
  if (kind === "number") return number;
  if (kind === "date") return date;
  return kind === "boolean" && text !== null ? text === "true" : text;
}

/** Under what a value is counted: a field's own number ('') always, an option or an answer by itself. */
export const countedAs = (kind: FieldKind, value: Value): string[] =>
  kind === "choice" || kind === "boolean" ? ["", String(value)] : [""];
