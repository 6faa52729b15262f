import { createHash } from "node:crypto";
import { customerLine, FAMILIES, groupRows, memberLinesOf, relationLinesOf, tagRows } from "./truth-rows.ts";
import type { Family, Row } from "./truth-rows.ts";
import { isSettled } from "./world/group-view.ts";
import { isServing } from "./world/org.ts";
import type { World } from "./world/world.ts";

export { FAMILIES, truthRows } from "./truth-rows.ts";

export interface Truth {
  hash: string;
  families: Record<Family, { count: number; hash: string }>;
  /** relations that the customer deleted one-sidedly; outside all hashes */
  oneWay: { count: number };
}

/** Rows with one key field stand in drawers by so many of its first characters, others by their whole first field. */
export const DRAWER_CHARS = 4;

interface Drawer {
  count: number;
  /** of its lines, sorted by code unit */
  hash: string;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function drawerOf(from: Iterable<string>): Drawer {
  const lines = [...from].sort();
  return { count: lines.length, hash: sha256(lines.join("\n")) };
}

/** The drawers of one family: only those are looked into again in which something changed. */
class Cabinet {
  readonly #drawers = new Map<string, Drawer>();
  readonly #stale = new Set<string>();
  readonly #lines: (key: string) => Iterable<string>;
  /** may what was found be kept? */
  readonly #lasts: (key: string) => boolean;

  constructor(lines: (key: string) => Iterable<string>, lasts: (key: string) => boolean = () => true) {
    this.#lines = lines;
    this.#lasts = lasts;
  }

  spoil(key: string): void {
    this.#stale.add(key);
  }

  /** Count and hash of the family: SHA-256 over the hashes of its drawers in the order of their keys, empty ones left out. */
  sum(): { count: number; hash: string } {
    for (const key of this.#stale) {
      const drawer = drawerOf(this.#lines(key));
      if (drawer.count === 0) this.#drawers.delete(key);
      else this.#drawers.set(key, drawer);
      if (this.#lasts(key)) this.#stale.delete(key);
    }
    let count = 0;
    for (const drawer of this.#drawers.values()) count += drawer.count;
    const keys = [...this.#drawers.keys()].sort();
    return { count, hash: sha256(keys.map((key) => this.#drawers.get(key)?.hash ?? "").join("\n")) };
  }
}

/** Keeps an eye on a world, so that its truth costs what has changed since it was asked for last. */
class Ledger {
  readonly #world: World;
  readonly #customers: Cabinet;
  readonly #relations: Cabinet;
  readonly #members: Cabinet;
  /** customers that no past knows, by drawer */
  readonly #newcomers = new Map<string, Set<string>>();
  #bound: boolean;

  constructor(world: World) {
    this.#world = world;
    this.#bound = world.settings.developerBound;
    this.#customers = new Cabinet((key) => this.#customersIn(key));
    this.#relations = new Cabinet((userid) => relationLinesOf(world, userid));
    this.#members = new Cabinet(
      (chatId) => memberLinesOf(world, chatId),
      (chatId) => isSettled(world, chatId),
    );
    for (const person of world.persons.own()) this.#note(person.who);
    this.#spoilCustomers();
    for (const user of world.users.values()) this.#relations.spoil(user.userid);
    for (const group of world.groups.values()) this.#members.spoil(group.chatId);
    this.#watch();
  }

  read(): Truth {
    const world = this.#world;
    if (this.#bound !== world.settings.developerBound) {
      this.#bound = world.settings.developerBound;
      this.#spoilCustomers();
    }
    const small = (rows: Iterable<Row>): { count: number; hash: string } => {
      const all = new Map<string, string[]>();
      for (const row of rows) {
        const key = String(row[0]).slice(0, DRAWER_CHARS);
        const drawer = all.get(key);
        if (drawer) drawer.push(JSON.stringify(row));
        else all.set(key, [JSON.stringify(row)]);
      }
      const cabinet = new Cabinet((key) => all.get(key) ?? []);
      for (const key of all.keys()) cabinet.spoil(key);
      return cabinet.sum();
    };
    const families = {
      customers: this.#customers.sum(),
      relations: this.#relations.sum(),
      tags: small(tagRows(world)),
      groups: small(groupRows(world)),
      members: this.#members.sum(),
    };
    const lines = FAMILIES.map((family) => `${family}:${families[family].count}:${families[family].hash}`);
    let oneWay = 0;
    // Nobody in the past has deleted anybody.
    for (const row of world.relations.own()) if (row.status === "full" && row.oneWay && isServing(world.users.get(row.userid))) oneWay += 1;
    return { hash: sha256(lines.join("\n")), families, oneWay: { count: oneWay } };
  }

  #watch(): void {
    const world = this.#world;
    world.persons.watch((who) => this.#note(who));
    world.relations.watch((id) => {
      const cut = id.indexOf("|");
      this.#relations.spoil(id.slice(0, cut));
      this.#spoilCustomer(id.slice(cut + 1));
    });
    world.users.watch((userid) => {
      this.#relations.spoil(userid);
      for (const who of world.relationsOfUser.list(userid)) this.#spoilCustomer(who);
    });
    world.members.watch((id) => this.#members.spoil(id.slice(0, id.indexOf("|"))));
    world.groups.watch((chatId) => this.#members.spoil(chatId));
    world.tags.watch((id) => {
      if (world.tags.get(id)?.deleted === false) return;
      for (const row of world.relations.own()) if (row.tags.includes(id)) this.#relations.spoil(row.userid);
    });
  }

  #note(who: string): void {
    const world = this.#world;
    const key = this.#spoilCustomer(who);
    if (key === "" || (world.past && world.past.numberOf(who) > 0)) return;
    const known = this.#newcomers.get(key);
    if (known) known.add(who);
    else this.#newcomers.set(key, new Set([who]));
  }

  #spoilCustomer(who: string): string {
    const key = this.#world.persons.peek(who)?.externalUserId.slice(0, DRAWER_CHARS) ?? "";
    if (key !== "") this.#customers.spoil(key);
    return key;
  }

  #spoilCustomers(): void {
    for (const key of this.#newcomers.keys()) this.#customers.spoil(key);
    for (const key of this.#world.past?.prefixes() ?? []) this.#customers.spoil(key);
  }

  *#customersIn(key: string): Generator<string> {
    const inPast = this.#world.past?.withPrefix(key) ?? [];
    for (const who of [...inPast, ...(this.#newcomers.get(key) ?? [])]) {
      const line = customerLine(this.#world, who);
      if (line !== null) yield line;
    }
  }
}

const ledgers = new WeakMap<World, Ledger>();

/**
 * What WeCom's list and get calls show now, as counts and hashes; byte-equal to the server's when in sync. The first time looks at
 * everything, later ones at what has changed.
 */
export function truthOf(world: World): Truth {
  const known = ledgers.get(world) ?? new Ledger(world);
  ledgers.set(world, known);
  return known.read();
}
