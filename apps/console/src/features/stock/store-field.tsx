import { Select } from "antd";
import { useWords } from "../../i18n.ts";
import { useStoreOptions } from "../pickers/options.ts";

/** One store, found by typing; empty: all of them. */
export function StoreField(props: { id: string; label: string; value: string | null; change: (storeId: string | null) => void }) {
  const { phrases } = useWords();
  const { options, search, loading } = useStoreOptions(props.value ?? undefined);
  return (
    <label className="field" htmlFor={props.id}>
      {props.label}
      <Select
        id={props.id}
        allowClear
        showSearch={{ filterOption: false, onSearch: search }}
        loading={loading}
        placeholder={phrases.stock.everywhere}
        value={props.value ?? undefined}
        options={options}
        onChange={(value?: string) => props.change(value ?? null)}
      />
    </label>
  );
}
