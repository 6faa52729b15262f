import type { ByteText } from "../kit/byte-text.ts";
import { hashHex, hashId } from "../kit/hash.ts";
import { drawNickname } from "../kit/names.ts";
import { seconds } from "../kit/time.ts";
import {
  EXTERNAL_ID_BYTES,
  externalIdOf,
  mix,
  mix01,
  MOST_PEOPLE,
  numberOfExternalId,
  numberOfUnionId,
  openIdOf,
  putExternalId,
  putUnionId,
  rangeOfPrefix,
  UNION_ID_BYTES,
  unionIdOf,
} from "./past-ids.ts";
import type { Base } from "./table.ts";
import type { Group, Member, Person, Relation } from "./types.ts";

const DAY_MS = 86_400_000;
const GROUP_FILL = 120;

/** What a ready-made corp was filled with; kept, so that it can be worked out again. */
export interface PastSize {
  [field: string]: number;
  customers: number;
  staff: number;
  groups: number;
  /** virtual ms at which it was filled */
  at: number;
}

const PURPOSES = { playful: 1, nick: 2, long: 3, surname: 4, g1: 5, g2: 6, gender: 7, addDay: 8, addSecond: 9, staff: 10, groupAge: 11 };

/**
 * The customers, friendships and group members of a ready-made corp: worked out from the seed when asked for, so that two million of
 * them cost neither time nor memory. Customers 1…N are the members of staff's in contiguous blocks of uneven length; a group holds
 * the first so many of its owner's customers that no earlier group of that owner holds.
 */
export class Past {
  readonly size: PastSize;
  readonly #seed: number;
  /** customers of member s are those above starts[s], up to starts[s + 1] */
  readonly #starts: Uint32Array;
  readonly #chatIds: string[];
  readonly #groupNumber = new Map<string, number>();
  /** 1 at the numbers of customers of whom, or of whose first friendship, something is told otherwise by now */
  readonly #changed: Uint8Array;
  readonly persons: Base<Person>;
  readonly relations: Base<Relation>;
  readonly members: Base<Member>;

