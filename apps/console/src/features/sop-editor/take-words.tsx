import { Select } from "antd";
import { useCall } from "../../kit/use-call.ts";
import { useEditorWords } from "./use-editor.ts";

const MOST = 1200;

/** Fills in the words of a content of the library: a copy, so that a step keeps what was published. Only those that say the same to all. */
export function TakeWords({ label, take }: { label: string; take: (text: string) => void }) {
  const { phrases } = useEditorWords();
  const { data } = useCall("contents.list", { limit: 500 }, { staleTime: 60_000 });
  const fitting = (data?.items ?? []).filter(
    ({ usable, places, text }) => usable && places.includes("mass") && text !== "" && text.length <= MOST,
  );
  if (fitting.length === 0) return null;
  const words = phrases.sopEditor.step.fromLibrary;
  return (
    <Select<string | null>
      aria-label={`${label}: ${words}`}
      placeholder={words}
      showSearch={{ optionFilterProp: "label" }}
      // It stays empty: what was taken stands in the text.
      value={null}
      options={fitting.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => {
        const chosen = fitting.find((one) => one.id === id);
        if (chosen) take(chosen.text);
      }}
    />
  );
}
