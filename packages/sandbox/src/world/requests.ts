import type { Phone } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import { nameOf } from "./persons.ts";
import { befriend, listedRelation } from "./relations.ts";
import { countDay } from "./statistics.ts";
import type { Person } from "./types.ts";
import type { World } from "./world.ts";

interface Asked {
  [field: string]: string | number;
  userid: string;
  addWay: number;
  /** ms */
  at: number;
}

function askers(world: World, who: string): Asked[] {
  return world.cell<Asked[]>(`asked:${who}`, []);
}

/** A member asks somebody outside to be friends. False when they are already. */
export function askFriend(world: World, userid: string, person: Person, addWay: number): boolean {
  const row = listedRelation(world, userid, person.who);
  if (row && !row.oneWay) return false;
  const at = world.now();
  const others = askers(world, person.who).filter((asked) => asked.userid !== userid);
  world.keep(`asked:${person.who}`, [...others, { userid, addWay, at }]);
  countDay(world, "user", userid, "apply");
  world.emit({ type: "friend-requested", who: person.who, at, from: userid });
  return true;
}

/** Somebody outside agrees: from now on a customer. False when that member did not ask. */
export function agreeToFriend(sim: Sim, userid: string, person: Person): boolean {
  const { world } = sim;
  const all = askers(world, person.who);
  const asked = all.find((one) => one.userid === userid);
  if (!asked) return false;
  const left = all.filter((one) => one !== asked);
  if (left.length > 0) world.keep(`asked:${person.who}`, left);
  else world.cells.delete(`asked:${person.who}`);
  befriend(sim, { userid, person, addWay: asked.addWay, state: "", status: "full" });
  return true;
}

/** Members whose question this person has not answered, as the phone lists them. */
export function askersOf(world: World, who: string): Phone["requests"] {
  return askers(world, who).map(({ userid, at }) => ({ who: userid, name: nameOf(world, userid), at: new Date(at).toISOString() }));
}
