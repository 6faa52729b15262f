import { fail } from "../kit/errors.ts";
import { hashHex } from "../kit/hash.ts";
import { chars, intOf, objectOf, objectsOf, textOf } from "../kit/params.ts";
import type { Body } from "../kit/params.ts";
import type { Attachment, JsonObject } from "../people-host.ts";
import { chatKey, post as putMessages } from "../world/chats.ts";
import { usersOf } from "../world/org.ts";
import type { World } from "../world/world.ts";
import { checkMedia } from "./attachments.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { takeAppMessages } from "./message-limits.ts";

const RECALL_MS = 86_400_000;

interface Shown {
  title: string;
  text: string;
  url: string;
  attachments: Attachment[];
}

function required(body: Body, kind: string): Body {
  const part = objectOf(body, kind);
  if (!part) throw fail(40058, `missing ${kind}`);
  return part;
}

function shown(world: World, msgtype: string, body: Body): Shown {
  const none = { title: "", text: "", url: "", attachments: [] };
  switch (msgtype) {
    case "text":
    case "markdown":
      return { ...none, text: textOf(required(body, msgtype), "content", { required: 44004, maxBytes: 2048, code: 45002 }) };
    case "textcard": {
      const card = required(body, "textcard");
      const title = textOf(card, "title", { required: 40058, maxBytes: 128 });
      const text = textOf(card, "description", { required: 40058, maxBytes: 512 });
      const url = textOf(card, "url", { required: 41010, maxBytes: 2048 });
      const btntxt = textOf(card, "btntxt");
      if (chars(btntxt) > 4) throw fail(40058, "btntxt exceeds 4 characters");
      return {
        title,
        text,
        url,
        attachments: [{ msgtype, textcard: { title, description: text, url, ...(btntxt === "" ? {} : { btntxt }) } }],
      };
    }
    case "news": {
      const articles = objectsOf(required(body, "news"), "articles");
      if (articles.length < 1 || articles.length > 8) throw fail(45008, "news takes 1 to 8 articles");
      const views = articles.map((article) => ({
        title: textOf(article, "title", { required: 40058, maxBytes: 128 }),
        description: textOf(article, "description", { maxBytes: 512 }),
        url: textOf(article, "url", { maxBytes: 2048 }),
        picurl: textOf(article, "picurl", { maxBytes: 2048 }),
      }));
      const { title = "", description: text = "", url = "" } = views[0] ?? {};
      return { title, text, url, attachments: [{ msgtype, news: { articles: views } }] };
    }
    case "image":
    case "voice":
    case "video":
    case "file": {
      const mediaId = textOf(required(body, msgtype), "media_id", { required: 41006 });
      checkMedia(world, mediaId, [msgtype]);
      return { ...none, attachments: [{ msgtype, [msgtype]: { media_id: mediaId } }] };
    }
    case "template_card": {
      const given = required(body, "template_card");
      const kinds = ["text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction"];
      if (!kinds.includes(textOf(given, "card_type"))) throw fail(40058, "invalid card_type");
      const main = objectOf(given, "main_title");
      const card: JsonObject = JSON.parse(JSON.stringify(given));
      return { ...none, title: main ? textOf(main, "title") : "", attachments: [{ msgtype, template_card: card }] };
    }
    default:
      throw fail(40008, `invalid msgtype: ${msgtype}`);
  }
}

interface Audience {
  users: string[];
  invalidUsers: string[];
  invalidParties: string[];
}

