import { Select } from "antd";
import { useWords } from "../../i18n.ts";
import { useStoreOptions } from "../pickers/options.ts";

/** One store, or all of them. */
export function StorePick({ store, onChange }: { store: string | undefined; onChange: (store: string | undefined) => void }) {
  const { t } = useWords();
  const { options, search, loading } = useStoreOptions(store);
  return (
    <Select
      size="small"
      aria-label={t("common.store")}
      allowClear
      showSearch={{ filterOption: false, onSearch: search }}
      loading={loading}
      placeholder={t("sops.allStores")}
      popupMatchSelectWidth={false}
      style={{ minWidth: 160 }}
      value={store ?? null}
      options={options}
      onChange={(value: string | null | undefined) => onChange(value ?? undefined)}
    />
  );
}
