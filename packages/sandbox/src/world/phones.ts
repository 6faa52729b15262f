import type { Phone, PhoneChat, PhoneMessage, PhoneTask } from "../people-host.ts";
import { appOf } from "./apps.ts";
import { chatKey } from "./chats.ts";
import { groupSize, livingGroup } from "./groups.ts";
import { audience, feedOf, momentPart } from "./moments.ts";
import { askersOf } from "./requests.ts";
import { nameOf, someone } from "./persons.ts";
import type { ChatMessage } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

/** A phone lists so many conversations, the latest first. */
const CHATS_SHOWN = 100;
const TASKS_SHOWN = 200;

function messageView(message: ChatMessage): PhoneMessage {
  const { from, at, text, attachments, msgid } = message;
  return {
    from,
    at: new Date(at).toISOString(),
    ...(text === undefined ? {} : { text }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(msgid === undefined ? {} : { msgid }),
  };
}

function lastAt(chat: { messages: ChatMessage[] }): number {
  return chat.messages.at(-1)?.at ?? 0;
}

/** What somebody's phone shows, without conversations of groups where told so; throws ControlError 404 when nobody is called that. */
export function phoneOf(world: World, id: string, { groups: withGroups } = { groups: true }): Phone {
  const found = someone(world, id);
  const who = found.kind === "customer" ? found.person.who : found.user.userid;
  const groups = [...world.groupsOf.of(who)].flatMap((chatId) => livingGroup(world, chatId) ?? []);
  const phone: Phone = {
    who,
    name: nameOf(world, who),
    kind: found.kind,
    chats: [...singleChats(world, who), ...groupChats(world, who, withGroups ? groups.map((group) => group.chatId) : [])],
    groups: groups.map((group) => ({
      chatId: group.chatId,
      name: group.name,
      owner: group.owner,
      members: groupSize(world, group.chatId),
    })),
    moments: feedOf(world, who),
    tasks: found.kind === "staff" ? tasksOf(world, who) : [],
    requests: found.kind === "staff" ? requestsOf(world, who) : askersOf(world, who),
  };
  if (found.kind === "customer" && found.person.known) phone.externalUserId = found.person.externalUserId;
  return phone;
}

function singleChats(world: World, who: string): PhoneChat[] {
  const chats = [...world.chatsOf.of(who)].flatMap((key) => world.chats.get(key) ?? []);
  chats.sort((a, b) => lastAt(b) - lastAt(a));
  return chats.slice(0, CHATS_SHOWN).map((chat): PhoneChat => {
    const [kind, left = "", right = ""] = chat.key.split("|");
    const messages = chat.messages.map(messageView);
    if (kind === "k") return { with: left, kind: "kf", name: world.kf.accounts.get(left)?.name ?? "客服", messages };
    if (kind === "a") return { with: left, kind: "app", name: appOf(world, Number(left))?.name ?? "应用消息", messages };
    const other = left === who ? right : left;
    return { with: other, kind: "single", name: nameOf(world, other), messages };
  });
}

function groupChats(world: World, who: string, chatIds: string[]): PhoneChat[] {
  return chatIds.map((chatId): PhoneChat => {
    const joined = (world.members.get(pair(chatId, who))?.joinTime ?? 0) * 1000;
    const messages = world.chats.get(chatKey.group(chatId))?.messages ?? [];
    return {
      with: chatId,
      kind: "group",
      name: nameOfGroup(world, chatId),
      messages: messages.filter((message) => message.at >= joined).map(messageView),
    };
  });
}

function nameOfGroup(world: World, chatId: string): string {
  return world.groups.get(chatId)?.name ?? "";
}

function tasksOf(world: World, userid: string): PhoneTask[] {
  const ids = [...world.partsOf.of(userid)].slice(-TASKS_SHOWN);
  return ids.flatMap((msgid): PhoneTask[] => {
    const moment = momentTask(world, msgid, userid);
    if (moment) return [moment];
    const task = world.massTasks.get(msgid);
    const part = world.massParts.get(pair(msgid, userid));
    if (!task || !part || task.dispatchAt > world.now()) return [];
    return [
      {
        msgid,
        kind: task.chatType,
        text: task.text,
        attachments: task.attachments,
        targets: part.targets.length,
        status: part.status === 2 ? "sent" : task.cancelled ? "cancelled" : "open",
        createdAt: new Date(task.createdAt).toISOString(),
        allowSelect: task.allowSelect,
        reminders: task.remindedAt.length,
      },
    ];
  });
}

function momentTask(world: World, momentId: string, userid: string): PhoneTask | null {
  const moment = world.moments.get(momentId);
  const part = momentPart(world, momentId, userid);
  if (!moment || !part || moment.creator !== "" || moment.dispatchAt > world.now()) return null;
  return {
    msgid: momentId,
    kind: "moment",
    text: moment.text,
    attachments: moment.attachments,
    targets: part.status === 1 ? part.visible.length : audience(world, moment, userid).length,
    status: part.status === 1 ? "sent" : moment.cancelled ? "cancelled" : "open",
    createdAt: new Date(moment.createdAt).toISOString(),
    allowSelect: false,
    reminders: 0,
  };
}

function requestsOf(world: World, userid: string): Phone["requests"] {
  return [...world.relationsOfUser.of(userid)].flatMap((who) => {
    const row = world.relations.get(pair(userid, who));
    if (!row || row.status === "full") return [];
    return [{ who, name: nameOf(world, who), at: new Date(row.lastInteractionAt).toISOString() }];
  });
}
