import { ControlError } from "./kit/errors.ts";
import { chars, isBody } from "./kit/params.ts";
import type { Body } from "./kit/params.ts";
import { parseIso } from "./kit/time.ts";
import type { LimitKey } from "./limits/limits.ts";
import type { Json, Population } from "./people-host.ts";
import type { Sim } from "./sim.ts";
import { createGroup } from "./world/groups.ts";
import { findPerson } from "./world/persons.ts";
import type { User } from "./world/types.ts";
import type { World } from "./world/world.ts";

const USERID = /^[A-Za-z0-9_.@-]+$/;

function list(body: Body, field: string): Body[] {
  const value = body[field] ?? [];
  if (!Array.isArray(value) || !value.every(isBody)) throw new ControlError(`${field} must be a list of objects`);
  return value;
}

function text(row: Body, field: string, fallback?: string): string {
  const value = row[field] ?? fallback;
  if (typeof value !== "string" || (fallback === undefined && value === "")) {
    throw new ControlError(`${field} must be a text in ${JSON.stringify(row)}`);
  }
  return value;
}

function texts(row: Body, field: string): string[] {
  const value = row[field] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw new ControlError(`${field} must be a list of texts in ${JSON.stringify(row)}`);
  }
  return value;
}

function whole(row: Body, field: string, fallback: number): number {
  const value = row[field] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw new ControlError(`${field} must be a whole number in ${JSON.stringify(row)}`);
  }
  return value;
}

function setDepartments(world: World, body: Body): void {
  for (const row of list(body, "departments")) {
    const id = whole(row, "id", 0);
    if (id < 1) throw new ControlError(`department id must be ≥ 1 in ${JSON.stringify(row)}`);
    const parentid = whole(row, "parentid", id === 1 ? 0 : 1);
    if (id !== 1 && !world.departments.has(String(parentid))) throw new ControlError(`department ${id}: there is no parent ${parentid}`);
    within(world, "department.depth", depthOf(world, parentid) + 1, `department ${id}: levels`);
    world.departments.put({ id, name: text(row, "name"), parentid, order: whole(row, "order", 0) });
  }
}

/** A limit of the directory; the console would not take more either. */
function within(world: World, key: LimitKey, value: number, words: string): void {
  if (!world.limits.allows(key, value)) throw new ControlError(`${words}: at most ${world.limits.max(key)}`);
}

/** Departments from this one up to the root. */
function depthOf(world: World, id: number): number {
  let depth = 0;
  for (let at = world.departments.get(String(id)); at; at = world.departments.get(String(at.parentid))) depth += 1;
  return depth;
}

/** Members and departments directly below. */
function nodesBelow(world: World, id: number): number {
  let nodes = 0;
  for (const user of world.users.values()) if (user.department.includes(id)) nodes += 1;
  for (const department of world.departments.values()) if (department.parentid === id) nodes += 1;
  return nodes;
}

function checkUser(world: World, user: User): void {
  const { userid } = user;
  within(world, "user.name", chars(user.name), `user ${userid}: characters of the name`);
  within(world, "user.departments", user.department.length, `user ${userid}: departments`);
  within(world, "user.leaders", user.leaders?.length ?? 0, `user ${userid}: leaders`);
}

function setUsers(world: World, body: Body): string[] {
  return list(body, "users").map((row) => {
    const userid = text(row, "userid");
    if (!USERID.test(userid) || !world.limits.allows("userid.length", userid.length)) {
      throw new ControlError(`userid must be 1–${world.limits.max("userid.length")} of A-Za-z0-9_.@-: ${userid}`);
    }
    if (findPerson(world, userid)) throw new ControlError(`userid ${userid} is the id of a customer`);
    const department = row.department ?? [1];
    if (!Array.isArray(department) || !department.every((id) => typeof id === "number" && world.departments.has(String(id)))) {
      throw new ControlError(`user ${userid}: department must list existing department ids`);
    }
    const before = world.users.get(userid);
    const gender = row.gender === 1 || row.gender === 2 ? row.gender : 0;
    const user: User = {
      userid,
      name: text(row, "name"),
      department,
      position: text(row, "position", ""),
      alias: text(row, "alias", ""),
      gender,
      // Set up once more, somebody who resigned meanwhile stays gone.
      status: row.status === 5 || before?.status === 5 ? 5 : 1,
      contact: row.contact !== false,
      consoleWelcome: row.consoleWelcome === true,
      persona: text(row, "persona", ""),
      ...(row.licensed === false ? { licensed: false } : {}),
      ...(before?.leftAt === undefined ? {} : { leftAt: before.leftAt }),
      ...(row.mobile === undefined ? {} : { mobile: text(row, "mobile") }),
      ...(row.email === undefined ? {} : { email: text(row, "email") }),
      ...(row.leaders === undefined ? {} : { leaders: texts(row, "leaders") }),
    };
    checkUser(world, user);
    world.users.put(user);
    return userid;
  });
}

