import type { ChatMessage } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { agreed } from "./agreements.ts";
import { isEnabled, permitted } from "./config.ts";
import { archivedForm, keepMessage } from "./keep.ts";

/** Who hears what is said in a conversation, and whether it may be kept. */
interface Scene {
  roomid: string;
  to: string[];
}

/** Of a conversation (`s|userid|customer`, `g|chatId`): null when nobody in it is archived, or the person outside has not agreed. */
function sceneOf(world: World, key: string, from: string): Scene | null {
  const [kind, left = "", right = ""] = key.split("|");
  const kept = new Set(permitted(world));
  if (kind === "s") return kept.has(left) && agreed(world, left, right) ? { roomid: "", to: [from === left ? right : left] } : null;
  if (kind !== "g") return null;
  const inside = [...world.membersOf.of(left)];
  if (!inside.some((who) => kept.has(who))) return null;
  if (world.persons.has(from) && !agreed(world, left, from)) return null;
  return { roomid: left, to: inside.filter((who) => who !== from) };
}

/** Keeps what was just put into a conversation, as far as the archive may. Each message remembers its number for a recall. */
export function archiveMessages(world: World, key: string, messages: ChatMessage[]): void {
  if (!isEnabled(world)) return;
  for (const message of messages) {
    const { from, text, attachments = [] } = message;
    if (from === "system" || from === "app") continue;
    const scene = sceneOf(world, key, from);
    if (!scene) return;
    const base = { from, to: scene.to, roomid: scene.roomid };
    if (text !== undefined && text !== "") {
      message.archiveId = keepMessage(world, { ...base, msgtype: "text", content: { text: { content: text } } });
    }
    for (const attachment of attachments) {
      const { msgtype, content } = archivedForm(world, attachment);
      message.archiveId = keepMessage(world, { ...base, msgtype, content });
    }
  }
}

/** A message that was taken back stays in the archive; a further one says so. */
export function archiveRecall(world: World, key: string, message: ChatMessage): void {
  if (!message.archiveId) return;
  const scene = sceneOf(world, key, message.from);
  if (!scene) return;
  const revoke = { pre_msgid: message.archiveId };
  keepMessage(world, { from: message.from, ...scene, msgtype: "revoke", content: { revoke }, action: "recall" });
}
