import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, text } from "../kit/fields.ts";
import { hashHex } from "../kit/hash.ts";
import type { Body } from "../kit/params.ts";
import { naturalDay } from "../kit/time.ts";
import type { ChatMessage } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { chatKey, post as putMessages } from "../world/chats.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { issueCard } from "./card-answers.ts";
import { AUDIENCE, AUDIENCE_ERRORS, AUDIENCE_LIMITS, audienceOf, UNREACHED } from "./message-audience.ts";
import { CONTENT_ERRORS, CONTENTS, ID_TRANS, MSGTYPE, SAFE, shownOf } from "./message-kinds.ts";
import type { Shown } from "./message-kinds.ts";
import { takeAppMessages } from "./message-limits.ts";
import { INTERACTIVE } from "./template-cards.ts";

const { post } = family("messages", "app");

/** Same content to the same people inside the interval: WeCom answers ok and sends nothing. */
function isDuplicate(world: World, raw: Body, given: number | undefined): boolean {
  const { duplicate_check_interval: _interval, ...content } = raw;
  const key = `dup:${hashHex(JSON.stringify(content)).slice(0, 32)}`;
  const last = world.cell(key, -Infinity);
  const now = world.now();
  const interval = given ?? world.limits.max("app-message.duplicate-default");
  // Up to the last millisecond of the interval.
  const age = (now - last + 1) / 1000;
  if (given === undefined ? world.limits.allows("app-message.duplicate-default", age) : age <= given) return true;
  world.keep(key, now);
  world.schedule(now + interval * 1000, key, "forget-cell", { id: key });
  return false;
}

function messageOf(view: Shown, at: number, msgid: string): ChatMessage {
  const words = view.title === "" ? view.text : view.text === "" ? view.title : `${view.title}\n${view.text}`;
  return {
    from: "app",
    at,
    msgid,
    ...(words === "" ? {} : { text: words }),
    ...(view.attachments.length === 0 ? {} : { attachments: view.attachments }),
  };
}

/** How many were sent on a day, for message/get_statistics. */
function countSent(world: World, agentId: number, users: number): void {
  const key = `app-sent:${agentId}:${naturalDay(world.now())}`;
  world.keep(key, world.cell(key, 0) + users);
}

export const messageRoutes: ApiRoute[] = [
  post(
    "message/send",
    {
      body: {
        agentid: int({ required: 41011 }),
        msgtype: MSGTYPE,
        ...AUDIENCE,
        ...CONTENTS,
        safe: SAFE,
        enable_id_trans: ID_TRANS,
        enable_duplicate_check: oneOf([0, 1], { fallback: 0 }),
        duplicate_check_interval: int({ min: 1, max: "app-message.duplicate" }),
      },
      answer: { ...UNREACHED, msgid: text({ required: 0 }), response_code: text() },
      errors: [...CONTENT_ERRORS, ...AUDIENCE_ERRORS, 45009, 301002],
      limits: [
        ...AUDIENCE_LIMITS,
        "app-message.duplicate-default",
        "app-message.per-account-day",
        "app-message.member-minute",
        "app-message.member-hour",
        "media.life",
      ],
      subject: ({ body }: { body: Body }) => `${String(body.touser)}/${hashHex(JSON.stringify(body)).slice(0, 16)}`,
    },
    (call) => {
      const { world, body } = call;
      if (body.agentid !== call.agentId) throw fail(301002, "no permission on this agentid");
      const view = shownOf(world, body.msgtype, body, call.raw);
      const { users, unreached } = audienceOf(call, body);
      const content = hashHex(JSON.stringify(call.raw));
      const msgid = world.id("", 64, "app", content, world.count(`app:${content.slice(0, 24)}`));
      const card = body.msgtype === "template_card" ? body.template_card : undefined;
      const interactive = INTERACTIVE.some((kind) => kind === card?.card_type);
      if (body.enable_duplicate_check === 1 && isDuplicate(world, call.raw, body.duplicate_check_interval)) return { msgid, ...unreached };
      const at = call.effectiveAt;
      const reached = takeAppMessages(world, call.agentId, users);
      for (const userid of reached) {
        putMessages(world, chatKey.app(call.agentId, userid), [messageOf(view, at, msgid)]);
        const { title, text: words, url } = view;
        world.emit({ type: "app-message-received", who: userid, at, msgtype: body.msgtype, title, text: words, url });
      }
      countSent(world, call.agentId, reached.length);
      world.appMessages.put({ msgid, agentId: call.agentId, sentAt: at, users: reached, recalled: false });
      const code = interactive ? { response_code: issueCard(world, { msgid, agentId: call.agentId, userid: "" }) } : {};
      return { msgid, ...unreached, ...code };
    },
  ),
  post(
    "message/recall",
    { body: { msgid: text({ required: 40058 }) }, answer: {}, errors: [40058, 42052], limits: ["recall.life"] },
    (call) => {
      const { world } = call;
      const row = world.appMessages.get(call.body.msgid);
      if (!row || row.agentId !== call.agentId) throw fail(40058, "invalid msgid");
      if (!world.limits.allows("recall.life", (call.now - row.sentAt) / 3_600_000)) throw fail(42052, "msgid too old to recall");
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
    },
  ),
  post(
    "message/get_statistics",
    {
      body: { time_type: oneOf([0, 1], { fallback: 0, note: "0 today, 1 yesterday" }) },
      answer: {
        statistics: list(object({ agentid: int({ required: 0 }), app_name: text({ required: 0 }), count: int({ required: 0 }) }), {
          required: 0,
        }),
      },
    },
    (call) => {
      const { world } = call;
      const day = naturalDay(call.now - call.body.time_type * 86_400_000);
      const statistics = [...world.apps.values()].flatMap((app) => {
        const count = world.cell(`app-sent:${app.agentId}:${day}`, 0);
        return app.kind === "app" && count > 0 ? [{ agentid: app.agentId, app_name: app.name, count }] : [];
      });
      return { statistics };
    },
  ),
];
