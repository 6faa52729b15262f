import { Checkbox, Input, Select } from "antd";
import type { SlotPlan } from "@shuke/contract";
import { slotPages } from "@shuke/contract/calendar-words";
import { useWords } from "../../i18n.ts";
import { useCall } from "../../kit/use-call.ts";

type Words = Pick<SlotPlan, "text" | "contentId" | "link">;

/** A card without a title is none. */
export const isComplete = ({ link }: Words): boolean => link === null || link.title.trim() !== "";

/** What a post says: a content of the library or words of its own, and a card with a link. */
export function PostWords({
  id,
  label,
  words,
  change,
}: {
  id: string;
  label: string;
  words: Words;
  change: (patch: Partial<Words>) => void;
}) {
  const { phrases } = useWords();
  const contents = useCall("contents.list", { limit: 100 }, { staleTime: 60_000 });
  const w = phrases.calendar.edit;
  const { link } = words;
  const setLink = (patch: Partial<NonNullable<Words["link"]>>) =>
    change({ link: { title: "", desc: "", page: "welfare", ...link, ...patch } });
  return (
    <>
      <label className="field" htmlFor={`${id}-content`}>
        {w.content}
        <Select
          id={`${id}-content`}
          allowClear
          placeholder={w.contentNone}
          showSearch={{ optionFilterProp: "label" }}
          value={words.contentId ?? undefined}
          options={(contents.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          onChange={(contentId?: string) => change({ contentId: contentId ?? null })}
        />
      </label>
      {words.contentId === null ? (
        <label className="field">
          {label}
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 12 }}
            maxLength={1000}
            showCount
            value={words.text}
            onChange={(event) => change({ text: event.target.value })}
          />
        </label>
      ) : null}
      <Checkbox checked={link !== null} onChange={(event) => (event.target.checked ? setLink({}) : change({ link: null }))}>
        {w.link}
      </Checkbox>
      {link ? (
        <div className="fields">
          <label className="field">
            {w.linkTitle}
            <Input value={link.title} maxLength={40} onChange={(event) => setLink({ title: event.target.value })} />
          </label>
          <label className="field">
            {w.linkDesc}
            <Input value={link.desc} maxLength={100} onChange={(event) => setLink({ desc: event.target.value })} />
          </label>
          <label className="field" htmlFor={`${id}-page`}>
            {w.linkPage}
            <Select
              id={`${id}-page`}
              value={link.page}
              options={slotPages.map((value) => ({ value, label: w.pages[value] }))}
              onChange={(page) => setLink({ page })}
            />
          </label>
        </div>
      ) : null}
    </>
  );
}
