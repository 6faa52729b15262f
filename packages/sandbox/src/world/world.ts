import { acquisitionTables } from "../acquisition/tables.ts";
import type { AcquisitionTables } from "../acquisition/tables.ts";
import { Clock } from "../clock.ts";
import { Heap } from "../kit/heap.ts";
import { kfTables } from "../kf/tables.ts";
import type { KfTables } from "../kf/tables.ts";
import { hash01, hashId, hashInt } from "../kit/hash.ts";
import type { Json, WorldEvent } from "../people-host.ts";
import { Limits } from "../limits/limits.ts";
import type { Settings } from "../settings.ts";
import { Store } from "./store.ts";
import type { Table } from "./table.ts";
import { Index, Lookup } from "./indexes.ts";
import { Past } from "./past.ts";
import type { PastSize } from "./past.ts";
import type * as R from "./rows.ts";
import type * as T from "./types.ts";

export interface Corp {
  corpId: string;
  agentId: number;
  secret: string;
  token: string;
  encodingAesKey: string;
  followKey: string;
}

export interface WorldOptions {
  seed: number;
  start: number;
  dataDir?: string | undefined;
  settings: Settings;
}

/**
 * The state of one corp and its people, without behaviour: tables, indexes, time, chance, listeners.
 * What can happen to it lives in the files beside.
 */
export class World {
  readonly seed: number;
  readonly store: Store;
  readonly clock: Clock;
  readonly corp: Corp;
  readonly reopened: boolean;
  /** what a ready-made corp was filled with */
  past: Past | null = null;
  settings: Settings;
  /** the numbers of docs/wecom-limits.md, as the settings have them */
  readonly limits = new Limits(() => this.settings);
  /** base url, set once the server listens */
  origin = "";
  /** wakes the free-running loop when something new is scheduled */
  onSchedule: () => void = () => {};

  readonly departments: Table<T.Department>;
  readonly users: Table<T.User>;
  readonly apps: Table<T.App>;
  readonly contactTags: Table<T.ContactTag>;
  readonly persons: Table<T.Person>;
  readonly relations: Table<T.Relation>;
  readonly welcomeCodes: Table<T.WelcomeCode>;
  readonly tagGroups: Table<T.TagGroup>;
  readonly tags: Table<T.Tag>;
  readonly contactWays: Table<T.ContactWay>;
  readonly groups: Table<T.Group>;
  readonly members: Table<T.Member>;
  readonly joinWays: Table<T.JoinWay>;
  readonly templates: Table<T.WelcomeTemplate>;
  readonly massTasks: Table<T.MassTask>;
  readonly massParts: Table<T.MassPart>;
  readonly chats: Table<T.Chat>;
  readonly media: Table<T.Media>;
  readonly tokens: Table<T.AccessToken>;
  readonly codes: Table<T.OAuthCode>;
  readonly appMessages: Table<T.AppMessage>;
  readonly orders: Table<T.Order>;
  readonly transfers: Table<T.Transfer>;
  readonly moments: Table<R.Moment>;
  readonly momentParts: Table<R.MomentPart>;
  readonly strategies: Table<R.Strategy>;
  readonly dayStats: Table<R.DayStat>;
  readonly archived: Table<R.ArchivedMessage>;
  readonly consents: Table<R.Consent>;
  readonly rooms: Table<R.Room>;
  readonly bots: Table<R.Bot>;
  readonly interceptRules: Table<R.InterceptRule>;
  readonly products: Table<R.Product>;
  readonly acquisition: AcquisitionTables;
  readonly kf: KfTables;
  readonly effects: Table<T.Effect>;
  readonly cells: Table<T.Cell>;

