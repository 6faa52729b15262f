import type { Sim } from "../sim.ts";
import { templateAttachments } from "./group-welcome.ts";
import { asMessages, chatKey, post } from "./chats.ts";
import { dropRelation, isOpenChat } from "./relations.ts";
import type { ContactWay, Relation } from "./types.ts";
import { pair } from "./world.ts";
import type { World } from "./world.ts";

/** A friend relation that came about by a temporary code ends by itself (`chat_expires_in`). */
export function beginTempChat(world: World, row: Relation, way: ContactWay): void {
  const until = row.createtime + way.chatExpiresIn;
  row.temp = { until, configId: way.configId };
  world.relations.touch(row);
  // The last second still counts.
  world.schedule((until + 1) * 1000, `temp-chat|${row.userid}|${row.who}`, "temp-chat", { userid: row.userid, who: row.who });
}

/** Effect `temp-chat`: the time is over. */
export function settleTempChat(sim: Sim, userid: string, who: string): void {
  const row = sim.world.relations.get(pair(userid, who));
  if (row?.temp && !isOpenChat(sim.world, row)) endTempChat(sim.world, row);
}

/** The way's closing words are sent, then the two are no friends any more. */
export function endTempChat(world: World, row: Relation): void {
  const closing = world.contactWays.get(row.temp?.configId ?? "")?.conclusions;
  if (closing && !row.oneWay) {
    const raw = closing.text;
    const content = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? raw.content : "";
    const text = typeof content === "string" ? content : "";
    post(world, chatKey.single(row.userid, row.who), asMessages(row.userid, world.now(), text, templateAttachments(closing)));
  }
  dropRelation(world, row.userid, row.who);
}
