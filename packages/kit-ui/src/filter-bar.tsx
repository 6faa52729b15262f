import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { Button, Checkbox, Input, Segmented, Select } from "antd";
import { SearchOutlined } from "@ant-design/icons";

export type FilterValues = Record<string, string | string[] | undefined>;

export type Filter =
  | { kind: "text"; key: string; label: string; width?: number }
  | {
      kind: "select";
      key: string;
      label: string;
      options: Array<{ value: string; label: string }>;
      width?: number;
      onSearch?: (text: string) => void;
      loading?: boolean;
    }
  | {
      kind: "multi";
      key: string;
      label: string;
      options: Array<{ label: string; options: Array<{ value: string; label: string }> }>;
      width?: number;
    }
  /** Only those of which it is true. */
  | { kind: "flag"; key: string; label: string }
  | { kind: "segments"; key: string; label: string; options: Array<{ value: string; label: ReactNode }> };

type Props = {
  filters: Filter[];
  values: FilterValues;
  /** Called with the changed keys only; an empty value is `undefined`. The page writes them to the URL. */
  onChange: (patch: FilterValues) => void;
  clearWord: string;
  right?: ReactNode;
};

const used = (value: string | string[] | undefined) => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== "");

/** Filters whose state lives in the URL: what is shown here is what the address says. */
export function FilterBar({ filters, values, onChange, clearWord, right }: Props) {
  // A choice without an "all" has always one answer: nothing to clear.
  const fixed = (filter: Filter) => filter.kind === "segments" && filter.options.every((option) => option.value !== "");
  const always = new Set(filters.filter(fixed).map(({ key }) => key));
  // Also what only an address can ask for: nobody should wonder where the others have gone.
  const active = Object.keys(values).filter((key) => !always.has(key) && used(values[key]));
  return (
    <div className="filter-bar" role="search">
      {filters.map((filter) => (
        <FilterField key={filter.key} filter={filter} value={values[filter.key]} onChange={(value) => onChange({ [filter.key]: value })} />
      ))}
      {active.length > 0 ? (
        <Button type="link" size="small" onClick={() => onChange(Object.fromEntries(active.map((key) => [key, undefined])))}>
          {clearWord}
        </Button>
      ) : null}
      {right ? <div className="filter-right">{right}</div> : null}
    </div>
  );
}

type FieldProps = { filter: Filter; value: string | string[] | undefined; onChange: (value: string | string[] | undefined) => void };

function FilterField({ filter, value, onChange }: FieldProps) {
  const one = typeof value === "string" && value !== "" ? value : undefined;
  if (filter.kind === "text") return <TextFilter label={filter.label} width={filter.width ?? 240} value={one ?? ""} onChange={onChange} />;
  if (filter.kind === "flag") {
    return (
      <Checkbox checked={one !== undefined} onChange={(event) => onChange(event.target.checked ? "true" : undefined)}>
        {filter.label}
      </Checkbox>
    );
  }
  if (filter.kind === "segments") {
    return (
      <Segmented
        aria-label={filter.label}
        value={one ?? ""}
        options={filter.options}
        onChange={(next) => onChange(next === "" ? undefined : next)}
      />
    );
  }
  if (filter.kind === "multi") {
    return (
      <Select
        mode="multiple"
        aria-label={filter.label}
        placeholder={filter.label}
        maxTagCount="responsive"
        allowClear
        style={{ minWidth: filter.width ?? 200, maxWidth: 360 }}
        value={Array.isArray(value) ? value : []}
        options={filter.options}
        showSearch={{ optionFilterProp: "label" }}
        onChange={(next: string[]) => onChange(next.length > 0 ? next : undefined)}
      />
    );
  }
  return (
    <Select
      aria-label={filter.label}
      placeholder={filter.label}
      allowClear
      showSearch={filter.onSearch ? { filterOption: false, onSearch: filter.onSearch } : { optionFilterProp: "label" }}
      loading={filter.loading ?? false}
      style={{ minWidth: filter.width ?? 132 }}
      popupMatchSelectWidth={false}
      {...(one ? { value: one } : { value: null })}
      options={filter.options}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
    />
  );
}

/** Typing settles for 250 ms before it becomes the address. */
function TextFilter({
  label,
  width,
  value,
  onChange,
}: {
  label: string;
  width: number;
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    if (draft === value) return undefined;
    const timer = setTimeout(() => onChange(draft.trim() === "" ? undefined : draft.trim()), 250);
    return () => clearTimeout(timer);
  }, [draft, value, onChange]);
  return (
    <Input
      aria-label={label}
      placeholder={label}
      prefix={<SearchOutlined aria-hidden />}
      allowClear
      style={{ width }}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onPressEnter={() => onChange(draft.trim() === "" ? undefined : draft.trim())}
    />
  );
}
