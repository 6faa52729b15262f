import { awaitsConsent } from "../archive/agreements.ts";
import { seconds } from "../kit/time.ts";
import type { Sim } from "../sim.ts";
import { isServing } from "./org.ts";
import type { Attachment } from "../people-host.ts";
import { asMessages, chatKey, post } from "./chats.ts";
import { becomeKnown } from "./persons.ts";
import { countDay, noteChat } from "./statistics.ts";
import type { Person, Relation, RelationStatus } from "./types.ts";
import { indexRelation, pair } from "./world.ts";
import type { World } from "./world.ts";

const CODES_KEPT_MS = 3_600_000;

export interface Befriending {
  userid: string;
  person: Person;
  addWay: number;
  state: string;
  status: RelationStatus;
  /** the customer typed right away: no WelcomeCode */
  chatBegan?: boolean;
  channels?: Relation["channels"];
}

/** The relation when the member's list shows it: full, also after the customer deleted the member. */
export function listedRelation(world: World, userid: string, who: string): Relation | undefined {
  const row = world.relations.get(pair(userid, who));
  return row?.status === "full" ? row : undefined;
}

/** The same for looking only, where many pass by. */
export function peekListed(world: World, userid: string, who: string): Readonly<Relation> | undefined {
  const row = world.relations.peek(pair(userid, who));
  return row?.status === "full" ? row : undefined;
}

/** Is this person in the member's list? */
export function isListed(world: World, userid: string, who: string): boolean {
  const id = pair(userid, who);
  // In the past everybody is a friend.
  return world.relations.untouched(id) || world.relations.peek(id)?.status === "full";
}

/** None or one-way → requested, half or full. A second time there is a new createtime (wecom-api §12.1). */
export function befriend(sim: Sim, input: Befriending): Relation {
  const { world } = sim;
  const { userid, person } = input;
  const now = world.now();
  const before = world.relations.get(pair(userid, person.who));
  const row: Relation = {
    userid,
    who: person.who,
    n: before?.n ?? world.count("relation"),
    status: input.status,
    createtime: seconds(now),
    addWay: input.addWay,
    state: input.state,
    remark: before?.remark ?? "",
    description: before?.description ?? "",
    remarkCorp: before?.remarkCorp ?? "",
    remarkMobiles: before?.remarkMobiles ?? [],
    operUserid: input.addWay === 1 || input.addWay === 2 ? person.externalUserId : userid,
    tags: before?.tags ?? [],
    oneWay: false,
    chatBegan: input.chatBegan ?? false,
    welcomed: false,
    lastInteractionAt: now,
    ...(before?.personalTags ? { personalTags: before.personalTags } : {}),
    ...(input.channels ? { channels: input.channels } : {}),
  };
  world.relations.put(row);
  indexRelation(world, row);
  becomeKnown(world, person);
  if (input.status === "requested") {
    world.emit({ type: "friend-requested", who: userid, at: now, from: person.who });
    return row;
  }
  announce(sim, row, person, input.status === "half" ? "add_half_external_contact" : "add_external_contact");
  return row;
}

/** The member answers a request or confirms a half-added customer. False when there is nothing to accept. */
export function acceptRequest(sim: Sim, userid: string, person: Person): boolean {
  const { world } = sim;
  const row = world.relations.get(pair(userid, person.who));
  if (!row || row.status === "full") return false;
  row.status = "full";
  row.createtime = seconds(world.now());
  world.relations.touch(row);
  announce(sim, row, person, "add_external_contact");
  return true;
}

function announce(sim: Sim, row: Relation, person: Person, changeType: string): void {
  const { world } = sim;
  const now = world.now();
  const fields: Record<string, string> = row.state === "" ? {} : { State: row.state };
  const console = world.users.get(row.userid)?.consoleWelcome ?? false;
  // Another corp's member gets a name card by itself instead of a greeting.
  if (!row.chatBegan && !row.welcomed && !console && !person.wecom) fields.WelcomeCode = newWelcomeCode(world, row, row.status);
  if (row.status === "full") {
    countDay(world, "user", row.userid, "contact");
    post(world, chatKey.single(row.userid, row.who), [{ from: "system", at: now, text: "你们已成为好友，可以开始聊天" }]);
    if (awaitsConsent(world, row.userid, row.who)) world.emit({ type: "consent-asked", who: row.who, at: now, userid: row.userid });
    world.emit({ type: "added", who: row.who, at: now, userid: row.userid, state: row.state });
  }
  emitRelation(sim, changeType, row.userid, person, fields);
}

