import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { above0, atLeast0, chance, fail, list, numbers, range, record, text, texts, weights } from "./read-yaml.ts";

/** Wait in minutes → weight. */
export type Wait = Readonly<Record<string, number>>;
export type WaitName = "atOnce" | "soon" | "later";

/** Chance per message, growing with the messages of the last days beyond the tolerance, never above the cap. */
export interface Weariness {
  perMessage: number;
  tolerance: number;
  slope: number;
  cap: number;
}

export interface CustomerType {
  key: string;
  weight: number;
  /** `goOn`: follows a page's link to the next step. */
  welcome: { open: number; wait: WaitName; goOn: number };
  location: { share: number; refuse: number; wrong: number };
  search: { district: number; city: number; name: number };
  choose: { first: number; second: number; none: number };
  join: number;
  coupon: number;
  talkPerDay: number;
  message: { open: number; wait: WaitName; reply: number };
  leaveGroup: Weariness;
  unfriend: Weariness;
  /** Chance to end the friendship, or to leave the group, some time after it began, whatever comes. */
  regret: { friend: number; group: number };
  comeBack: number;
  /** A moment of a friend: seen at all, then a heart, a word. */
  moment: { see: number; like: number; comment: number };
  /** Orders a day; messages of the last days beyond the tolerance take the appetite away, `slope` each. */
  buy: { perDay: number; tolerance: number; slope: number };
  /** Chance to answer a question that another customer asks in the group. */
  helps: number;
  /** Adverts a day in each group. */
  spamPerDay: number;
  /** Refuses to be handed to another member, or deletes that one afterwards. */
  transfer: { refuse: number; unfriend: number };
  /** Says yes to a member who asks to be friends; to having the talk archived. */
  accepts: number;
  agrees: number;
}

/** People whose interests conflict do not share a group in peace (article 004). */
export interface Quarrels {
  between: [string, string][];
  /** chance that somebody of the other class answers, that somebody leaves, growing with the quarrels of the last days */
  answer: number;
  leave: Weariness;
}

/** Groups live by what the team posts, and die of silence. */
export interface GroupLife {
  /** what a week without a post leaves of the talk, and the least that stays */
  fadePerWeek: number;
  floor: number;
  /** after so many days without a word from customers and with fewer than so many of them, the owner may dissolve it */
  quietDays: number;
  keepFrom: number;
}

export interface StaffType {
  key: string;
  weight: number;
  confirm: { chance: number; wait: Wait };
  card: { chance: number; wait: Wait };
  /** Of recipients that may be picked: the share that is (tasks with `allow_select`). */
  picks: number;
  /** Takes somebody out who advertises in an own group; dissolves an own group that is dead. */
  kick: { chance: number; wait: Wait };
  dissolves: number;
  /** Chance that a ticked card was really done. */
  honest: number;
  /** 1 when this person also works outside the hours. */
  night: number;
}

export interface HourRange {
  from: number;
  to: number;
}

export interface Behaviour {
  gridMinutes: number;
  customers: {
    arrival: { hours: number[]; weekdays: number[] };
    awake: HourRange;
    gcj02: number;
    jitterMetres: number;
    waits: Record<WaitName, Wait>;
    types: CustomerType[];
    latelyDays: number;
    regretAfter: Wait;
    comeBackDays: HourRange;
    groupLinkShare: number;
    /** fen of an order → weight */
    basket: Wait;
    quarrels: Quarrels;
    groups: GroupLife;
    leavesToo: number;
    retries: number;
  };
  staff: { hours: HourRange; types: StaffType[]; adWords: string[] };
}

export interface Talk {
  drinks: string[];
  foods: string[];
  /** Lines by customer type. */
  group: Readonly<Record<string, string[]>>;
  replies: Readonly<Record<string, string[]>>;
  staffPost: string[];
  /** Adverts, answers to questions, words of a quarrel (by class), words under a moment. */
  spam: string[];
  helpful: string[];
  quarrel: Readonly<Record<string, string[]>>;
  momentWords: string[];
}

/** The chance that this message is one too many. */
export function weary(w: Weariness, recent: number): number {
  return Math.min(w.cap, w.perMessage + w.slope * Math.max(0, recent - w.tolerance));
}

