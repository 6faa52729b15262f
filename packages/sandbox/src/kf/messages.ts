import { family } from "../api/call.ts";
import type { ApiRoute, Call } from "../api/call.ts";
import { peekOnce, useOnce } from "../api/once.ts";
import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { Fields } from "../kit/fields.ts";
import type { JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";
import { ACCOUNT_ERRORS, accountNamed, OPEN_KFID } from "./accounts.ts";
import { CONTENT_ERRORS, contentOf, CONTENTS, KINDS, TEXT } from "./contents.ts";
import { deliverEvent, messageView } from "./inbox.ts";
import { sessionOf, setState, show } from "./sessions.ts";
import type { CodeKind } from "./sessions.ts";
import type { KfSession } from "./tables.ts";

const { post } = family("kf", "kf");

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const MSGID = text({ maxBytes: "kf.msgid", pattern: /^[0-9a-zA-Z_-]*$/ });
const STORED = object({ media_id: text({ required: 0 }) });

/** Events of `sync_msg`, all kinds in one. */
const EVENT: Fields = {
  event_type: text({ required: 0 }),
  open_kfid: text({ required: 0 }),
  external_userid: text(),
  scene: text(),
  scene_param: text(),
  welcome_code: text(),
  fail_msgid: text(),
  fail_type: int(),
  servicer_userid: text(),
  status: int(),
  stop_type: int(),
  change_type: int(),
  old_servicer_userid: text(),
  new_servicer_userid: text(),
  msg_code: text(),
  recall_msgid: text(),
  reject_switch: int(),
};

function encode(openKfId: string, seq: number): string {
  return Buffer.from(`kf:${openKfId}:${seq}`).toString("base64url");
}

function decode(openKfId: string, cursor: string): number {
  if (cursor === "") return 0;
  const match = /^kf:(\w+):(\d+)$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!match || match[1] !== openKfId) throw fail(50100, "invalid cursor");
  return Number(match[2]);
}

/** A token of a callback frees the call of its strict limit, for ten minutes. */
function checkToken(world: World, openKfId: string, token: string): void {
  if (token === "") return countWithoutToken(world, openKfId);
  const found = peekOnce(world, "kf-token", token);
  if (!found || found.data.openKfId !== openKfId) throw fail(95007, "invalid token");
  if (!world.limits.allows("kf.sync-token", found.age / 60)) throw fail(95007, "token expired");
}

function countWithoutToken(world: World, openKfId: string): void {
  if (!world.settings.quotas) return;
  const minute = Math.floor(world.now() / 60_000);
  const key = `kf-sync:${openKfId}`;
  const kept = world.cell(key, { minute, count: 0 });
  const count = (kept.minute === minute ? kept.count : 0) + 1;
  world.keep(key, { minute, count });
  if (!world.limits.allows("kf.sync-without-token", count)) throw fail(45009, "too many calls without a token");
}

/** Remembers a message of the API, whose ids are unique for an account; 40058 for one that was used. */
function takeMsgid(call: Call<object, object>, openKfId: string, given: string | undefined): string {
  const { world } = call;
  const content = JSON.stringify(call.raw);
  const msgid = given || world.id("", 32, "kf-send", openKfId, content, world.count(`kf-send:${openKfId}`));
  if (world.cells.has(`kf-msgid:${openKfId}:${msgid}`)) throw fail(40058, "msgid was used");
  const key = `kf-msgid:${openKfId}:${msgid}`;
  world.keep(key, call.now);
  world.schedule(call.now + 3 * DAY_MS, key, "forget-cell", { id: key });
  return msgid;
}

/** The message arrives, or the event says that it did not: 10 = the customer refuses messages. */
function arrive(call: Call<object, object>, session: KfSession, msgid: string, msgtype: string, content: JsonObject): void {
  if (session.blocked) {
    deliverEvent(call.sim, session.openKfId, session.who, { event_type: "msg_send_fail", fail_msgid: msgid, fail_type: 10 });
    return;
  }
  show(call.world, session, "kf", msgtype, content, call.effectiveAt);
}

/** May the API write now? */
function checkSending(world: World, session: KfSession): void {
  if (session.state === 4) throw fail(95013, "the session has ended");
  if (session.state !== 0 && session.state !== 1) throw fail(95018, "the session's state does not allow sending");
  const hours = (world.now() - session.lastCustomerAt) / HOUR_MS;
  if (!world.limits.allows("kf.send-window", hours)) throw fail(95002, "the customer wrote too long ago");
  if (!world.limits.allows("kf.sends", session.sends + 1)) throw fail(95001, "too many messages since the customer wrote");
}

/** How long a code is good. */
const CODE_LIFE: Record<CodeKind, { key: "kf.welcome-code" | "kf.queue-code" | "kf.end-code"; unitS: number }> = {
  welcome: { key: "kf.welcome-code", unitS: 1 },
  queue: { key: "kf.queue-code", unitS: 3600 },
  end: { key: "kf.end-code", unitS: 1 },
};

