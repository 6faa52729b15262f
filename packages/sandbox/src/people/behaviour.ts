import { readFileSync } from "node:fs";
import { parse } from "yaml";

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
}

export interface StaffType {
  key: string;
  weight: number;
  confirm: { chance: number; wait: Wait };
  card: { chance: number; wait: Wait };
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
    leavesToo: number;
    retries: number;
  };
  staff: { hours: HourRange; types: StaffType[] };
}

export interface Talk {
  drinks: string[];
  foods: string[];
  /** Lines by customer type. */
  group: Readonly<Record<string, string[]>>;
  replies: Readonly<Record<string, string[]>>;
  staffPost: string[];
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
      groupLinkShare: chance(customers["groupLinkShare"], "customers.groupLinkShare"),
      leavesToo: chance(customers["leavesToo"], "customers.leavesToo"),
      retries: atLeast0(customers["retries"], "customers.retries"),
    },
    staff: {
      hours: range(staff["hours"], "staff.hours"),
      types: list(staff["types"], "staff.types").map(staffType),
    },
  };
}

/** Reads the lines that people say. Keys other than the known ones are customer types. */
export function parseTalk(yamlText: string): Talk {
  const root = record(parse(yamlText), "talk");
  const replies = record(root["replies"], "talk.replies");
  const group: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(root)) {
    if (!["drinks", "foods", "replies", "staffPost"].includes(key)) group[key] = texts(value, `talk.${key}`);
  }
  return {
    drinks: texts(root["drinks"], "talk.drinks"),
    foods: texts(root["foods"], "talk.foods"),
    group,
    replies: Object.fromEntries(Object.entries(replies).map(([key, value]) => [key, texts(value, `talk.replies.${key}`)])),
    staffPost: texts(root["staffPost"], "talk.staffPost"),
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
    honest: chance(type["honest"], `${path}.honest`),
    night: chance(type["night"], `${path}.night`),
  };
}

function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "a map", value);
  return value as Record<string, unknown>;
}

function list(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) fail(path, "a list with entries", value);
  return value as unknown[];
}

function texts(value: unknown, path: string): string[] {
  return list(value, path).map((item, at) => text(String(item), `${path}[${at}]`));
}

function text(value: unknown, path: string): string {
  return typeof value === "string" && value !== "" ? value : fail(path, "a text", value);
}

function atLeast0(value: unknown, path: string): number {
  return typeof value === "number" && value >= 0 ? value : fail(path, "a number from 0", value);
}

function above0(value: unknown, path: string): number {
  return typeof value === "number" && value > 0 ? value : fail(path, "a number above 0", value);
}

function chance(value: unknown, path: string): number {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : fail(path, "0…1", value);
}

function numbers(value: unknown, count: number, path: string): number[] {
  const found = list(value, path).map((item, at) => atLeast0(item, `${path}[${at}]`));
  return found.length === count ? found : fail(path, `${count} numbers`, value);
}

function range(value: unknown, path: string): HourRange {
  const both = record(value, path);
  return { from: atLeast0(both["from"], `${path}.from`), to: above0(both["to"], `${path}.to`) };
}

function weights(value: unknown, path: string): Wait {
  const entries = Object.entries(record(value, path));
  return Object.fromEntries(entries.map(([key, weight]) => [key, atLeast0(weight, `${path}.${key}`)]));
}

function waitName(value: unknown, path: string): WaitName {
  if (value === "atOnce" || value === "soon" || value === "later") return value;
  return fail(`${path}.wait`, "atOnce, soon or later", value);
}

function fail(path: string, wanted: string, value: unknown): never {
  throw new Error(`${path} must be ${wanted}, but is ${JSON.stringify(value)}`);
}
