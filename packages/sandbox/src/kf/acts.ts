import type { Act, Outcome, Verb } from "../acts/fields.ts";
import { asCustomer, asStaff, needPerson, needText, needUser, optionalNumber, optionalText } from "../acts/fields.ts";
import { keepMedia } from "../api/media.ts";
import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import { entryOfUrl } from "./accounts.ts";
import { deliverEvent } from "./inbox.ts";
import { codeForState, customerWrites, enterSession, servicersOf, servicerWrites, sessionOf, setState, visitOf } from "./sessions.ts";
import type { KfAccount, KfSession } from "./tables.ts";

const MEDIA = ["image", "voice", "video", "file"];

function needAccount(act: Act): KfAccount {
  const account = act.sim.world.kf.accounts.get(needText(act.input, "openKfId"));
  if (!account || account.deleted) throw new ControlError("there is no such kf account", 404);
  return account;
}

/** What is said: `text` (with `menuId` of a tapped item), or `msgtype` with `content`, media as {base64}. */
function contentOf(act: Act): { msgtype: string; content: JsonObject } {
  const { input, sim } = act;
  if (input.msgtype === undefined) {
    const menu = optionalText(input, "menuId");
    return { msgtype: "text", content: { content: needText(input, "text"), ...(menu === "" ? {} : { menu_id: menu }) } };
  }
  const msgtype = needText(input, "msgtype");
  if (!isBody(input.content)) throw new ControlError("content must be an object");
  if (!MEDIA.includes(msgtype)) return { msgtype, content: JSON.parse(JSON.stringify(input.content)) };
  const { base64, filename } = input.content;
  if (typeof base64 !== "string") throw new ControlError("content of a file must be {base64, filename?}");
  const file = {
    filename: typeof filename === "string" ? filename : msgtype,
    contentType: "application/octet-stream",
    data: Buffer.from(base64, "base64"),
  };
  return { msgtype, content: { media_id: keepMedia(sim.world, msgtype, file).mediaId } };
}

/** `kf-enter {url}`: opens the chat behind a link. */
function enter(act: Act): Outcome {
  const person = asCustomer(act);
  const entry = entryOfUrl(act.sim.world, needText(act.input, "url"));
  if (!entry || act.sim.world.kf.accounts.get(entry.openKfId)?.deleted !== false) return { error: "the link leads nowhere" };
  enterSession(act.sim, entry.openKfId, person, entry.scene, entry.sceneParam);
  return { chatId: entry.openKfId };
}

/** `kf-say {openKfId, text | msgtype, content}`: a customer to the account, or, with `externalUserId`, the servicer who has the chat. */
function say(act: Act): Outcome {
  const account = needAccount(act);
  const { msgtype, content } = contentOf(act);
  if (act.actor.kind === "customer") {
    const row = customerWrites(act.sim, account.openKfId, act.actor.person, msgtype, content);
    return row ? { msgid: row.msgid } : { error: "the messages of this customer are refused" };
  }
  const session = heldSession(act, account);
  return session
    ? { msgid: servicerWrites(act.sim, session, msgtype, content).msgid }
    : { error: "the chat is not in this member's hands" };
}

/** The chat with `externalUserId`, when it is in the hands of the member who acts. */
function heldSession(act: Act, account: KfAccount): KfSession | null {
  const user = asStaff(act);
  const session = sessionOf(act.sim.world, account.openKfId, needPerson(act, "externalUserId").who);
  return session?.state === 3 && session.servicer === user.userid ? session : null;
}

/** `kf-block {openKfId, off?}`: the customer takes no more messages of the account. */
function block(act: Act): Outcome {
  const session = sessionOf(act.sim.world, needAccount(act).openKfId, asCustomer(act).who);
  if (!session) return { error: "there is no such chat" };
  session.blocked = act.input.off !== true;
  act.sim.world.kf.sessions.touch(session);
  return {};
}

/** `kf-recall {openKfId, msgid}`: customer or servicer takes a message back. */
function recall(act: Act): Outcome {
  const account = needAccount(act);
  const msgid = needText(act.input, "msgid");
  const row = [...act.sim.world.kf.messages.values()].find((one) => one.openKfId === account.openKfId && one.msgid === msgid);
  const mine =
    row && (act.actor.kind === "customer" ? row.origin === 3 && row.who === act.who : row.origin === 5 && row.servicer === act.who);
  if (!row || !mine) return { error: "there is no such message of this person" };
  const event: JsonObject =
    act.actor.kind === "customer" ? { event_type: "user_recall_msg" } : { event_type: "servicer_recall_msg", servicer_userid: act.who };
  deliverEvent(act.sim, account.openKfId, row.who, { ...event, recall_msgid: msgid });
  return {};
}

