import { createHash } from "node:crypto";
import type { ActInput, ActResult, GroupMemberView, Json, PeopleEffect, PeopleHost, StaffView, WorldEvent } from "../../people-host.ts";
import type { PhoneFetch } from "../page-walker.ts";

type Queued = { at: number; key: string; effect: PeopleEffect };

/** What a fake world keeps; plain JSON, so that a test can stop and start it. */
export interface FakeState {
  now: number;
  queue: Queued[];
  memory: [string, Json][];
  persons: { who: string; name: string; home: { lng: number; lat: number } | null }[];
  groups: Record<string, string[]>;
  friends: Record<string, string[]>;
}

export interface FakeHost extends PeopleHost {
  state: FakeState;
  acts: (ActInput & { at: number })[];
  pages: PhoneFetch;
  team: StaffView[];
  /** owners of groups that are not the officer's */
  owners: Record<string, string>;
  emit(event: WorldEvent): void;
  /** Runs everything due up to `until`, in order of (at, key). */
  run(handle: (effect: PeopleEffect) => Promise<void>, until: number): Promise<void>;
}

export const MONDAY = Date.parse("2026-03-02T00:00:00+08:00");

/**
 * The smallest world that people can live in: a scan of a url with "/contact" adds "officer" and brings a welcome with
 * the link given; one with "/group" joins group "g1".
 */
export function createFakeHost(seed = 1, welcomeLink?: string, from?: FakeState): FakeHost {
  const state: FakeState = from ?? {
    now: MONDAY,
    queue: [],
    memory: [],
    persons: [],
    groups: {},
    friends: {},
  };
  const memory = new Map(state.memory);
  const listeners: ((event: WorldEvent) => void)[] = [];
  const emit = (event: WorldEvent): void => listeners.forEach((listener) => listener(event));
  const host: FakeHost = {
    seed,
    origin: "http://sandbox.test",
    state,
    acts: [],
    team: [],
    owners: {},
    pages: async () => ({ status: 404, url: "http://shop.test/", html: "<p>nothing</p>" }),
    emit,
    now: () => state.now,
    random: (who, purpose, n = 0) => {
      const digest = createHash("sha256").update(`${seed}|${who}|${purpose}|${n}`).digest();
      return digest.readUInt32BE(0) / 2 ** 32;
    },
    schedule: (at, key, effect) => {
      insert(state.queue, { at: Math.max(at, state.now), key, effect: structuredClone(effect) });
    },
    act: async (input) => {
      host.acts.push({ ...input, at: state.now });
      return happen(host, input, welcomeLink);
    },
    phone: () => {
      throw new Error("people decide without looking at the whole phone");
    },
    onEvent: (listener) => listeners.push(listener),
    fetch: async (_who, url, init) => host.pages({ url, method: init?.method ?? "GET", ...(init?.form && { form: init.form }) }),
    newPerson: ({ name = "", home }) => {
      const who = `c${state.persons.length + 1}`;
      state.persons.push({ who, name, home: home ?? null });
      return who;
    },
    home: (who) => state.persons.find((person) => person.who === who)?.home ?? null,
    staff: () => host.team,
    member: (userid) => host.team.find((member) => member.userid === userid),
    ownerOf: (chatId) => (state.groups[chatId] ? (host.owners[chatId] ?? "officer") : ""),
    momentViewers: (_momentId, userid) => Object.keys(state.friends).filter((who) => state.friends[who]?.includes(userid)),
    members: (chatId) => (state.groups[chatId] ?? []).map((who) => viewOf(host, who)),
    groupsOf: (who) => Object.keys(state.groups).filter((chatId) => state.groups[chatId]?.includes(who)),
    friendsOf: (who) => state.friends[who] ?? [],
    recall: (who, key) => memory.get(`${who}|${key}`),
    remember: (who, key, value) => {
      memory.set(`${who}|${key}`, value);
    },
    run: async (handle, until) => {
      for (;;) {
        const [next] = state.queue;
        if (next === undefined || next.at > until) break;
        state.queue.shift();
        state.now = next.at;
        await handle(next.effect);
      }
      state.now = until;
      state.memory = [...memory];
    },
  };
  return host;
}

/** Keeps the queue in the order (at, key); of equals the first stays first. */
function insert(queue: Queued[], item: Queued): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = queue[middle];
    if (other && (other.at < item.at || (other.at === item.at && other.key <= item.key))) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, item);
}

function viewOf(host: FakeHost, who: string): GroupMemberView {
  return {
    who,
    kind: host.team.some((member) => member.userid === who) || who === "officer" ? "staff" : "customer",
  };
}

function happen(host: FakeHost, input: ActInput, welcomeLink: string | undefined): ActResult {
  const { who } = input;
  const { state } = host;
  const at = state.now;
  if (input.do === "scan" && String(input["url"]).includes("/contact")) {
    state.friends[who] = ["officer"];
    const text = `欢迎 ${welcomeLink ?? ""}`;
    host.emit({
      type: "welcome-received",
      who,
      at,
      userid: "officer",
      texts: [text],
      attachments: [],
    });
    return { who, name: "", added: "officer" };
  }
  if (input.do === "scan" && String(input["url"]).includes("/group")) {
    const inside = (state.groups["g1"] ??= []);
    if (inside.includes(who)) return { who, name: "", already: "g1" };
    inside.push(who);
    host.emit({ type: "joined-group", who, at, chatId: "g1", via: "qr" });
    return { who, name: "", joined: "g1" };
  }
  const { chatId, text } = input;
  if (input.do === "say" && typeof chatId === "string" && typeof text === "string") {
    host.emit({ type: "group-message", who, at, chatId, text, attachments: [] });
  }
  if (input.do === "dismiss") delete state.groups[String(input["chatId"])];
  if (input.do === "kick") {
    const chatId = String(input["chatId"]);
    state.groups[chatId] = (state.groups[chatId] ?? []).filter((member) => member !== input["target"]);
  }
  if (input.do === "unfriend") state.friends[who] = [];
  if (input.do === "leave") {
    const chatId = String(input["chatId"]);
    state.groups[chatId] = (state.groups[chatId] ?? []).filter((member) => member !== who);
  }
  return { who, name: "" };
}