  constructor(seed: number, size: PastSize) {
    if (size.customers > MOST_PEOPLE) throw new Error(`at most ${MOST_PEOPLE} customers can be made ready, got ${size.customers}`);
    this.size = size;
    this.#seed = seed | 0;
    this.#starts = blocks(this.#seed, size);
    this.#changed = new Uint8Array(size.customers + 1);
    this.#chatIds = Array.from({ length: size.groups }, (_, g) => hashId("wr", 30, seed, "group", this.ownerOf(g), nameOfGroup(g), 1));
    for (const [g, chatId] of this.#chatIds.entries()) this.#groupNumber.set(chatId, g);
    this.persons = {
      has: (id) => this.numberOf(id) > 0,
      make: (id) => this.person(this.numberOf(id)),
      changed: (id) => this.#change(this.numberOf(id)),
      ids: () => this.#everybody(),
      tail: (count) => names(Math.max(0, size.customers - count), size.customers),
      size: size.customers,
    };
    this.relations = {
      has: (id) => this.#relationNumber(id) > 0,
      make: (id) => this.relation(this.#relationNumber(id)),
      changed: (id) => this.#change(this.#relationNumber(id)),
      ids: () => this.#everyRelation(),
      tail: (count) => this.persons.tail(count).map((who) => `${this.staffOf(who).join()}|${who}`),
      size: size.customers,
    };
    this.members = {
      has: (id) => this.#seat(id) !== null,
      make: (id) => this.#member(id),
      ids: () => this.#everyMember(),
      tail: (count) => [...this.#everyMember()].slice(-count),
      size: this.#chatIds.reduce((sum, _chatId, g) => sum + 1 + this.#membersIn(g).reduce((from, to) => to - from), 0),
    };
  }

  /** Userid of the owner of group g. */
  ownerOf(g: number): string {
    return useridOf(g % this.size.staff);
  }

  group(g: number): Group {
    const chatId = this.#chatIds[g] ?? "";
    return {
      chatId,
      name: nameOfGroup(g),
      owner: this.ownerOf(g),
      createTime: this.#groupBegan(g),
      notice: "",
      admins: [],
      dismissed: false,
      templateId: "",
      autoCreated: false,
      versions: [{ from: 0, version: hashHex(this.#seed, chatId, "past").slice(0, 32) }],
      cap: null,
    };
  }

  nameOf(n: number): string {
    return drawNickname((purpose) => mix01(this.#seed, n, PURPOSES[purpose]));
  }

  genderOf(n: number): 0 | 1 | 2 {
    const draw = Math.floor(mix01(this.#seed, n, PURPOSES.gender) * 20);
    return draw === 0 ? 0 : draw < 7 ? 1 : 2;
  }

  externalId(n: number): string {
    return externalIdOf(this.#seed, n);
  }

  /** Writes the two ids of a customer into a text. */
  putExternalId(text: ByteText, n: number): void {
    text.room(EXTERNAL_ID_BYTES);
    putExternalId(text.bytes, text.at, this.#seed, n);
    text.at += EXTERNAL_ID_BYTES;
  }

  putUnionId(text: ByteText, n: number): void {
    text.room(UNION_ID_BYTES + 3);
    putUnionId(text.bytes, text.at, this.#seed, n);
    text.at += UNION_ID_BYTES;
  }

  unionId(n: number): string {
    return unionIdOf(this.#seed, n);
  }

  /** Unix seconds */
  createtimeOf(n: number): number {
    const day = 1 + (mix(this.#seed, n, PURPOSES.addDay) % 300);
    return seconds(this.size.at - day * DAY_MS) - (mix(this.#seed, n, PURPOSES.addSecond) % 86_400);
  }

  /** Unix seconds at which group `chatId` and everybody in it began. */
  beganAt(chatId: string): number {
    return this.#groupBegan(this.#groupNumber.get(chatId) ?? 0);
  }

  person(n: number): Person {
    return {
      who: `c${n}`,
      name: this.nameOf(n),
      gender: this.genderOf(n),
      externalUserId: this.externalId(n),
      unionid: this.unionId(n),
      openid: openIdOf(this.#seed, n),
      known: true,
      home: null,
      cap: null,
    };
  }

  relation(n: number): Relation {
    const createtime = this.createtimeOf(n);
    return {
      userid: useridOf(this.#staffOf(n)),
      who: `c${n}`,
      n,
      status: "full",
      createtime,
      addWay: 1,
      state: "",
      remark: "",
      description: "",
      remarkCorp: "",
      remarkMobiles: [],
      operUserid: this.externalId(n),
      tags: [],
      oneWay: false,
      chatBegan: true,
      welcomed: true,
      lastInteractionAt: createtime * 1000,
    };
  }

  /** Number of a customer id, 0 when it is none of the past's. */
  numberOf(who: string): number {
    const length = who.length;
    // c, then digits without a leading zero
    if (length < 2 || length > 8 || who.charCodeAt(0) !== 99 || who.charCodeAt(1) === 48) return 0;
    let n = 0;
    for (let at = 1; at < length; at++) {
      const digit = who.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return 0;
      n = n * 10 + digit;
    }
    return n <= this.size.customers ? n : 0;
  }

  byExternalId(id: string): string | undefined {
    const n = numberOfExternalId(this.#seed, id);
    return n > 0 && n <= this.size.customers ? `c${n}` : undefined;
  }

  byUnionId(id: string): string | undefined {
    const n = numberOfUnionId(this.#seed, id);
    return n > 0 && n <= this.size.customers ? `c${n}` : undefined;
  }

  /** The first four characters of the external ids that there are. */
  *prefixes(): Generator<string> {
    let last = "";
    for (let n = 1; n <= this.size.customers;) {
      const prefix = externalIdOf(this.#seed, n).slice(0, 4);
      if (prefix !== last) yield prefix;
      last = prefix;
      n = Math.max(n + 1, rangeOfPrefix(prefix)[1]);
    }
  }

  /** Customers whose external id begins so: ids rise with the numbers, so they stand together. */
  withPrefix(prefix: string): string[] {
    const [from, to] = rangeOfPrefix(prefix);
    const list: string[] = [];
    for (let n = Math.max(1, from - 1); n <= Math.min(to + 1, this.size.customers); n++) {
      if (externalIdOf(this.#seed, n).startsWith(prefix)) list.push(`c${n}`);
    }
    return list;
  }

  customersOf(userid: string): string[] {
    return names(...this.#blockOf(userid));
  }

  /** Tells customers of a member who are, with their friendship, as they were made: their number, 0 for all others. */
  unchangedOf(userid: string): (who: string) => number {
    const [from, to] = this.#blockOf(userid);
    return (who) => {
      const n = this.numberOf(who);
      return n > from && n <= to && this.#changed[n] === 0 ? n : 0;
    };
  }

  staffOf(who: string): string[] {
    const n = this.numberOf(who);
    return n === 0 ? [] : [useridOf(this.#staffOf(n))];
  }

  membersOf(chatId: string): string[] {
    const g = this.#groupNumber.get(chatId);
    if (g === undefined) return [];
    const [from, to] = this.#membersIn(g);
    return [this.ownerOf(g), ...names(from, to)];
  }

  groupsOf(who: string): string[] {
    const { staff, groups } = this.size;
    const n = this.numberOf(who);
    if (n > 0) {
      const s = this.#staffOf(n);
      const g = s + Math.floor((n - 1 - (this.#starts[s] ?? 0)) / GROUP_FILL) * staff;
      return g < groups ? [this.#chatIds[g] ?? ""] : [];
    }
    const s = this.#numberOfUser(who);
    const ids: string[] = [];
    for (let g = s; s >= 0 && g < groups; g += staff) ids.push(this.#chatIds[g] ?? "");
    return ids;
  }

  *#everybody(): Generator<string> {
    for (let n = 1; n <= this.size.customers; n++) yield `c${n}`;
  }

  *#everyRelation(): Generator<string> {
    for (let s = 0; s < this.size.staff; s++) {
      const userid = useridOf(s);
      const to = this.#starts[s + 1] ?? 0;
      for (let n = (this.#starts[s] ?? 0) + 1; n <= to; n++) yield `${userid}|c${n}`;
    }
  }

  *#everyMember(): Generator<string> {
    for (const chatId of this.#chatIds) for (const who of this.membersOf(chatId)) yield `${chatId}|${who}`;
  }

  #change(n: number): void {
    this.#changed[n] = 1;
  }

  #blockOf(userid: string): [from: number, to: number] {
    const s = this.#numberOfUser(userid);
    return s < 0 ? [0, 0] : [this.#starts[s] ?? 0, this.#starts[s + 1] ?? 0];
  }

  #membersIn(g: number): [from: number, to: number] {
    const s = g % this.size.staff;
    const start = this.#starts[s] ?? 0;
    const end = this.#starts[s + 1] ?? 0;
    const from = Math.min(end, start + Math.floor(g / this.size.staff) * GROUP_FILL);
    return [from, Math.min(end, from + GROUP_FILL)];
  }

  #staffOf(n: number): number {
    let low = 0;
    let high = this.size.staff - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) < n) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #numberOfUser(userid: string): number {
    const match = /^staff(\d+)$/.exec(userid);
    const s = match ? Number(match[1]) - 1 : -1;
    return s >= 0 && s < this.size.staff && useridOf(s) === userid ? s : -1;
  }

  /** Number of the customer in the id of a relation; 0 when the past knows no such pair. */
  #relationNumber(id: string): number {
    const cut = id.indexOf("|");
    const n = this.numberOf(id.slice(cut + 1));
    return n > 0 && useridOf(this.#staffOf(n)) === id.slice(0, cut) ? n : 0;
  }

  #seat(id: string): { g: number; who: string } | null {
    const cut = id.indexOf("|");
    const who = id.slice(cut + 1);
    const g = this.#groupNumber.get(id.slice(0, cut));
    if (g === undefined) return null;
    if (who === this.ownerOf(g)) return { g, who };
    const n = this.numberOf(who);
    const [from, to] = this.#membersIn(g);
    return n > from && n <= to ? { g, who } : null;
  }

  #member(id: string): Member {
    const { g, who } = this.#seat(id) ?? { g: 0, who: "" };
    const owner = this.ownerOf(g);
    return {
      chatId: this.#chatIds[g] ?? "",
      who,
      type: who === owner ? 1 : 2,
      joinTime: this.#groupBegan(g),
      joinScene: 1,
      invitor: who === owner ? "" : owner,
      state: "",
      shownFrom: 0,
      goneFrom: null,
    };
  }

  #groupBegan(g: number): number {
    return seconds(this.size.at - (30 + (mix(this.#seed, g, PURPOSES.groupAge) % 271)) * DAY_MS);
  }
}

export function useridOf(s: number): string {
  return `staff${String(s + 1).padStart(3, "0")}`;
}

function nameOfGroup(g: number): string {
  return `福利群 ${g + 1}`;
}

/** Ids of the customers above `from`, up to `to`. */
function names(from: number, to: number): string[] {
  const list: string[] = [];
  for (let n = from + 1; n <= to; n++) list.push(`c${n}`);
  return list;
}

/** Where each member's customers begin: half to one and a half times the average. */
function blocks(seed: number, { customers, staff }: PastSize): Uint32Array {
  const starts = new Uint32Array(staff + 1);
  let total = 0;
  for (let s = 0; s < staff; s++) total += 0.5 + mix01(seed, s, PURPOSES.staff);
  let sum = 0;
  for (let s = 0; s < staff; s++) {
    starts[s] = Math.floor((customers * sum) / total);
    sum += 0.5 + mix01(seed, s, PURPOSES.staff);
  }
  starts[staff] = customers;
  return starts;
}
