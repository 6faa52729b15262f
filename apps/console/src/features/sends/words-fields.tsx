import { Button, Checkbox, Input, Select } from "antd";
import type { SendContent } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { ChooseContent, useContentsFor } from "../contents/choose.tsx";

export const emptyContent: SendContent = { text: "" };
export const isWritten = ({ text, link, contentId }: SendContent): boolean =>
  (text.trim() !== "" || contentId !== undefined) && (link === undefined || link.title.trim() !== "");

function without(content: SendContent, part: "link" | "contentId"): SendContent {
  const { [part]: _, ...rest } = content;
  return rest;
}

/** What one task carries: words, what hangs on a content of the library, and a card with a link if wanted. */
export function WordsFields({
  id,
  label,
  content,
  change,
  remove,
}: {
  id: string;
  label: string;
  content: SendContent;
  change: (content: SendContent) => void;
  remove?: () => void;
}) {
  const { t, phrases } = useWords();
  const words = phrases.sends.form;
  const { text, link, contentId } = content;
  const { chosen } = useContentsFor("mass", contentId ?? null);
  const setLink = (patch: Partial<NonNullable<SendContent["link"]>>) =>
    change({ ...content, link: { title: "", desc: "", page: "welfare", ...link, ...patch } });
  return (
    <div className="stack send-words">
      <div className="field">
        <div className="row">
          <label htmlFor={id}>{label}</label>
          {remove ? (
            <Button size="small" type="text" onClick={remove}>
              {t("sends.form.removeVariant")}
            </Button>
          ) : null}
        </div>
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={1200}
          showCount
          placeholder={chosen ? t("sends.form.textOf", { name: chosen.name }) : ""}
          value={text}
          onChange={(event) => change({ ...content, text: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-content`}>{words.content}</label>
        <ChooseContent
          id={`${id}-content`}
          place="mass"
          none={words.contentNone}
          value={contentId ?? null}
          onChange={(next) => change(next === null ? without(content, "contentId") : { ...content, contentId: next })}
        />
        <span className="field-hint">{chosen && !chosen.usable ? words.contentGone : words.contentHint}</span>
      </div>
      <Checkbox
        checked={link !== undefined}
        onChange={(event) => {
          if (event.target.checked) setLink({});
          else change(without(content, "link"));
        }}
      >
        {words.link}
      </Checkbox>
      {link ? (
        <div className="fields">
          <label className="field">
            {words.linkTitle}
            <Input value={link.title} maxLength={40} onChange={(event) => setLink({ title: event.target.value })} />
          </label>
          <label className="field">
            {words.linkDesc}
            <Input value={link.desc} maxLength={100} onChange={(event) => setLink({ desc: event.target.value })} />
          </label>
          <label className="field" htmlFor={`${id}-page`}>
            {words.page}
            <Select
              id={`${id}-page`}
              value={link.page}
              options={(["welfare", "find-store"] as const).map((value) => ({ value, label: words.pages[value] }))}
              onChange={(page) => setLink({ page })}
            />
          </label>
        </div>
      ) : null}
    </div>
  );
}