/** Reads behaviour as data. Throws an Error that names the wrong place, since a typing mistake must not run. */
export function parseBehaviour(yamlText: string): Behaviour {
  const root = record(parse(yamlText), "behaviour");
  const customers = record(root["customers"], "customers");
  const arrival = record(customers["arrival"], "customers.arrival");
  const waits = record(customers["waits"], "customers.waits");
  const staff = record(root["staff"], "staff");
  return {
    gridMinutes: above0(root["gridMinutes"], "gridMinutes"),
    customers: {
      arrival: {
        hours: numbers(arrival["hours"], 24, "customers.arrival.hours"),
        weekdays: numbers(arrival["weekdays"], 7, "customers.arrival.weekdays"),
      },
      awake: range(customers["awake"], "customers.awake"),
      gcj02: chance(customers["gcj02"], "customers.gcj02"),
      jitterMetres: atLeast0(customers["jitterMetres"], "customers.jitterMetres"),
      waits: {
        atOnce: weights(waits["atOnce"], "customers.waits.atOnce"),
        soon: weights(waits["soon"], "customers.waits.soon"),
        later: weights(waits["later"], "customers.waits.later"),
      },
      types: list(customers["types"], "customers.types").map(customerType),
      latelyDays: above0(customers["latelyDays"], "customers.latelyDays"),
      regretAfter: weights(customers["regretAfter"], "customers.regretAfter"),
      comeBackDays: range(customers["comeBackDays"], "customers.comeBackDays"),
      basket: weights(customers["basket"], "customers.basket"),
      quarrels: quarrels(customers["quarrels"]),
      groups: groupLife(customers["groups"]),
      groupLinkShare: chance(customers["groupLinkShare"], "customers.groupLinkShare"),
      leavesToo: chance(customers["leavesToo"], "customers.leavesToo"),
      retries: atLeast0(customers["retries"], "customers.retries"),
    },
    staff: {
      hours: range(staff["hours"], "staff.hours"),
      types: list(staff["types"], "staff.types").map(staffType),
      adWords: texts(staff["adWords"], "staff.adWords"),
    },
  };
}

const NOT_TYPES = new Set(["drinks", "foods", "replies", "staffPost", "spam", "helpful", "quarrel", "momentWords"]);

/** Reads the lines that people say. Keys other than the known ones are customer types. */
export function parseTalk(yamlText: string): Talk {
  const root = record(parse(yamlText), "talk");
  const byKey = (name: string): Record<string, string[]> =>
    Object.fromEntries(
      Object.entries(record(root[name], `talk.${name}`)).map(([key, value]) => [key, texts(value, `talk.${name}.${key}`)]),
    );
  const group: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(root)) {
    if (!NOT_TYPES.has(key)) group[key] = texts(value, `talk.${key}`);
  }
  return {
    drinks: texts(root["drinks"], "talk.drinks"),
    foods: texts(root["foods"], "talk.foods"),
    group,
    replies: byKey("replies"),
    staffPost: texts(root["staffPost"], "talk.staffPost"),
    spam: texts(root["spam"], "talk.spam"),
    helpful: texts(root["helpful"], "talk.helpful"),
    quarrel: byKey("quarrel"),
    momentWords: texts(root["momentWords"], "talk.momentWords"),
  };
}

/** The behaviour and talk that come with the sandbox. */
export function defaultBehaviour(): { behaviour: Behaviour; talk: Talk } {
  const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
  return { behaviour: parseBehaviour(read("behaviour.yaml")), talk: parseTalk(read("talk.yaml")) };
}

