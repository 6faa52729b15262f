import type { KfMessage } from "@shuke/wecom";
import { customerId } from "#kit/ids";
import type { NewEvent } from "#log";

/** What a customer wrote, for whoever is to answer it. */
export type Words = { msgid: string; externalUserId: string; at: Date; body: string };
export type Heard = { facts: NewEvent[]; words: Words[]; /** Taken back by who had written them. */ recalled: string[] };

const BY_CUSTOMER = 3;
const BY_STAFF = 5;

/** Of session_status_change. */
const CHANGES: Readonly<Record<number, "taken" | "passed" | "ended" | "again">> = { 1: "taken", 2: "passed", 3: "ended", 4: "again" };

/** A page of `sync_msg` as facts, each named by its msgid, so that what is read again is told once. Whom it does not name is left out. */
export function hear(corpId: string, openKfId: string, messages: readonly KfMessage[]): Heard {
  const heard: Heard = { facts: [], words: [], recalled: [] };
  for (const message of messages) {
    const externalUserId = message.external_userid ?? message.event?.external_userid ?? "";
    if (externalUserId === "" || message.msgid === "") continue;
    const at = new Date(message.send_time * 1000);
    const base = {
      subject: `customer:${customerId(corpId, externalUserId)}`,
      occurredAt: at,
      sourceKey: `kf:${openKfId}:${message.msgid}`,
    };
    const pair = { openKfId, externalUserId };
    if (message.msgtype === "event") {
      const fact = eventOf(base, pair, message);
      if (fact) heard.facts.push(fact);
      const { recall_msgid: recalled } = message.event ?? {};
      if (recalled !== undefined) heard.recalled.push(recalled);
      continue;
    }
    const { msgid, msgtype: kind } = message;
    if (message.origin === BY_CUSTOMER) {
      heard.facts.push({ ...base, type: "kf.said", data: { ...pair, msgid, userId: null, kind } });
      const body = kind === "text" ? (message.text?.content ?? "").replaceAll("\u0000", "") : "";
      heard.words.push({ msgid, externalUserId, at, body });
    } else if (message.origin === BY_STAFF) {
      const userId = message.servicer_userid ?? "";
      if (userId !== "") heard.facts.push({ ...base, type: "kf.said", data: { ...pair, msgid, userId, kind } });
    }
  }
  return heard;
}

type Base = Pick<NewEvent, "subject" | "occurredAt" | "sourceKey">;

function eventOf(base: Base, pair: { openKfId: string; externalUserId: string }, { event }: KfMessage): NewEvent | null {
  if (event?.event_type === "msg_send_fail") {
    const data = { ...pair, msgid: event.fail_msgid ?? "", reason: event.fail_type ?? 0 };
    return { ...base, type: "kf.undelivered", data };
  }
  const how = event?.event_type === "session_status_change" ? CHANGES[event.change_type ?? 0] : undefined;
  if (how === undefined) return null;
  const userId = how === "ended" ? null : (event?.new_servicer_userid ?? null);
  return { ...base, type: "kf.served", data: { ...pair, userId, how } };
}
