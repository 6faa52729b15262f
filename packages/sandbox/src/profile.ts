import { staffName } from "./kit/names.ts";
import type { Sim } from "./sim.ts";
import { useridOf } from "./world/past.ts";
import { noteGroups } from "./world/statistics.ts";

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

/** Fills an empty world by hash: same seed, same corp. History, so no events. */
export function fillProfile(sim: Sim, profile: Profile): void {
  const { world } = sim;
  const { customers = 0, staff = 0, groups = 0, stores = 0 } = profile;
  for (let n = 1; n <= stores; n++) world.departments.put({ id: n + 1, name: `门店 ${n}`, parentid: 1, order: 0 });
  for (let n = 1; n <= staff; n++) {
    world.users.put({
      userid: useridOf(n - 1),
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
  }
  if (staff === 0 || customers + groups === 0) return;
  const size = { customers, staff, groups, at: world.now() };
  const past = world.layPast(size);
  world.keep("past", size);
  // Who comes later goes on where the past ends.
  world.keep("n:customer", customers);
  world.keep("n:relation", customers);
  for (let g = 0; g < groups; g++) {
    const group = world.groups.put(past.group(g));
    world.groupsOwned.add(group.owner, group.chatId);
    world.keep(`n:group:${group.owner}/${group.name}`, 1);
    noteGroups(world, group.owner, { groups: 1, members: past.membersOf(group.chatId).length, fresh: true }, group.createTime * 1000);
  }
}
