import { archiveMessages } from "../archive/listen.ts";
import type { Attachment } from "../people-host.ts";
import type { Chat, ChatMessage } from "./types.ts";
import type { World } from "./world.ts";

const KEEP = { s: 60, a: 200 };

export const chatKey = {
  single: (userid: string, who: string): string => `s|${userid}|${who}`,
  group: (chatId: string): string => `g|${chatId}`,
  app: (agentId: number, userid: string): string => `a|${agentId}|${userid}`,
  kf: (openKfId: string, who: string): string => `k|${openKfId}|${who}`,
};

function chatOf(world: World, key: string): Chat {
  const known = world.chats.get(key);
  if (known) return known;
  const [kind, left, right] = key.split("|");
  if (kind === "s" && left && right) {
    world.chatsOf.add(left, key);
    world.chatsOf.add(right, key);
  } else if ((kind === "a" || kind === "k") && right) world.chatsOf.add(right, key);
  return world.chats.put({ key, messages: [] });
}

function limitOf(world: World, key: string): number {
  if (key.startsWith("g")) return world.settings.groupMessagesKept;
  return key.startsWith("s") || key.startsWith("k") ? KEEP.s : KEEP.a;
}

/** Puts messages into a conversation; the oldest make room. */
export function post(world: World, key: string, messages: ChatMessage[]): void {
  if (messages.length === 0) return;
  const chat = chatOf(world, key);
  archiveMessages(world, key, messages);
  chat.messages.push(...messages);
  const surplus = chat.messages.length - limitOf(world, key);
  if (surplus > 0) chat.messages.splice(0, surplus);
  world.chats.touch(chat);
}

/** Text and each attachment arrive as separate messages (O-92137). */
export function asMessages(from: string, at: number, text: string, attachments: Attachment[]): ChatMessage[] {
  const messages: ChatMessage[] = text === "" ? [] : [{ from, at, text }];
  for (const attachment of attachments) messages.push({ from, at, attachments: [attachment] });
  return messages;
}
