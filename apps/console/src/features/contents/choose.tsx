import { Select } from "antd";
import type { Content } from "@shuke/contract";
import type { ContentPlace } from "@shuke/contract/asset-words";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

/** What of the library may go out there; the one that is chosen stands in the list whatever became of it. */
export function useContentsFor(
  place: ContentPlace,
  chosen: string | null,
): { contents: Content[]; chosen: Content | null; loading: boolean } {
  const canRead = useCan()("plays.read");
  const { data, isPending } = useCall("contents.list", { limit: 500 }, { enabled: canRead, staleTime: 30_000 });
  const contents = (data?.items ?? []).filter((one) => one.id === chosen || (one.usable && one.places.includes(place)));
  return { contents, chosen: contents.find(({ id }) => id === chosen) ?? null, loading: isPending && canRead };
}

/** A choice of one of them, or none. */
export function ChooseContent(props: {
  id: string;
  place: ContentPlace;
  none: string;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { id, place, none, value, onChange } = props;
  const { contents, loading } = useContentsFor(place, value);
  return (
    <Select
      id={id}
      allowClear
      loading={loading}
      placeholder={none}
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      options={contents.map((one) => ({ value: one.id, label: one.name }))}
      onChange={(next: string | null | undefined) => onChange(next ?? null)}
    />
  );
}