  /** customer id by external_userid, unionid, openid */
  readonly byExternal = new Lookup();
  readonly byUnion = new Lookup();
  readonly relationsOfUser = new Index();
  readonly relationsOfCustomer = new Index();
  /** who is in a group now (rows that only linger in `groupchat/get` are left out) */
  readonly membersOf = new Index();
  readonly groupsOf = new Index();
  /** living groups by owner */
  readonly groupsOwned = new Index();
  readonly chatsOf = new Index();
  /** mass and moment tasks on a member's phone */
  readonly partsOf = new Index();
  /** moments that a member has published */
  readonly momentsOf = new Index();
  readonly tagsOfGroup = new Index();
  /** transfers by `handover|takeover` and by `handover|customer` */
  readonly transfersOf = new Index();

  readonly #heap = new Heap<T.Effect>((a, b) => (a.at !== b.at ? a.at < b.at : a.key !== b.key ? a.key < b.key : a.seq < b.seq));
  readonly #listeners: ((event: WorldEvent) => void)[] = [];

  constructor(options: WorldOptions) {
    const store = new Store(options.dataDir);
    this.store = store;
    this.departments = store.table("departments", (row) => String(row.id));
    this.users = store.table("users", (row) => row.userid);
    this.contactTags = store.table("contactTags", (row) => row.id);
    this.apps = store.table("apps", (row) => String(row.agentId));
    this.persons = store.table("persons", (row) => row.who);
    this.relations = store.table("relations", (row) => pair(row.userid, row.who));
    this.welcomeCodes = store.table("welcomeCodes", (row) => row.code);
    this.tagGroups = store.table("tagGroups", (row) => row.id);
    this.tags = store.table("tags", (row) => row.id);
    this.contactWays = store.table("contactWays", (row) => row.configId);
    this.groups = store.table("groups", (row) => row.chatId);
    this.members = store.table("members", (row) => pair(row.chatId, row.who));
    this.joinWays = store.table("joinWays", (row) => row.configId);
    this.templates = store.table("templates", (row) => row.templateId);
    this.massTasks = store.table("massTasks", (row) => row.msgid);
    this.massParts = store.table("massParts", (row) => pair(row.msgid, row.userid));
    this.chats = store.table("chats", (row) => row.key);
    this.media = store.table("media", (row) => row.mediaId);
    this.tokens = store.table("tokens", (row) => row.token);
    this.codes = store.table("codes", (row) => row.code);
    this.appMessages = store.table("appMessages", (row) => row.msgid);
    this.orders = store.table("orders", (row) => row.id);
    this.transfers = store.table<T.Transfer>("transfers", transferId);
    this.moments = store.table("moments", (row) => row.momentId);
    this.bots = store.table("bots", (row) => row.key);
    this.interceptRules = store.table("interceptRules", (row) => row.ruleId);
    this.kf = kfTables(store);
    this.acquisition = acquisitionTables(store);
    this.products = store.table("products", (row) => row.productId);
    this.momentParts = store.table("momentParts", (row) => pair(row.momentId, row.userid));
    this.strategies = store.table("strategies", (row) => String(row.id));
    this.dayStats = store.table("dayStats", (row) => `${row.kind}|${row.userid}|${row.day}`);
    this.archived = store.table("archived", (row) => String(row.seq));
    this.consents = store.table("consents", (row) => pair(row.with, row.who));
    this.rooms = store.table("rooms", (row) => row.roomid);
    this.effects = store.table("effects", (row) => row.id);
    this.cells = store.table("cells", (row) => row.id);
    this.reopened = store.load();
    this.seed = this.#kept("seed", options.seed);
    this.settings = this.reopened ? { ...options.settings, ...this.#kept("settings", {}) } : options.settings;
    this.corp = this.#kept("corp", makeCorp(this.seed));
    // A world that exists goes on where it stopped, whatever start is asked for.
    this.clock = new Clock(this.#kept("clock", options.start));
    const size = this.cell<PastSize | null>("past", null);
    if (size) this.layPast(size);
    store.settle();
    for (const effect of this.effects.values()) this.#heap.push(effect);
  }

  now(): number {
    return this.clock.now();
  }

  random(...parts: (string | number)[]): number {
    return hash01(this.seed, ...parts);
  }

  randomInt(from: number, to: number, ...parts: (string | number)[]): number {
    return hashInt(from, to, this.seed, ...parts);
  }

  id(prefix: string, length: number, ...parts: (string | number)[]): string {
    return hashId(prefix, length, this.seed, ...parts);
  }

  /** The next number of a persistent counter, starting at 1. */
  count(name: string): number {
    const next = this.cell(`n:${name}`, 0) + 1;
    this.keep(`n:${name}`, next);
    return next;
  }

  cell<V extends Json>(id: string, fallback: V): V {
    const row = this.cells.get(id);
    // A cell holds what `keep` of the same id wrote.
    return row === undefined ? fallback : (row.value as V);
  }

  keep(id: string, value: Json): void {
    this.cells.put({ id, value });
  }

  schedule(at: number, key: string, kind: string, data: Json): T.Effect {
    const seq = this.count("effect");
    const effect: T.Effect = { id: String(seq), at, key, kind, data, seq };
    this.effects.put(effect);
    this.#heap.push(effect);
    this.onSchedule();
    return effect;
  }

  /** The earliest effect that is still wanted. */
  nextEffect(): T.Effect | undefined {
    for (let top = this.#heap.peek(); top; top = this.#heap.peek()) {
      if (this.effects.get(top.id) === top) return top;
      this.#heap.pop();
    }
    return undefined;
  }

  emit(event: WorldEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  listen(listener: (event: WorldEvent) => void): void {
    this.#listeners.push(listener);
  }

  #kept<V>(id: string, fallback: V): V {
    const row = this.cells.get(id);
    if (row !== undefined) return row.value as V;
    this.keep(id, JSON.parse(JSON.stringify(fallback)));
    return fallback;
  }

  /** Lays the past of a ready-made corp below the tables; once, while the world is made. */
  layPast(size: PastSize): Past {
    const past = new Past(this.seed, size);
    this.past = past;
    this.persons.setBase(past.persons);
    this.relations.setBase(past.relations);
    this.members.setBase(past.members);
    this.byExternal.setBase((id) => past.byExternalId(id));
    this.byUnion.setBase((id) => past.byUnionId(id));
    this.relationsOfUser.setBase((userid) => past.customersOf(userid));
    this.relationsOfCustomer.setBase((who) => past.staffOf(who));
    this.membersOf.setBase((chatId) => past.membersOf(chatId));
    this.groupsOf.setBase((who) => past.groupsOf(who));
    this.store.base([this.persons, this.relations, this.members]);
    return past;
  }
}

/** Key of a row that belongs to two ids. */
export function pair(left: string, right: string): string {
  return `${left}|${right}`;
}

export function indexPerson(world: World, person: T.Person): void {
  world.byExternal.set(person.externalUserId, person.who);
  world.byUnion.set(person.unionid, person.who);
}

export function indexRelation(world: World, row: T.Relation): void {
  world.relationsOfUser.add(row.userid, row.who);
  world.relationsOfCustomer.add(row.who, row.userid);
}

export function indexMember(world: World, row: T.Member): void {
  world.membersOf.add(row.chatId, row.who);
  world.groupsOf.add(row.who, row.chatId);
}

export function transferId(row: Pick<T.Transfer, "handover" | "takeover" | "who">): string {
  return `${pair(row.handover, row.takeover)}|${row.who}`;
}

export function indexTransfer(world: World, row: T.Transfer): void {
  const id = transferId(row);
  world.transfersOf.add(pair(row.handover, row.takeover), id);
  world.transfersOf.add(pair(row.handover, row.who), id);
}

function makeCorp(seed: number): Corp {
  return {
    corpId: `ww${hashId("", 16, seed, "corp").toLowerCase()}`,
    agentId: 1_000_002,
    secret: hashId("", 43, seed, "secret"),
    token: hashId("", 24, seed, "callback-token"),
    encodingAesKey: hashId("", 43, seed, "aes-key"),
    followKey: hashId("", 32, seed, "follow-key"),
  };
}
