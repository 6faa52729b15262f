import { isObject } from "./port.ts";

/** A message as far as it is kept: who, when, where, and its words. */
export type Said = {
  kind: "said";
  msgid: string;
  at: Date;
  from: string;
  to: readonly string[];
  room: string;
  msgtype: string;
  body: string;
};
/** A customer's answer to being archived with somebody, or in a group. */
export type Answered = { kind: "answered"; customer: string; withId: string; agrees: boolean; at: Date };
export type Opened = Said | Answered | { kind: "nothing" };

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The JSON of one message (wecom-api §9.3). Kinds without words are kept as having been sent, without a body. */
export function readMessage(json: string): Opened {
  const message: unknown = JSON.parse(json);
  if (!isObject(message) || message["action"] === "switch") return { kind: "nothing" };
  const msgtype = text(message["msgtype"]);
  const at = new Date(Number(message["msgtime"]));
  const [from, room] = [text(message["from"]), text(message["roomid"])];
  const to = Array.isArray(message["tolist"]) ? message["tolist"].map(text) : [];
  if (msgtype === "agree" || msgtype === "disagree") {
    // Who answered is in `userid`; with whom: the group, or the other one of the two.
    const part = message[msgtype];
    const customer = isObject(part) ? text(part["userid"]) : from;
    const other = [from, ...to].find((id) => id !== customer) ?? "";
    return { kind: "answered", customer, withId: room === "" ? other : room, agrees: msgtype === "agree", at };
  }
  if (Number.isNaN(at.getTime()) || from === "") return { kind: "nothing" };
  return { kind: "said", msgid: text(message["msgid"]), at, from, to, room, msgtype, body: wordsOf(msgtype, message[msgtype]) };
}

function wordsOf(msgtype: string, part: unknown): string {
  if (!isObject(part)) return "";
  if (msgtype === "text" || msgtype === "markdown") return text(part["content"]);
  if (msgtype === "link") return [part["title"], part["description"], part["link_url"]].map(text).join("\n");
  if (msgtype === "revoke") return text(part["pre_msgid"]);
  return text(part["title"]);
}

/** Ids of people outside begin so (wecom-api §9.3); a bot's does not. */
export const isCustomer = (id: string): boolean => /^w[mo]/.test(id);