/** The session of a code, in the state for which it was given; 95007 otherwise. */
function sessionOfCode(call: Call<object, { code: string }>, effectiveAt: number): { session: KfSession; kind: CodeKind } {
  const { world, body } = call;
  const code = peekOnce(world, "kf-code", body.code);
  const session = code ? sessionOf(world, code.data.openKfId ?? "", code.data.who ?? "") : undefined;
  const kind = (["welcome", "queue", "end"] as const).find((known) => known === code?.data.kind);
  if (!code || !session || !kind || code.used) throw fail(95007, "invalid code");
  const { key, unitS } = CODE_LIFE[kind];
  const age = code.age + (effectiveAt - call.now) / 1000;
  if (!world.limits.allows(key, age / unitS)) throw fail(95007, "code expired");
  const stale = code.data.state !== String(session.state) || code.data.run !== String(session.run);
  if (kind !== "welcome" && stale) throw fail(95018, "the session is in another state");
  return { session, kind };
}

export const kfMessageRoutes: ApiRoute[] = [
  post(
    "kf/sync_msg",
    {
      body: {
        cursor: text({ fallback: "", maxBytes: "kf.sync-cursor" }),
        token: text({ fallback: "", maxBytes: "kf.sync-token-length", code: 95007 }),
        limit: pageSize({ fallback: "kf.sync-page", max: "kf.sync-page" }),
        voice_format: oneOf([0, 1], { fallback: 0, note: "voice is given as it was sent" }),
        open_kfid: OPEN_KFID,
      },
      answer: {
        next_cursor: text({ required: 0 }),
        has_more: oneOf([0, 1], { required: 0 }),
        msg_list: list(
          object({
            msgid: text({ required: 0 }),
            open_kfid: text(),
            external_userid: text(),
            send_time: int({ required: 0 }),
            origin: int({ required: 0 }),
            servicer_userid: text(),
            msgtype: text({ required: 0 }),
            text: object({ content: text({ required: 0 }), menu_id: text() }),
            image: STORED,
            voice: STORED,
            video: STORED,
            file: STORED,
            location: CONTENTS.location,
            link: object({ title: text(), desc: text(), url: text(), pic_url: text() }),
            business_card: object({ userid: text() }),
            miniprogram: object({ title: text(), appid: text(), pagepath: text(), thumb_media_id: text() }),
            event: object(EVENT),
          }),
          { required: 0 },
        ),
      },
      errors: [...ACCOUNT_ERRORS, 45009, 50100, 95007],
      limits: ["kf.sync-token", "kf.sync-without-token", "kf.sync-back"],
      leftOut: ["msgmenu, channels_shop_product, channels_shop_order, merged_msg and channels: customers here send none"],
    },
    (call) => {
      const { world, body } = call;
      const { openKfId } = accountNamed(call, body.open_kfid);
      checkToken(world, openKfId, body.token);
      const after = decode(openKfId, body.cursor);
      const fresh = [...world.kf.messages.values()].filter(
        (row) => row.openKfId === openKfId && row.seq > after && world.limits.allows("kf.sync-back", (call.now - row.at) / DAY_MS),
      );
      const page = fresh.slice(0, body.limit);
      return {
        next_cursor: encode(openKfId, page.at(-1)?.seq ?? after),
        has_more: fresh.length > page.length ? 1 : 0,
        msg_list: page.map((row) => messageView(world, row)),
      };
    },
  ),
  post(
    "kf/send_msg",
    {
      body: {
        touser: text({ required: 41035 }),
        open_kfid: OPEN_KFID,
        msgid: MSGID,
        msgtype: oneOf(KINDS, { required: 40008, code: 40008 }),
        ...CONTENTS,
      },
      answer: { msgid: text({ required: 0 }) },
      errors: [...ACCOUNT_ERRORS, ...CONTENT_ERRORS, 40096, 95001, 95002, 95013, 95018],
      limits: ["kf.sends", "kf.send-window", "media.life"],
      subject: ({ body }) => `${String(body.touser)}/${String(body.msgid)}`,
    },
    (call) => {
      const { world, body } = call;
      const { openKfId } = accountNamed(call, body.open_kfid);
      const who = world.byExternal.get(body.touser) ?? "";
      const session = sessionOf(world, openKfId, who);
      if (!session) throw fail(40096, "invalid external_userid");
      const content = contentOf(world, body.msgtype, body, call.raw);
      checkSending(world, session);
      const msgid = takeMsgid(call, openKfId, body.msgid);
      session.sends += 1;
      // Whoever is answered by API is with the assistant.
      if (session.state === 0) setState(world, session, 1);
      world.kf.sessions.touch(session);
      arrive(call, session, msgid, body.msgtype, content);
      return { msgid };
    },
  ),
  post(
    "kf/send_msg_on_event",
    {
      body: {
        code: text({ required: 95007 }),
        msgid: MSGID,
        msgtype: oneOf(["text", "msgmenu"], { required: 40008, code: 40008 }),
        text: TEXT,
        msgmenu: CONTENTS.msgmenu,
      },
      answer: { msgid: text({ required: 0 }) },
      errors: [40008, 40058, 95007, 95018],
      limits: ["kf.welcome-code", "kf.queue-code", "kf.end-code"],
      subject: ({ body }) => String(body.code),
    },
    (call) => {
      const { world, body } = call;
      const { session, kind } = sessionOfCode(call, call.effectiveAt);
      if (kind === "queue" && body.msgtype !== "text") throw fail(40008, "only text here");
      const content = contentOf(world, body.msgtype, body, call.raw);
      const msgid = takeMsgid(call, session.openKfId, body.msgid);
      useOnce(world, "kf-code", body.code);
      if (kind === "welcome") session.welcomedAt = call.now;
      world.kf.sessions.touch(session);
      arrive(call, session, msgid, body.msgtype, content);
      return { msgid };
    },
  ),
];
