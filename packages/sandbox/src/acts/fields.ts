import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { ActInput, ActResult } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { livingGroup } from "../world/groups.ts";
import { findPerson, someone } from "../world/persons.ts";
import type { Someone } from "../world/persons.ts";
import type { Group, Person, User } from "../world/types.ts";

export type Outcome = Omit<ActResult, "who" | "name" | "externalUserId">;

/** Everything a verb gets. */
export interface Act {
  sim: Sim;
  input: ActInput;
  actor: Someone;
  /** id of the actor */
  who: string;
}

export type Verb = (act: Act) => Outcome | Promise<Outcome>;

/** A text field that must be there. */
export function needText(input: ActInput, field: string): string {
  const value = input[field];
  if (typeof value !== "string" || value === "") throw new ControlError(`${input.do} needs ${field} (a text)`);
  return value;
}

export function optionalText(input: ActInput, field: string): string {
  const value = input[field];
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new ControlError(`${field} must be a text`);
  return value;
}

export function optionalNumber(input: ActInput, field: string): number | undefined {
  const value = input[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) throw new ControlError(`${field} must be a number`);
  return value;
}

/** Texts of a list field; [] when absent. */
export function optionalTexts(input: ActInput, field: string): string[] {
  const value = input[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw new ControlError(`${field} must be a list of texts`);
  }
  return value;
}

/** The living group in `chatId`. */
export function needGroup(act: Act, field = "chatId"): Group {
  const chatId = needText(act.input, field);
  const group = livingGroup(act.sim.world, chatId);
  if (!group) throw new ControlError(`there is no group ${chatId}, or it was dissolved`, 404);
  return group;
}

/** The customer named by `field`: customer id or external_userid. */
export function needPerson(act: Act, field: string): Person {
  const id = needText(act.input, field);
  const person = findPerson(act.sim.world, id);
  if (!person) throw new ControlError(`${field}: there is no customer ${id}`, 404);
  return person;
}

/** The member of staff named by `field`. */
export function needUser(act: Act, field: string): User {
  const id = needText(act.input, field);
  const user = act.sim.world.users.get(id);
  if (!user) throw new ControlError(`${field}: there is no member ${id}`, 404);
  return user;
}

/** Id of whoever is named, customer or staff. */
export function needAnybody(act: Act, field: string): string {
  const found = someone(act.sim.world, needText(act.input, field));
  return found.kind === "customer" ? found.person.who : found.user.userid;
}

/** Verbs of one side say so in words when the other side tries them. */
export function asCustomer(act: Act): Person {
  if (act.actor.kind !== "customer") throw new ControlError(`${act.input.do} is something customers do; ${act.who} is staff`);
  return act.actor.person;
}

export function asStaff(act: Act): User {
  if (act.actor.kind !== "staff") throw new ControlError(`${act.input.do} is something staff do; ${act.who} is a customer`);
  if (act.actor.user.status === 5) throw new ControlError(`${act.who} has left the company`);
  return act.actor.user;
}

/** Reads {lng, lat}; ControlError when malformed. */
export function readPoint(value: unknown, field: string): { lng: number; lat: number } | null {
  if (value === undefined || value === null) return null;
  if (isBody(value) && typeof value.lng === "number" && typeof value.lat === "number") {
    return { lng: value.lng, lat: value.lat };
  }
  throw new ControlError(`${field} must be {lng, lat}`);
}
