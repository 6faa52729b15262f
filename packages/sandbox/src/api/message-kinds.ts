import { fail } from "../kit/errors.ts";
import { bool, int, list, object, oneOf, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { Attachment, JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";
import { checkMedia } from "./attachments.ts";
import { CARD, CARD_ERRORS, checkCard } from "./template-cards.ts";

const WORDS = object({ content: text({ required: 44004, maxBytes: "app-message.text", code: 45002 }) });
const STORED = object({ media_id: text({ required: 41006 }) });

const ARTICLE = {
  title: text({ required: 40058, maxBytes: "app-message.title" }),
  description: text({ maxBytes: "app-message.description" }),
  url: text({ maxBytes: "app-message.url" }),
  picurl: text({ maxBytes: "app-message.url" }),
  appid: text(),
  pagepath: text(),
};

const MP_ARTICLE = {
  title: text({ required: 40058, maxBytes: "app-message.title" }),
  thumb_media_id: text({ required: 41006 }),
  author: text({ maxBytes: "app-message.author", code: 45032 }),
  content_source_url: text({ maxBytes: "app-message.url" }),
  content: text({ required: 44004, maxBytes: "app-message.content", code: 45002 }),
  digest: text({ maxBytes: "app-message.description" }),
};

/** What an application can send, by msgtype (O-90236). */
export const KINDS = [
  "text",
  "markdown",
  "textcard",
  "image",
  "voice",
  "video",
  "file",
  "news",
  "mpnews",
  "miniprogram_notice",
  "template_card",
] as const;
export type Kind = (typeof KINDS)[number];

export const CONTENTS = {
  text: WORDS,
  markdown: WORDS,
  textcard: object({
    title: text({ required: 40058, maxBytes: "app-message.title" }),
    description: text({ required: 40058, maxBytes: "app-message.description" }),
    url: text({ required: 41010, maxBytes: "app-message.url" }),
    btntxt: text({ maxChars: "app-message.button" }),
  }),
  image: STORED,
  voice: STORED,
  file: STORED,
  video: object({
    media_id: text({ required: 41006 }),
    title: text({ maxBytes: "app-message.title" }),
    description: text({ maxBytes: "app-message.description" }),
  }),
  news: object({ articles: list(object(ARTICLE, { required: 40058 }), { required: 45008, max: "app-message.articles", tooMany: 45008 }) }),
  mpnews: object({
    articles: list(object(MP_ARTICLE, { required: 40058 }), { required: 45008, max: "app-message.articles", tooMany: 45008 }),
  }),
  miniprogram_notice: object({
    appid: text({ required: 90200 }),
    page: text({ code: 90204 }),
    title: text({ required: 40058, minChars: 4, maxChars: "notice.title" }),
    description: text({ minChars: 4, maxChars: "notice.title" }),
    emphasis_first_item: bool(),
    content_item: list(
      object(
        {
          key: text({ required: 90202, code: 90202, maxChars: "notice.key" }),
          value: text({ required: 90203, code: 90203, maxChars: "notice.value" }),
        },
        { required: 40058 },
      ),
      { max: "notice.items", tooMany: 90201 },
    ),
  }),
  template_card: object(CARD),
};

export const MSGTYPE = oneOf(KINDS, { required: 40008, code: 40008 });
export const SAFE = oneOf([0, 1, 2], { fallback: 0, note: "taken, phones here can copy everything" });
export const ID_TRANS = int({ note: "for third parties: taken, without effect" });
export const CONTENT_ERRORS = [40007, ...CARD_ERRORS] as const;

/** What a phone shows of a message. */
export interface Shown {
  title: string;
  text: string;
  url: string;
  attachments: Attachment[];
}

type Contents = Values<typeof CONTENTS>;

/** Checks what concerns the world and gives the message as phones show it. `raw` keeps fields as they were given. */
export function shownOf(world: World, kind: Kind, contents: Contents, raw: Body): Shown {
  const part = contents[kind];
  if (part === undefined) throw fail(40058, `missing ${kind}`);
  const kept: JsonObject = JSON.parse(JSON.stringify(raw[kind]));
  const shown = { title: "", text: "", url: "", attachments: [{ msgtype: kind, [kind]: kept }] };
  switch (kind) {
    case "text":
    case "markdown":
      return { ...shown, text: contents[kind]?.content ?? "", attachments: [] };
    case "textcard": {
      const { title = "", description = "", url = "" } = contents.textcard ?? {};
      return { ...shown, title, text: description, url };
    }
    case "news": {
      const { title = "", description = "", url = "" } = contents.news?.articles[0] ?? {};
      return { ...shown, title, text: description, url };
    }
    case "mpnews": {
      for (const article of contents.mpnews?.articles ?? []) checkMedia(world, article.thumb_media_id, ["image"]);
      const { title = "", digest = "" } = contents.mpnews?.articles[0] ?? {};
      return { ...shown, title, text: digest };
    }
    case "image":
    case "voice":
    case "video":
    case "file":
      checkMedia(world, contents[kind]?.media_id ?? "", [kind]);
      return shown;
    case "miniprogram_notice":
      return { ...shown, title: contents.miniprogram_notice?.title ?? "", text: contents.miniprogram_notice?.description ?? "" };
    case "template_card": {
      if (contents.template_card) checkCard(contents.template_card);
      return { ...shown, title: contents.template_card?.main_title?.title ?? "", text: contents.template_card?.sub_title_text ?? "" };
    }
  }
}
