import { issueOnce } from "../api/once.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";
import type { KfMessage } from "./tables.ts";

/** Messages are gone a day after nobody can fetch them any more. */
const KEPT_MS = 4 * 86_400_000;

/** Puts a message or event where `sync_msg` finds it, and tells that there is one. */
export function deliver(sim: Sim, message: Omit<KfMessage, "seq" | "at" | "msgid"> & { msgid?: string }): KfMessage {
  const { world } = sim;
  const at = world.now();
  for (const old of world.kf.messages.values()) {
    if (old.at >= at - KEPT_MS) break;
    world.kf.messages.delete(String(old.seq));
  }
  const seq = world.count("kf-message");
  const { openKfId, who } = message;
  const msgid = message.msgid ?? world.id("", 32, "kf-message", openKfId, who, seq);
  const row = world.kf.messages.put({ ...message, seq, at, msgid });
  sim.callbacks.emit({
    event: "kf_msg_or_event",
    changeType: "",
    fields: { Token: issueOnce(world, "kf-token", { openKfId, seq: String(seq) }), OpenKfId: openKfId },
    subject: `${openKfId}/${String(seq).padStart(9, "0")}`,
  });
  return row;
}

/** An event of an account, or of one customer's chat. */
export function deliverEvent(sim: Sim, openKfId: string, who: string, event: JsonObject): void {
  const external = sim.world.persons.get(who)?.externalUserId;
  const whole = { ...event, open_kfid: openKfId, ...(external ? { external_userid: external } : {}) };
  deliver(sim, { openKfId, who, origin: 4, servicer: "", msgtype: "event", content: whole });
}

/** A message as `sync_msg` shows it. */
export function messageView(world: World, row: KfMessage): JsonObject {
  const { msgid, at, origin, msgtype, content } = row;
  const base = { msgid, send_time: seconds(at), origin, msgtype, [msgtype]: content };
  if (msgtype === "event") return base;
  return {
    ...base,
    open_kfid: row.openKfId,
    external_userid: world.persons.get(row.who)?.externalUserId ?? "",
    ...(row.servicer === "" ? {} : { servicer_userid: row.servicer }),
  };
}
