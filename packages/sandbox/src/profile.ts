import { staffName } from "./kit/names.ts";
import { seconds } from "./kit/time.ts";
import type { Sim } from "./sim.ts";
import { createGroup } from "./world/groups.ts";
import { createPerson } from "./world/persons.ts";
import { indexRelation } from "./world/world.ts";

/** A ready-made corp: so many of each, with a past. */
export interface Profile {
  /** people who are already somebody's customers */
  customers?: number;
  staff?: number;
  groups?: number;
  /** departments below the root, one per store */
  stores?: number;
  /** how the staff behave; default "manual": they do nothing by themselves */
  persona?: string;
}

const DAY_MS = 86_400_000;
const GROUP_FILL = 120;

/** Fills an empty world by hash: same seed, same corp. History, so no events. */
export function fillProfile(sim: Sim, profile: Profile): void {
  const { world } = sim;
  const stores = profile.stores ?? 0;
  for (let n = 1; n <= stores; n++) world.departments.put({ id: n + 1, name: `门店 ${n}`, parentid: 1, order: 0 });
  const staff: string[] = [];
  for (let n = 1; n <= (profile.staff ?? 0); n++) {
    const userid = `staff${String(n).padStart(3, "0")}`;
    world.users.put({
      userid,
      name: staffName(world.seed, "staff", n),
      department: [stores > 0 ? 2 + ((n - 1) % stores) : 1],
      position: n === 1 ? "首席福利官" : "店长",
      alias: "",
      gender: 0,
      status: 1,
      contact: true,
      consoleWelcome: false,
      persona: profile.persona ?? "manual",
    });
    staff.push(userid);
  }
  if (staff.length === 0) return;
  const customers = befriendPast(sim, staff, profile.customers ?? 0);
  for (let n = 1; n <= (profile.groups ?? 0); n++) {
    const owner = staff[(n - 1) % staff.length] ?? "";
    const from = (n - 1) * GROUP_FILL;
    createGroup(sim, {
      name: `福利群 ${n}`,
      owner,
      members: customers.slice(from, from + GROUP_FILL),
      createdAt: world.now() - world.randomInt(30, 300, "group-age", n) * DAY_MS,
      silent: true,
    });
  }
}

function befriendPast(sim: Sim, staff: string[], count: number): string[] {
  const { world } = sim;
  const ids: string[] = [];
  for (let n = 1; n <= count; n++) {
    const person = createPerson(world);
    person.known = true;
    const userid = staff[world.randomInt(0, staff.length - 1, "past-friend", n)] ?? "";
    const addedAt = world.now() - world.randomInt(1, 300, "past-add", n) * DAY_MS - world.randomInt(0, 86_399, "past-second", n) * 1000;
    const row = {
      userid,
      who: person.who,
      n: world.count("relation"),
      status: "full" as const,
      createtime: seconds(addedAt),
      addWay: 1,
      state: "",
      remark: "",
      description: "",
      remarkCorp: "",
      remarkMobiles: [],
      operUserid: person.externalUserId,
      tags: [],
      oneWay: false,
      chatBegan: true,
      welcomed: true,
      lastInteractionAt: addedAt,
    };
    world.relations.put(row);
    indexRelation(world, row);
    ids.push(person.who);
  }
  return ids;
}
