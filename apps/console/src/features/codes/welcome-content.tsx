import { Select } from "antd";
import type { Content } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

/** What of the library a welcome may say; the one that is chosen stands in the list whatever became of it. */
export function useWelcomeContents(chosen: string | null): { contents: Content[]; chosen: Content | null; loading: boolean } {
  const canRead = useCan()("plays.read");
  const { data, isPending } = useCall("contents.list", { limit: 500 }, { enabled: canRead, staleTime: 30_000 });
  const contents = (data?.items ?? []).filter((one) => one.id === chosen || (one.usable && one.places.includes("welcome")));
  return { contents, chosen: contents.find(({ id }) => id === chosen) ?? null, loading: isPending && canRead };
}

export function WelcomeContent(props: { id: string; value: string | null; onChange: (value: string | null) => void }) {
  const { id, value, onChange } = props;
  const { phrases } = useWords();
  const { contents, loading } = useWelcomeContents(value);
  return (
    <Select
      id={id}
      allowClear
      loading={loading}
      placeholder={phrases.codes.form.contentNone}
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      options={contents.map((one) => ({ value: one.id, label: one.name }))}
      onChange={(next: string | null | undefined) => onChange(next ?? null)}
    />
  );
}
