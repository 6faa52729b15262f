import type { MomentPlan } from "@shuke/contract";
import { PhonePreview } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useContentsFor } from "../contents/choose.tsx";
import { bubblesOf, type Files } from "../contents/draft.ts";

const noFiles: Files = new Map();

/** As it stands among a friend's moments, more or less: words, then what hangs on them. */
export function MomentPicture({ plan: { text, contentId, link } }: { plan: Pick<MomentPlan, "text" | "contentId" | "link"> }) {
  const { phrases } = useWords();
  const words = phrases.moments.form;
  const { chosen } = useContentsFor("mass", contentId);
  const said = text.trim() === "" ? (chosen?.text ?? "") : text;
  const card = link && link.title !== "" ? [{ kind: "link" as const, title: link.title, desc: "" }] : [];
  return (
    <PhonePreview
      title={words.phone}
      time="10:00"
      avatar={phrases.sends.form.you}
      label={words.preview}
      placeholder={words.previewEmpty}
      bubbles={[...bubblesOf({ text: said, attachments: chosen?.attachments ?? [] }, noFiles, phrases.contents), ...card]}
    />
  );
}