/** Who is meant; 82001 when nobody could be. */
function audience(world: World, body: Body): Audience {
  const split = (field: string): string[] =>
    textOf(body, field)
      .split("|")
      .filter((id) => id !== "");
  const named = split("touser");
  const parties = split("toparty");
  const tags = split("totag");
  if (named.length + parties.length + tags.length === 0) throw fail(82001, "touser, toparty and totag are all empty");
  if (named.length > 1000) throw fail(40032, "more than 1000 users");
  if (parties.length > 100) throw fail(82002, "more than 100 parties");
  if (tags.length > 100) throw fail(82003, "more than 100 tags");
  if (named.includes("@all")) {
    const all = [...world.users.values()].filter((user) => user.status === 1);
    return { users: all.map((user) => user.userid), invalidUsers: [], invalidParties: [] };
  }
  const isActive = (userid: string): boolean => world.users.get(userid)?.status === 1;
  const knownParties = parties.filter((id) => world.departments.has(id));
  const users = new Set([...named.filter(isActive), ...usersOf(world, knownParties.map(Number)).map((user) => user.userid)]);
  const result = {
    users: [...users],
    invalidUsers: named.filter((userid) => !isActive(userid)),
    invalidParties: parties.filter((id) => !knownParties.includes(id)),
  };
  if (result.users.length === 0) throw fail(81013, "user, party and tag are all invalid");
  return result;
}

/** Same content to the same people inside the interval: WeCom answers ok and sends nothing. */
function isDuplicate(call: Call): boolean {
  const { world, body } = call;
  if (intOf(body, "enable_duplicate_check") !== 1) return false;
  const interval = intOf(body, "duplicate_check_interval") ?? 1800;
  if (interval < 1 || interval > 14_400) throw fail(40058, "duplicate_check_interval must be within 4 hours");
  const { duplicate_check_interval: _interval, ...content } = body;
  const key = `dup:${hashHex(JSON.stringify(content)).slice(0, 32)}`;
  const last = world.cell(key, -Infinity);
  if (call.now - last < interval * 1000) return true;
  world.keep(key, call.now);
  world.schedule(call.now + interval * 1000, key, "forget-cell", { id: key });
  return false;
}

function send(call: Call): JsonObject {
  const { world, body } = call;
  if (intOf(body, "agentid") === undefined) throw fail(41011, "missing agentid");
  if (intOf(body, "agentid") !== call.agentId) throw fail(301002, "no permission on this agentid");
  const msgtype = textOf(body, "msgtype", { required: 40008 });
  const view = shown(world, msgtype, body);
  const { users, invalidUsers, invalidParties } = audience(world, body);
  const content = hashHex(JSON.stringify(body));
  const msgid = world.id("", 64, "app", content, world.count(`app:${content.slice(0, 24)}`));
  const answer: JsonObject = { msgid };
  if (invalidUsers.length > 0) answer.invaliduser = invalidUsers.join("|");
  if (invalidParties.length > 0) answer.invalidparty = invalidParties.join("|");
  if (isDuplicate(call)) return answer;
  const at = call.effectiveAt;
  const reached = takeAppMessages(world, call.agentId, users);
  for (const userid of reached) {
    const text = view.title === "" ? view.text : view.text === "" ? view.title : `${view.title}\n${view.text}`;
    putMessages(world, chatKey.app(call.agentId, userid), [
      {
        from: "app",
        at,
        msgid,
        ...(text === "" ? {} : { text }),
        ...(view.attachments.length === 0 ? {} : { attachments: view.attachments }),
      },
    ]);
    world.emit({ type: "app-message-received", who: userid, at, msgtype, title: view.title, text: view.text, url: view.url });
  }
  world.appMessages.put({ msgid, agentId: call.agentId, sentAt: at, users: reached, recalled: false });
  return answer;
}

function recall(call: Call): JsonObject {
  const { world } = call;
  const row = world.appMessages.get(textOf(call.body, "msgid", { required: 40058 }));
  if (!row || row.agentId !== call.agentId) throw fail(40058, "invalid msgid");
  if (call.now > row.sentAt + RECALL_MS) throw fail(42052, "msgid too old to recall");
  if (row.recalled) return {};
  row.recalled = true;
  world.appMessages.touch(row);
  for (const userid of row.users) {
    const chat = world.chats.get(chatKey.app(row.agentId, userid));
    if (!chat) continue;
    chat.messages = chat.messages.filter((message) => message.msgid !== row.msgid);
    world.chats.touch(chat);
  }
  return {};
}

export const messageRoutes: ApiRoute[] = [
  post("message/send", send, {
    subject: ({ body }) => `${String(body.touser)}/${hashHex(JSON.stringify(body)).slice(0, 16)}`,
  }),
  post("message/recall", recall),
];