/** A code to greet with once; `occasion` keeps codes of one relation apart. */
export function newWelcomeCode(world: World, row: Relation, occasion: string): string {
  const now = world.now();
  for (const old of world.welcomeCodes.values()) {
    if (old.issuedAt >= now - CODES_KEPT_MS) break;
    world.welcomeCodes.delete(old.code);
  }
  const code = world.id("", 43, "welcome", row.userid, row.who, row.createtime, occasion);
  world.welcomeCodes.put({ code, userid: row.userid, who: row.who, issuedAt: now, used: false });
  return code;
}

/** `del_follow_user`: the customer deletes the member; the member goes on seeing the relation. */
export function customerDeletes(sim: Sim, userid: string, person: Person): boolean {
  const { world } = sim;
  const row = listedRelation(world, userid, person.who);
  if (!row || row.oneWay) return false;
  row.oneWay = true;
  world.relations.touch(row);
  countDay(world, "user", userid, "negative");
  world.emit({ type: "unfriended", who: person.who, at: world.now(), userid });
  emitRelation(sim, "del_follow_user", userid, person);
  return true;
}

/** `del_external_contact`: the member deletes the customer; API calls give 84061 from now on. */
export function memberDeletes(sim: Sim, userid: string, person: Person): boolean {
  const { world } = sim;
  if (!listedRelation(world, userid, person.who)) return false;
  dropRelation(world, userid, person.who);
  emitRelation(sim, "del_external_contact", userid, person);
  return true;
}

/** The relation is gone without a trace; who tells whom is the caller's. */
export function dropRelation(world: World, userid: string, who: string): void {
  world.relations.delete(pair(userid, who));
  world.relationsOfUser.remove(userid, who);
  world.relationsOfCustomer.remove(who, userid);
}

/** A `change_external_contact` event about the two; `extra` fields follow theirs. */
export function emitRelation(sim: Sim, changeType: string, userid: string, person: Person, extra: Record<string, string> = {}): void {
  sim.callbacks.emit({
    event: "change_external_contact",
    changeType,
    fields: { UserID: userid, ExternalUserID: person.externalUserId, ...extra },
    subject: `${userid}/${person.externalUserId}`,
  });
}

/** Can the two still write to each other? True for friends who are no temporary ones. */
export function isOpenChat(world: World, row: Relation): boolean {
  if (!row.temp) return true;
  const length = row.temp.until - row.createtime;
  const age = seconds(world.now()) - row.createtime;
  const usual = length === world.limits.max("temp-way.chat-default");
  return usual ? world.limits.allows("temp-way.chat-default", age) : age <= length;
}

/** A typed one-to-one message. Either side's words end the time for a welcome. False when they are no friends. */
export function sayTo(world: World, userid: string, who: string, from: string, text: string, attachments: Attachment[] = []): boolean {
  const row = listedRelation(world, userid, who);
  if (!row || row.oneWay || !isOpenChat(world, row)) return false;
  const now = world.now();
  row.chatBegan = true;
  row.lastInteractionAt = now;
  noteChat(world, row, from === who);
  world.relations.touch(row);
  post(world, chatKey.single(userid, who), asMessages(from, now, text, attachments));
  world.emit({ type: "message-received", who: from === who ? userid : who, at: now, from, text });
  return true;
}

/** Event `edit_external_contact`, only for what is done in the client or with the switch `apiEcho`. */
export function announceEdit(sim: Sim, row: Relation): void {
  const person = sim.world.persons.get(row.who);
  if (person) emitRelation(sim, "edit_external_contact", row.userid, person, row.state === "" ? {} : { State: row.state });
}

/** Relations that serving members still see, oldest first. */
export function followersOf(world: World, who: string): Relation[] {
  return [...world.relationsOfCustomer.of(who)].flatMap((userid) =>
    isServing(world.users.get(userid)) ? (listedRelation(world, userid, who) ?? []) : [],
  );
}
