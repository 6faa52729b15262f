import { Input, InputNumber, Select } from "antd";
import type { CustomField, FieldTest } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import { DayRange, Days, OneOf, Several } from "./inputs.tsx";

type FieldKind = CustomField["kind"];
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
        status={value.key === "" ? "error" : ""}
        options={fields.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={(key: string) => change({ key, is: { op: "known" } })}
      />
      <OneOf
        label={t("segments.fill.is")}
        words={phrases.segments.fill}
        of={ways[kind]}
        value={wayOf(is)}
        change={(way) => put(testOf(kind, way))}
      />
      {is.op === "text-is" ? (
        <Select
          mode="tags"
          aria-label={t("segments.fill.is")}
          className="segment-wide"
          value={is.values}
          onChange={(values: string[]) => put({ op: "text-is", values })}
          status={is.values.length === 0 ? "error" : ""}
        />
      ) : null}
      {is.op === "choice" ? (
        <Several
          label={t("segments.fill.is")}
          options={(field?.options ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={is.options}
          change={(options) => put({ op: "choice", options })}
        />
      ) : null}
      {is.op === "text-has" ? (
        <Input
          aria-label={t("segments.fill.has")}
          className="segment-select"
          value={is.part}
          status={is.part === "" ? "error" : ""}
          onChange={(event) => put({ op: "text-has", part: event.target.value })}
        />
      ) : null}
      {is.op === "number"
        ? (["from", "to"] as const).map((end) => (
            <InputNumber
              key={end}
              aria-label={t(`segments.fill.${end}`)}
              placeholder={t(`segments.fill.${end}`)}
              value={is[end]}
              onChange={(next) => put({ ...is, [end]: next })}
            />
          ))
        : null}
      {is.op === "date" ? <DayRange from={is.from} to={is.to} change={(range) => put({ op: "date", ...range })} /> : null}
      {is.op === "date-within" || is.op === "anniversary" ? (
        <Days value={is.days} change={(days) => put({ ...is, days: Math.min(days, 366) })} />
      ) : null}
    </>
  );
}
