import { noteOrder } from "../shop.ts";
import { linkOfUrl, openLink } from "../acquisition/links.ts";
import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import { sayInRoom } from "../archive/rooms.ts";
import { customerWrites } from "../kf/sessions.ts";
import { groupSize, joinGroup, leaveGroup, livingGroup } from "../world/groups.ts";
import { asMessages, chatKey, post } from "../world/chats.ts";
import { attachmentsIn } from "./attachments.ts";
import { brokenRule } from "../world/intercepts.ts";
import { isServing } from "../world/org.ts";
import { befriend, customerDeletes, sayTo } from "../world/relations.ts";
import { noteGroupMessage } from "../world/statistics.ts";
import { refuseTransfer } from "../world/transfers.ts";
import { configIdOf, scanContactWay, scanJoinWay } from "../world/ways.ts";
import type { Relation } from "../world/types.ts";
import { pair } from "../world/world.ts";
import { openPage } from "./browser.ts";
import { asCustomer, needGroup, needText, needUser, optionalNumber, optionalText } from "./fields.ts";
import type { Act, Outcome, Verb } from "./fields.ts";

/** `scan {url}`: a QR of ours, or any other page, which is then opened. */
async function scan(act: Act): Promise<Outcome> {
  const person = asCustomer(act);
  const url = needText(act.input, "url");
  const { world } = act.sim;
  const configId = configIdOf(url);
  const acquisition = linkOfUrl(url);
  if (acquisition) return openLink(act.sim, acquisition.linkId, person, acquisition.channel);
  if (configId === null) {
    if (/^https?:\/\//.test(url)) return openPage(act.sim, act.who, url);
    throw new ControlError(`${url} is neither a QR of this sandbox nor a page`);
  }
  const contact = world.contactWays.get(configId);
  if (contact) return scanContactWay(act.sim, contact, person, act.input.chatBegan === true);
  const join = world.joinWays.get(configId);
  if (join) return scanJoinWay(act.sim, join, person);
  return { error: "the code is no longer valid" };
}

/** `channels {nickname, source?}`: the Channels page on which the two met. */
function channelsIn(value: unknown): Relation["channels"] {
  if (value === undefined) return undefined;
  if (!isBody(value) || typeof value.nickname !== "string") throw new ControlError("channels must be {nickname, source?}");
  return { nickname: value.nickname, source: typeof value.source === "number" ? value.source : 1 };
}

/** `add {userid, addWay?, half?, verify?, channels?}`: a friend request without a code. */
function add(act: Act): Outcome {
  const person = asCustomer(act);
  const user = needUser(act, "userid");
  if (!isServing(user)) return { error: "this member takes no customers" };
  const row = act.sim.world.relations.get(pair(user.userid, person.who));
  if (row?.status === "full" && !row.oneWay) return { already: user.userid };
  const status = act.input.half === true ? "half" : act.input.verify === true ? "requested" : "full";
  const channels = channelsIn(act.input.channels);
  befriend(act.sim, {
    userid: user.userid,
    person,
    ...(channels ? { channels } : {}),
    addWay: optionalNumber(act.input, "addWay") ?? (channels ? 10 : 2),
    state: "",
    status,
    chatBegan: act.input.chatBegan === true,
  });
  return status === "full" ? { added: user.userid } : { requested: user.userid };
}

/** `say {to | chatId, text, attachments?}`: customers and staff alike; staff also in rooms of their own. Attachments need no text. */
function say(act: Act): Outcome {
  const { world } = act.sim;
  const attachments = attachmentsIn(act.input.attachments);
  const text = attachments.length === 0 ? needText(act.input, "text") : optionalText(act.input, "text");
  const room = world.rooms.get(optionalText(act.input, "chatId"));
  if (room) return sayInRoom(world, room, act.who, text) ? { chatId: room.roomid } : { error: "not a member of this room" };
  if (act.input.chatId !== undefined) {
    const group = needGroup(act);
    if (!world.membersOf.of(group.chatId).has(act.who)) return { error: "not a member of this group" };
    const at = world.now();
    noteGroupMessage(world, group, act.who);
    post(world, chatKey.group(group.chatId), asMessages(act.who, at, text, attachments));
    world.emit({ type: "group-message", who: act.who, at, chatId: group.chatId, text, attachments });
    return { chatId: group.chatId };
  }
  const to = needText(act.input, "to");
  if (act.actor.kind === "customer" && world.kf.accounts.has(to)) {
    const row = customerWrites(act.sim, to, act.actor.person, "text", { content: text });
    return row ? { msgid: row.msgid } : { error: "the messages of this customer are refused" };
  }
  const other = world.persons.get(to)?.who ?? world.byExternal.get(to) ?? to;
  const [userid, who] = act.actor.kind === "staff" ? [act.who, other] : [other, act.who];
  const rule = act.actor.kind === "staff" ? brokenRule(world, act.who, text) : null;
  if (rule?.type === 1) return { error: `blocked by the intercept rule ${rule.name}` };
  const warned = rule ? { warned: rule.name } : {};
  return sayTo(world, userid, who, act.who, text, attachments) ? warned : { error: "they are not friends" };
}

/** `nickname {chatId, name}`: what the others see in this group. */
function nickname(act: Act): Outcome {
  const { world } = act.sim;
  const group = needGroup(act);
  const row = world.members.get(pair(group.chatId, act.who));
  if (!row || row.goneFrom !== null) return { error: "not a member of this group" };
  row.nickname = optionalText(act.input, "name");
  world.members.touch(row);
  return { chatId: group.chatId };
}

/** `join {url | chatId, invitedBy?}`: by a code, or invited by somebody inside. */
function join(act: Act): Outcome {
  const { world } = act.sim;
  if (act.input.url !== undefined) {
    const way = world.joinWays.get(configIdOf(needText(act.input, "url")) ?? "");
    return way ? scanJoinWay(act.sim, way, asCustomer(act)) : { error: "the code is no longer valid" };
  }
  const group = livingGroup(world, needText(act.input, "chatId"));
  if (!group) return { error: "the group does not exist any more" };
  if (world.membersOf.of(group.chatId).has(act.who)) return { already: group.chatId };
  const invited = optionalText(act.input, "invitedBy");
  const size = groupSize(world, group.chatId);
  if (!world.limits.allows("group.size", size + 1)) return { error: "the group is full" };
  if (invited === "") {
    if (!world.limits.allows("group.qr-join", size + 1)) return { error: "the group takes people by invitation only" };
    joinGroup(act.sim, group, { chatId: group.chatId, who: act.who, scene: 3 });
    return { joined: group.chatId };
  }
  const inviter = world.persons.get(invited)?.who ?? world.byExternal.get(invited) ?? invited;
  if (!world.membersOf.of(group.chatId).has(inviter)) throw new ControlError(`invitedBy: ${invited} is not in the group`);
  const scene = act.input.byLink === true ? 2 : 1;
  // WeCom names the inviter only when it is a member of the own corp.
  const invitor = world.users.has(inviter) ? inviter : "";
  joinGroup(act.sim, group, { chatId: group.chatId, who: act.who, scene, invitor });
  return { joined: group.chatId };
}

function leave(act: Act): Outcome {
  const group = needGroup(act);
  if (group.owner === act.who) return { error: "the owner cannot leave: transfer the group first" };
  return leaveGroup(act.sim, group, act.who, false) ? { chatId: group.chatId } : { error: "not a member of this group" };
}

function unfriend(act: Act): Outcome {
  const person = asCustomer(act);
  const user = needUser(act, "userid");
  return customerDeletes(act.sim, user.userid, person) ? {} : { error: "they are not friends" };
}

/** `refuse-transfer {userid}`: stays with the member who is to hand over. */
function refuse(act: Act): Outcome {
  const person = asCustomer(act);
  const user = needUser(act, "userid");
  return refuseTransfer(act.sim, user.userid, person) ? {} : { error: "nothing was offered" };
}

/** `buy {amountFen, storeId}`: recorded, and told by the shop to whoever it was given (shop.ts). */
function buy(act: Act): Outcome {
  const person = asCustomer(act);
  const amountFen = optionalNumber(act.input, "amountFen");
  if (amountFen === undefined || !Number.isInteger(amountFen) || amountFen <= 0) {
    throw new ControlError("buy needs amountFen (a whole number of fen above 0)");
  }
  const { world } = act.sim;
  const id = `o${world.count("order")}`;
  world.orders.put({ id, who: person.who, amountFen, storeId: optionalText(act.input, "storeId"), at: world.now() });
  noteOrder(world, id);
  return {};
}

export const customerVerbs: Record<string, Verb> = { scan, add, say, nickname, join, leave, unfriend, "refuse-transfer": refuse, buy };
