import { Input, InputNumber, Select } from "antd";
import type { FieldTest } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import { DayRange, Days, Several } from "./inputs.tsx";

type FieldKind = "text" | "number" | "date" | "boolean" | "choice";
type Value = { key: string; is: FieldTest };
type Way = "known" | "is" | "has" | "range" | "past" | "ahead" | "anniversary" | "yes" | "no";

const ways: Record<FieldKind, readonly Way[]> = {
  text: ["known", "is", "has"],
  number: ["known", "range"],
  date: ["known", "range", "past", "ahead", "anniversary"],
  boolean: ["known", "yes", "no"],
  choice: ["known", "is"],
};

function wayOf(is: FieldTest): Way {
  switch (is.op) {
    case "known":
      return "known";
    case "text-is":
    case "choice":
      return "is";
    case "text-has":
      return "has";
    case "number":
    case "date":
      return "range";
    case "date-within":
      return is.ahead ? "ahead" : "past";
    case "anniversary":
      return "anniversary";
    case "flag":
      return is.value ? "yes" : "no";
  }
}

function testOf(kind: FieldKind, way: Way): FieldTest {
  switch (way) {
    case "known":
      return { op: "known" };
    case "is":
      return kind === "choice" ? { op: "choice", options: [] } : { op: "text-is", values: [] };
    case "has":
      return { op: "text-has", part: "" };
    case "range":
      return kind === "date" ? { op: "date", from: null, to: null } : { op: "number", from: null, to: null };
    case "past":
      return { op: "date-within", days: 30, ahead: false };
    case "ahead":
      return { op: "date-within", days: 7, ahead: true };
    case "anniversary":
      return { op: "anniversary", days: 7 };
    case "yes":
      return { op: "flag", value: true };
    case "no":
      return { op: "flag", value: false };
  }
}

/** A field of the corp's own, asked as its kind allows. */
export function FieldInput({ value, change }: { value: Value; change: (value: Value) => void }) {
  const { t, phrases } = useWords();
  const { data } = useCall("fields.list", { archived: false }, { staleTime: 60_000 });
  const fields = data?.fields ?? [];
  const field = fields.find(({ key }) => key === value.key);
  const kind = field?.kind ?? "text";
  const { is } = value;
  const put = (next: FieldTest) => change({ ...value, is: next });
  return (
    <>
      <Select
        aria-label={phrases.segments.kinds.field}
        className="segment-select"
        placeholder={t("segments.fill.choose")}
        value={value.key || undefined}
        {...(value.key === "" ? { status: "error" as const } : {})}
        options={fields.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={(key: string) => change({ key, is: { op: "known" } })}
      />
      <Select<Way>
        aria-label={t("segments.fill.is")}
        className="segment-select"
        value={wayOf(is)}
        options={ways[kind].map((way) => ({ value: way, label: phrases.segments.fill[way] }))}
        onChange={(way) => put(testOf(kind, way))}
      />
      {is.op === "text-is" ? (
        <Select
          mode="tags"
          aria-label={t("segments.fill.is")}
          className="segment-wide"
          value={is.values}
          onChange={(values: string[]) => put({ op: "text-is", values })}
          {...(is.values.length === 0 ? { status: "error" as const } : {})}
        />
      ) : null}
      {is.op === "choice" ? (
        <Several
          label={t("segments.fill.is")}
          options={(field?.options ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={is.options}
          missing={is.options.length === 0}
          change={(options) => put({ op: "choice", options })}
        />
      ) : null}
      {is.op === "text-has" ? (
        <Input
          aria-label={t("segments.fill.has")}
          className="segment-select"
          value={is.part}
          {...(is.part === "" ? { status: "error" as const } : {})}
          onChange={(event) => put({ op: "text-has", part: event.target.value })}
        />
      ) : null}
      {is.op === "number" ? (
        <>
          <InputNumber
            aria-label={t("segments.fill.from")}
            placeholder={t("segments.fill.from")}
            value={is.from}
            onChange={(from) => put({ ...is, from })}
          />
          <InputNumber
            aria-label={t("segments.fill.to")}
            placeholder={t("segments.fill.to")}
            value={is.to}
            onChange={(to) => put({ ...is, to })}
          />
        </>
      ) : null}
      {is.op === "date" ? <DayRange from={is.from} to={is.to} change={(range) => put({ op: "date", ...range })} /> : null}
      {is.op === "date-within" || is.op === "anniversary" ? (
        <Days value={is.days} change={(days) => put({ ...is, days: Math.min(days, 366) })} />
      ) : null}
    </>
  );
}