function customerType(value: unknown, at: number): CustomerType {
  const path = `customers.types[${at}]`;
  const type = record(value, path);
  const part = (name: string): Record<string, unknown> => record(type[name], `${path}.${name}`);
  const p = (name: string, key: string): number => chance(part(name)[key], `${path}.${name}.${key}`);
  const weary = (name: string, per: string): Weariness => ({
    perMessage: p(name, per),
    tolerance: atLeast0(part(name)["tolerance"], `${path}.${name}.tolerance`),
    slope: p(name, "slope"),
    cap: p(name, "cap"),
  });
  return {
    key: text(type["key"], `${path}.key`),
    weight: atLeast0(type["weight"], `${path}.weight`),
    welcome: {
      open: p("welcome", "open"),
      wait: waitName(part("welcome")["wait"], path),
      goOn: p("welcome", "goOn"),
    },
    location: {
      share: p("location", "share"),
      refuse: p("location", "refuse"),
      wrong: p("location", "wrong"),
    },
    search: {
      district: p("search", "district"),
      city: p("search", "city"),
      name: p("search", "name"),
    },
    choose: {
      first: p("choose", "first"),
      second: p("choose", "second"),
      none: p("choose", "none"),
    },
    join: chance(type["join"], `${path}.join`),
    coupon: chance(type["coupon"], `${path}.coupon`),
    talkPerDay: chance(type["talkPerDay"], `${path}.talkPerDay`),
    message: {
      open: p("message", "open"),
      wait: waitName(part("message")["wait"], path),
      reply: p("message", "reply"),
    },
    leaveGroup: weary("leaveGroup", "perPost"),
    unfriend: weary("unfriend", "perMessage"),
    regret: { friend: p("regret", "friend"), group: p("regret", "group") },
    comeBack: chance(type["comeBack"], `${path}.comeBack`),
    moment: { see: p("moment", "see"), like: p("moment", "like"), comment: p("moment", "comment") },
    buy: {
      perDay: atLeast0(part("buy")["perDay"], `${path}.buy.perDay`),
      tolerance: atLeast0(part("buy")["tolerance"], `${path}.buy.tolerance`),
      slope: p("buy", "slope"),
    },
    helps: chance(type["helps"] ?? 0, `${path}.helps`),
    spamPerDay: atLeast0(type["spamPerDay"] ?? 0, `${path}.spamPerDay`),
    transfer: { refuse: p("transfer", "refuse"), unfriend: p("transfer", "unfriend") },
    accepts: chance(type["accepts"], `${path}.accepts`),
    agrees: chance(type["agrees"], `${path}.agrees`),
  };
}

function quarrels(value: unknown): Quarrels {
  const path = "customers.quarrels";
  const part = record(value, path);
  const leave = record(part["leave"], `${path}.leave`);
  return {
    between: list(part["between"], `${path}.between`).map((both, at) => {
      const [one, other] = texts(both, `${path}.between[${at}]`);
      return one !== undefined && other !== undefined ? [one, other] : fail(`${path}.between[${at}]`, "two classes", both);
    }),
    answer: chance(part["answer"], `${path}.answer`),
    leave: {
      perMessage: chance(leave["perQuarrel"], `${path}.leave.perQuarrel`),
      tolerance: atLeast0(leave["tolerance"], `${path}.leave.tolerance`),
      slope: chance(leave["slope"], `${path}.leave.slope`),
      cap: chance(leave["cap"], `${path}.leave.cap`),
    },
  };
}

function groupLife(value: unknown): GroupLife {
  const path = "customers.groups";
  const part = record(value, path);
  return {
    fadePerWeek: chance(part["fadePerWeek"], `${path}.fadePerWeek`),
    floor: chance(part["floor"], `${path}.floor`),
    quietDays: above0(part["quietDays"], `${path}.quietDays`),
    keepFrom: atLeast0(part["keepFrom"], `${path}.keepFrom`),
  };
}

function staffType(value: unknown, at: number): StaffType {
  const path = `staff.types[${at}]`;
  const type = record(value, path);
  const doing = (name: string): { chance: number; wait: Wait } => {
    const part = record(type[name], `${path}.${name}`);
    return {
      chance: chance(part["chance"], `${path}.${name}.chance`),
      wait: weights(part["wait"], `${path}.${name}.wait`),
    };
  };
  return {
    key: text(type["key"], `${path}.key`),
    weight: atLeast0(type["weight"], `${path}.weight`),
    confirm: doing("confirm"),
    card: doing("card"),
    picks: chance(type["picks"] ?? 1, `${path}.picks`),
    kick: doing("kick"),
    dissolves: chance(type["dissolves"], `${path}.dissolves`),
    honest: chance(type["honest"], `${path}.honest`),
    night: chance(type["night"], `${path}.night`),
  };
}

function waitName(value: unknown, path: string): WaitName {
  if (value === "atOnce" || value === "soon" || value === "later") return value;
  return fail(`${path}.wait`, "atOnce, soon or later", value);
}
