import { ControlError } from "../kit/errors.ts";
import { nickname } from "../kit/names.ts";
import { indexPerson } from "./world.ts";
import type { World } from "./world.ts";
import type { Person, User } from "./types.ts";

export interface NewPerson {
  name?: string | undefined;
  gender?: 0 | 1 | 2 | undefined;
  home?: { lng: number; lat: number } | null | undefined;
  /** of another corp, with its WeCom instead of WeChat */
  wecom?: Person["wecom"] | undefined;
}

/** Makes somebody with a WeChat account. Ids come from the running number, never from chance. */
export function createPerson(world: World, input: NewPerson = {}): Person {
  const n = world.count("customer");
  const gender = Math.floor(world.random("gender", n) * 20);
  const person: Person = {
    who: `c${n}`,
    name: input.name || nickname(world.seed, "customer", n),
    gender: input.gender ?? (gender === 0 ? 0 : gender < 7 ? 1 : 2),
    externalUserId: world.id(input.wecom ? "wo" : "wm", 30, "customer", n),
    unionid: world.id("o", 27, "union", n),
    openid: world.id("o", 27, "open", n),
    known: false,
    home: input.home ?? null,
    cap: null,
    ...(input.wecom ? { wecom: input.wecom } : {}),
  };
  world.persons.put(person);
  indexPerson(world, person);
  return person;
}

/** Finds a customer by id (`c12`) or external_userid. */
export function findPerson(world: World, id: string): Person | undefined {
  return world.persons.get(id) ?? world.persons.get(world.byExternal.get(id) ?? "");
}

export type Someone = { kind: "customer"; person: Person } | { kind: "staff"; user: User };

/** Finds whoever has this id; throws ControlError when nobody does. */
export function someone(world: World, id: string): Someone {
  const person = findPerson(world, id);
  if (person) return { kind: "customer", person };
  const user = world.users.get(id);
  if (user) return { kind: "staff", user };
  throw new ControlError(`nobody is called ${JSON.stringify(id)}: give a customer id, an external_userid or a userid`, 404);
}

/** The id under which a member or sender appears in WeCom's answers. */
export function publicId(world: World, who: string): string {
  const n = world.past?.numberOf(who) ?? 0;
  return n > 0 && world.past ? world.past.externalId(n) : (world.persons.peek(who)?.externalUserId ?? who);
}

export function nameOf(world: World, who: string): string {
  return world.persons.peek(who)?.name ?? world.users.get(who)?.name ?? who;
}

/** The corp can know this person from now on. */
export function becomeKnown(world: World, person: Person): void {
  if (person.known) return;
  person.known = true;
  world.persons.touch(person);
}