function changed(act: Act, session: KfSession, changeType: 1 | 2 | 3 | 4, fields: JsonObject): void {
  const code = changeType === 1 || changeType === 3 ? codeForState(act.sim.world, session) : null;
  deliverEvent(act.sim, session.openKfId, session.who, {
    event_type: "session_status_change",
    change_type: changeType,
    ...fields,
    ...(code === null ? {} : { msg_code: code }),
  });
}

/** `kf-take {openKfId, externalUserId}`: out of the pool, or an ended chat again. */
function take(act: Act): Outcome {
  const user = asStaff(act);
  const account = needAccount(act);
  const { world } = act.sim;
  if (!servicersOf(world, account).includes(user.userid)) return { error: "not a servicer of this account" };
  const session = sessionOf(world, account.openKfId, needPerson(act, "externalUserId").who);
  if (!session || (session.state !== 2 && session.state !== 4)) return { error: "the chat is neither waiting nor ended" };
  const again = session.state === 4;
  if (again) session.run += 1;
  setState(world, session, 3, user.userid);
  changed(act, session, again ? 4 : 1, { new_servicer_userid: user.userid });
  return {};
}

/** `kf-pass {openKfId, externalUserId, to}`: to a colleague. */
function pass(act: Act): Outcome {
  const account = needAccount(act);
  const session = heldSession(act, account);
  const next = needUser(act, "to");
  if (!session) return { error: "the chat is not in this member's hands" };
  if (!servicersOf(act.sim.world, account).includes(next.userid)) return { error: "not a servicer of this account" };
  setState(act.sim.world, session, 3, next.userid);
  changed(act, session, 2, { old_servicer_userid: act.who, new_servicer_userid: next.userid });
  return {};
}

/** `kf-end {openKfId, externalUserId}` */
function end(act: Act): Outcome {
  const session = heldSession(act, needAccount(act));
  if (!session) return { error: "the chat is not in this member's hands" };
  setState(act.sim.world, session, 4);
  changed(act, session, 3, { old_servicer_userid: act.who });
  return {};
}

/** `kf-status {openKfId, stopped}`: serves no more, or again. */
function status(act: Act): Outcome {
  const user = asStaff(act);
  const account = needAccount(act);
  const stopped = act.input.stopped !== false;
  account.servicers = account.servicers.map((row) => (row.userid === user.userid ? { ...row, status: stopped ? 1 : 0 } : row));
  act.sim.world.kf.accounts.touch(account);
  const event = {
    event_type: "servicer_status_change",
    servicer_userid: user.userid,
    status: stopped ? 2 : 1,
    ...(stopped ? { stop_type: 0 } : {}),
  };
  deliverEvent(act.sim, account.openKfId, "", event);
  return {};
}

/** `kf-refuse {openKfId, externalUserId, off?}`: takes no more messages of a customer. */
function refuse(act: Act): Outcome {
  const session = heldSession(act, needAccount(act));
  if (!session) return { error: "the chat is not in this member's hands" };
  const { world } = act.sim;
  session.rejected = act.input.off !== true;
  world.kf.sessions.touch(session);
  const visit = visitOf(world, session);
  if (session.rejected) visit.rejected = true;
  world.kf.visits.touch(visit);
  const event = { event_type: "reject_customer_msg_switch_change", servicer_userid: act.who, reject_switch: session.rejected ? 1 : 0 };
  deliverEvent(act.sim, session.openKfId, session.who, event);
  return {};
}

/** `kf-recommend {openKfId, externalUserId, type?, target?}`: sends the card of a member (1) or group (2); default what the API recommends. */
function recommend(act: Act): Outcome {
  const session = heldSession(act, needAccount(act));
  if (!session) return { error: "the chat is not in this member's hands" };
  const { world } = act.sim;
  const type = optionalNumber(act.input, "type") ?? session.upgrade?.type;
  const target = optionalText(act.input, "target") || (session.upgrade?.target ?? "");
  if ((type !== 1 && type !== 2) || target === "") return { error: "nobody is recommended" };
  const { openKfId, who } = session;
  const id = `${openKfId}|${who}|${target}|${world.count("kf-invite")}`;
  world.kf.invites.put({ id, openKfId, who, servicer: act.who, type, target, invitedAt: world.now(), doneAt: 0 });
  return {};
}

export const kfVerbs: Record<string, Verb> = {
  "kf-enter": enter,
  "kf-say": say,
  "kf-block": block,
  "kf-recall": recall,
  "kf-take": take,
  "kf-pass": pass,
  "kf-end": end,
  "kf-status": status,
  "kf-refuse": refuse,
  "kf-recommend": recommend,
};