/** Customer ids, external_userids and userids are all taken; unknown ones are refused. */
function memberIds(world: World, ids: string[]): string[] {
  return ids.map((id) => {
    const who = findPerson(world, id)?.who ?? (world.users.has(id) ? id : null);
    if (who === null) throw new ControlError(`group member ${id} does not exist`);
    return who;
  });
}

function setGroups(sim: Sim, body: Body): { chatId: string; name: string; owner: string }[] {
  const { world } = sim;
  return list(body, "groups").map((row) => {
    const name = text(row, "name");
    const owner = text(row, "owner");
    if (!world.users.has(owner)) throw new ControlError(`group ${name}: there is no member ${owner}`);
    // Remembered by what was asked for: the group may have been renamed or handed over since.
    const key = `setup-group:${owner}/${name}`;
    const known = world.cell(key, "");
    if (known !== "") return { chatId: known, name, owner };
    const createdAt = row.createTime === undefined ? world.now() : readTime(row.createTime);
    const group = createGroup(sim, {
      name,
      owner,
      admins: memberIds(world, texts(row, "admins")),
      members: memberIds(world, texts(row, "members")),
      notice: text(row, "notice", ""),
      createdAt,
      silent: true,
    });
    world.keep(key, group.chatId);
    return { chatId: group.chatId, name, owner };
  });
}

function readTime(value: unknown): number {
  return typeof value === "number" ? value * 1000 : parseIso(value, "createTime");
}

function readPopulation(value: unknown): Population | null {
  if (value === undefined || value === null) return null;
  if (!isBody(value)) throw new ControlError("customers must be {count, near: [{lng, lat, weight, radiusKm}]}");
  const { count, near = [], ...knobs } = value;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) {
    throw new ControlError("customers.count must be a whole number ≥ 0");
  }
  if (!Array.isArray(near)) throw new ControlError("customers.near must be a list");
  const places = near.map((place: unknown) => {
    const row: Record<string, Json> = isBody(place) ? JSON.parse(JSON.stringify(place)) : {};
    const { lng, lat, weight = 1, radiusKm = 5 } = row;
    if (typeof lng !== "number" || typeof lat !== "number" || typeof weight !== "number" || typeof radiusKm !== "number") {
      throw new ControlError(`customers.near needs {lng, lat, weight, radiusKm}, got ${JSON.stringify(place)}`);
    }
    return { ...row, lng, lat, weight, radiusKm };
  });
  const rest: Record<string, Json> = JSON.parse(JSON.stringify(knobs));
  return { ...rest, count, near: places };
}

/**
 * Sets up the organisation as somebody would in the console long ago: no events. Idempotent by userid,
 * department id and (owner, group name).
 */
export function setUpCorp(
  sim: Sim,
  input: unknown,
  people: { setup(population: Population): void },
): { users: string[]; groups: { chatId: string; name: string; owner: string }[]; customers: number } {
  if (!isBody(input)) throw new ControlError("corp/setup takes {departments, users, groups, customers}");
  const population = readPopulation(input.customers);
  setDepartments(sim.world, input);
  const users = setUsers(sim.world, input);
  const touched = new Set(users.flatMap((userid) => sim.world.users.get(userid)?.department ?? []));
  for (const id of touched) within(sim.world, "department.nodes", nodesBelow(sim.world, id), `department ${id}: nodes below`);
  const groups = setGroups(sim, input);
  if (population) people.setup(population);
  return { users, groups, customers: population?.count ?? 0 };
}
