import { issueOnce } from "../api/once.ts";
import { naturalDay } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { chatKey, post } from "../world/chats.ts";
import { usersOf } from "../world/org.ts";
import { becomeKnown } from "../world/persons.ts";
import type { Person } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { deliver, deliverEvent } from "./inbox.ts";
import type { KfAccount, KfMessage, KfSession, KfState, KfVisit } from "./tables.ts";

const HOUR_MS = 3_600_000;

/** What a code of an event may be used for, and how long it is good. */
export type CodeKind = "welcome" | "queue" | "end";

export function sessionOf(world: World, openKfId: string, who: string): KfSession | undefined {
  return world.kf.sessions.get(`${openKfId}|${who}`);
}

function openSession(world: World, openKfId: string, person: Person): KfSession {
  const known = sessionOf(world, openKfId, person.who);
  if (known) return known;
  becomeKnown(world, person);
  return world.kf.sessions.put({
    openKfId,
    who: person.who,
    state: 4,
    servicer: "",
    run: 0,
    enteredAt: 0,
    lastCustomerAt: 0,
    welcomedAt: 0,
    sends: 0,
    coded: [],
    scene: "",
    sceneParam: "",
    blocked: false,
    rejected: false,
    upgrade: null,
  });
}

/** A code that `send_msg_on_event` takes once, in the state for which it was given. */
export function issueCode(world: World, session: KfSession, kind: CodeKind): string {
  const { openKfId, who, state, run } = session;
  return issueOnce(world, "kf-code", { openKfId, who, kind, state: String(state), run: String(run) });
}

/** Everybody who serves an account, departments expanded. */
export function servicersOf(world: World, account: KfAccount): string[] {
  return [
    ...new Set([...account.servicers.map(({ userid }) => userid), ...usersOf(world, account.departments).map(({ userid }) => userid)]),
  ];
}

/** The day's row of the consultation that is under way. */
export function visitOf(world: World, session: KfSession): KfVisit {
  const { openKfId, who, run } = session;
  const day = naturalDay(world.now());
  const id = `${openKfId}|${who}|${run}|${day}`;
  const known = world.kf.visits.get(id);
  if (known) return known;
  const none = { messages: 0, ai: false, aiAsked: false, aiTransferred: false, askedAt: 0, answeredAt: 0, rejected: false };
  return world.kf.visits.put({ id, openKfId, who, day, servicer: session.servicer, ...none });
}

/** Somebody opens the chat, by a link or from the list of chats. A welcome code comes along while none was sent and nothing was said lately. */
export function enterSession(sim: Sim, openKfId: string, person: Person, scene: string, sceneParam: string): KfSession {
  const { world } = sim;
  const session = openSession(world, openKfId, person);
  const now = world.now();
  Object.assign(session, { enteredAt: now, scene, sceneParam });
  world.kf.sessions.touch(session);
  const silent = session.welcomedAt === 0 || !world.limits.allows("kf.welcome-silence", (now - session.welcomedAt) / HOUR_MS);
  const code: JsonObject = silent && session.lastCustomerAt === 0 ? { welcome_code: issueCode(world, session, "welcome") } : {};
  deliverEvent(sim, openKfId, person.who, { event_type: "enter_session", scene, scene_param: sceneParam, ...code });
  return session;
}

/** The customer writes: an ended consultation begins anew. Null when nobody takes the messages of this customer. */
export function customerWrites(sim: Sim, openKfId: string, person: Person, msgtype: string, content: JsonObject): KfMessage | null {
  const { world } = sim;
  const session = openSession(world, openKfId, person);
  if (session.rejected) return null;
  if (session.state === 4) Object.assign(session, { state: 0, servicer: "", run: session.run + 1, coded: [] });
  session.lastCustomerAt = world.now();
  session.sends = 0;
  world.kf.sessions.touch(session);
  const visit = visitOf(world, session);
  visit.messages += 1;
  if (session.state === 1) visit.aiAsked = true;
  if (session.state === 3 && visit.askedAt === 0) visit.askedAt = world.now();
  world.kf.visits.touch(visit);
  show(world, session, person.who, msgtype, content);
  return deliver(sim, { openKfId, who: person.who, origin: 3, servicer: "", msgtype, content });
}

/** A servicer answers in the client. */
export function servicerWrites(sim: Sim, session: KfSession, msgtype: string, content: JsonObject): KfMessage {
  const { world } = sim;
  const { openKfId, who, servicer } = session;
  const visit = visitOf(world, session);
  if (visit.askedAt > 0 && visit.answeredAt === 0) visit.answeredAt = world.now();
  world.kf.visits.touch(visit);
  show(world, session, servicer, msgtype, content);
  return deliver(sim, { openKfId, who, origin: 5, servicer, msgtype, content });
}

/** What both see in the chat. */
export function show(world: World, session: KfSession, from: string, msgtype: string, content: JsonObject, at = world.now()): void {
  const words = msgtype === "text" && typeof content.content === "string" ? content.content : "";
  const message = words === "" ? { from, at, attachments: [{ msgtype, [msgtype]: content }] } : { from, at, text: words };
  post(world, chatKey.kf(session.openKfId, session.who), [message]);
}

/** Changes who answers; what the state means for statistics is noted. */
export function setState(world: World, session: KfSession, state: KfState, servicer = ""): void {
  const before = session.state;
  Object.assign(session, { state, servicer: state === 3 ? servicer : "" });
  world.kf.sessions.touch(session);
  if (state === 4) return;
  const visit = visitOf(world, session);
  if (state === 1) visit.ai = true;
  if (state === 3) {
    visit.servicer = servicer;
    if (before === 1) visit.aiTransferred = true;
    // Whoever is handed a waiting customer is asked from now on.
    if (visit.askedAt === 0 && visit.messages > 0) visit.askedAt = world.now();
  }
  world.kf.visits.touch(visit);
}

/** Code of waiting or of taking over, the first time in a consultation; of the end always. */
export function codeForState(world: World, session: KfSession): string | null {
  const { state } = session;
  if (state === 4) return issueCode(world, session, "end");
  if ((state !== 2 && state !== 3) || session.coded.includes(state)) return null;
  session.coded = [...session.coded, state];
  world.kf.sessions.touch(session);
  return issueCode(world, session, "queue");
}
