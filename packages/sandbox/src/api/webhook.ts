import { createHash } from "node:crypto";
import { fail } from "../kit/errors.ts";
import { list, object, oneOf, text } from "../kit/fields.ts";
import { isJpg, isPng } from "../kit/media-facts.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Bot } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { checkBotMedia } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { checkFile, fileOf, keepMedia, UPLOAD_ERRORS, UPLOADED } from "./media.ts";
import { CARD, CARD_ERRORS, checkCard } from "./template-cards.ts";

/** Bots of internal groups: they only send, and no customer sees them. */
const { post } = family("webhook", "open");

const MB = 1024 * 1024;
const KEPT = 200;
const KEY = { key: text({ required: 93000 }) };
const MENTIONED = { mentioned_list: list(text()), mentioned_mobile_list: list(text()) };

function botOf(world: World, key: string): Bot {
  const bot = world.bots.get(key);
  if (!bot || bot.removed) throw fail(93000, "invalid webhook url: the bot is unknown or was removed");
  if (bot.disabled) throw fail(93004, "the bot is disabled");
  return bot;
}

/** A picture in the body: base64 of at most 2 MB with the md5 of its bytes. */
function checkPicture(world: World, { base64, md5 }: { base64: string; md5: string }): void {
  const data = Buffer.from(base64, "base64");
  if (!world.limits.allows("webhook.image", data.length / MB)) throw fail(40009, "picture is too large");
  if (!isPng(data) && !isJpg(data)) throw fail(40004, "picture must be JPG or PNG");
  if (createHash("md5").update(data).digest("hex") !== md5.toLowerCase()) throw fail(301019, "md5 does not match");
}

const KINDS = ["text", "markdown", "markdown_v2", "image", "news", "file", "voice", "template_card"] as const;

const SEND = {
  msgtype: oneOf(KINDS, { required: 40008, code: 40008 }),
  text: object({ content: text({ required: 44004, maxBytes: "webhook.text", code: 45002 }), ...MENTIONED }),
  markdown: object({ content: text({ required: 44004, maxBytes: "webhook.markdown", code: 45002 }) }),
  markdown_v2: object({ content: text({ required: 44004, maxBytes: "webhook.markdown", code: 45002 }) }),
  image: object({ base64: text({ required: 40058 }), md5: text({ required: 40058 }) }),
  news: object({
    articles: list(
      object(
        {
          title: text({ required: 41016, maxBytes: "app-message.title" }),
          description: text({ maxBytes: "app-message.description" }),
          url: text({ required: 41010, maxBytes: "app-message.url" }),
          picurl: text({ maxBytes: "app-message.url" }),
        },
        { required: 40058 },
      ),
      { required: 45008, max: "webhook.articles", tooMany: 45008 },
    ),
  }),
  file: object({ media_id: text({ required: 41006 }) }),
  voice: object({ media_id: text({ required: 41006 }) }),
  template_card: object({ ...CARD, card_type: oneOf(["text_notice", "news_notice"], { required: 42031, code: 42031 }) }),
};

export const webhookRoutes: ApiRoute[] = [
  post(
    "webhook/send",
    {
      query: KEY,
      body: SEND,
      answer: {},
      errors: [...CARD_ERRORS, 40004, 40007, 40009, 93000, 93004, 301019],
      limits: ["webhook.minute", "webhook.image", "media.life"],
      leftOut: ["93006, 93008: there are no internal groups that a bot could be put out of"],
    },
    (call) => {
      const { world, body } = call;
      const bot = botOf(world, call.query.key);
      const { msgtype } = body;
      if (body[msgtype] === undefined) throw fail(40058, `missing ${msgtype}`);
      if (msgtype === "image" && body.image) checkPicture(world, body.image);
      if (msgtype === "file" && body.file) checkBotMedia(world, body.file.media_id, "file", bot.key);
      if (msgtype === "voice" && body.voice) checkBotMedia(world, body.voice.media_id, "voice", bot.key);
      if (msgtype === "template_card" && body.template_card) checkCard(body.template_card);
      const message: JsonObject = { msgtype, at: new Date(call.effectiveAt).toISOString() };
      message[msgtype] = JSON.parse(JSON.stringify(call.raw[msgtype]));
      bot.messages = [...bot.messages, message].slice(-KEPT);
      world.bots.touch(bot);
      return {};
    },
  ),
  post(
    "webhook/upload_media",
    {
      query: { ...KEY, type: oneOf(["file", "voice"], { required: 40005, code: 40005 }) },
      answer: UPLOADED,
      errors: [...UPLOAD_ERRORS, 45001, 45007, 93000, 93004, 301017],
      limits: ["media.least", "media.file", "media.voice", "media.voice-length", "media.life"],
    },
    (call) => {
      const { world, query } = call;
      const bot = botOf(world, query.key);
      const file = fileOf(world, call.file);
      checkFile(world, query.type, file);
      const row = keepMedia(world, query.type, file, { scene: "bot" });
      row.bot = bot.key;
      world.media.touch(row);
      return { type: row.type, media_id: row.mediaId, created_at: String(seconds(row.createdAt)) };
    },
  ),
];

/** Plays the console of an internal group: a new bot with its key. */
export function addBot(world: World, name: string): Bot {
  const hex = world.id("", 32, "bot", name, world.count(`bot:${name}`)).toLowerCase();
  const key = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
  return world.bots.put({ key, name, disabled: false, removed: false, messages: [] });
}
