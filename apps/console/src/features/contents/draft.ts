import type { AssetFile, Content, ContentAttachment } from "@shuke/contract";
import type { PhoneBubble } from "@shuke/kit-ui";
import type { ConsolePhrases } from "../../i18n.ts";
import { fileHref, thumbOf } from "./upload.ts";

export type Draft = Pick<Content, "name" | "folderId" | "text" | "attachments"> & { expires: string };
export type Files = ReadonlyMap<string, AssetFile>;

export const emptyDraft: Draft = { name: "", folderId: null, text: "", attachments: [], expires: "" };

/** Whether a card says what it must. */
export function isWhole(one: ContentAttachment): boolean {
  if (one.kind === "link") return one.title.trim() !== "" && /^(https?:\/\/[^\s/]+|\/m\/)\S*$/.test(one.url.trim());
  if (one.kind === "miniprogram") return [one.title, one.appid, one.page, one.fileId].every((part) => part.trim() !== "");
  return true;
}

/** Gaps by what stands in their place. */
export function readable(text: string, words: ConsolePhrases["contents"]): string {
  const names: Record<string, string> = { ...words.form.variables };
  return text.replaceAll(/\{\{(\w+)\}\}/g, (gap, name: string) => (names[name] ? `〔${names[name]}〕` : gap));
}

/** What the customer's phone shows, gaps filled with what they stand for. */
export function bubblesOf(draft: Pick<Draft, "text" | "attachments">, files: Files, words: ConsolePhrases["contents"]): PhoneBubble[] {
  const text = readable(draft.text, words).trim();
  return [
    ...(text === "" ? [] : [{ kind: "text" as const, text }]),
    ...draft.attachments.map((one): PhoneBubble => {
      switch (one.kind) {
        case "image":
          return { kind: "picture", src: fileHref(one.fileId), alt: files.get(one.fileId)?.name ?? words.kinds.image };
        case "video":
        case "file":
          return { kind: "file", name: files.get(one.fileId)?.name ?? words.kinds[one.kind], hint: words.kinds[one.kind] };
        case "link":
          return {
            kind: "link",
            title: one.title || words.form.title,
            desc: one.desc ?? "",
            ...(one.fileId ? { src: thumbOf(one.fileId) } : {}),
          };
        case "miniprogram": {
          const src = one.fileId === "" ? {} : { src: thumbOf(one.fileId) };
          return { kind: "link", title: one.title || words.form.title, desc: words.kinds.miniprogram, ...src };
        }
      }
    }),
  ];
}
