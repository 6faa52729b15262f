import { act } from "./acts/act.ts";
import { fetchAs } from "./acts/browser.ts";
import { pair } from "./world/world.ts";
import type { People, PeopleHost } from "./people-host.ts";
import type { Sim } from "./sim.ts";
import { livingGroup } from "./world/groups.ts";
import { momentPart } from "./world/moments.ts";
import { createPerson } from "./world/persons.ts";
import { phoneOf } from "./world/phones.ts";

/** Nobody acts by themselves. */
export const noPeople: People = {
  handle: () => Promise.resolve(),
  setup: () => undefined,
  stats: () => ({}),
};

/** What robots may see and do, over the same code as the control plane. */
export function createPeopleHost(sim: Sim): PeopleHost {
  const { world } = sim;
  return {
    seed: world.seed,
    get origin() {
      return world.origin;
    },
    now: () => world.now(),
    random: (who, purpose, n = 0) => world.random(who, purpose, n),
    schedule: (atMs, key, effect) => {
      world.schedule(atMs, key, "people", { ...effect });
    },
    act: (input) => act(sim, input),
    phone: (who) => phoneOf(world, who),
    onEvent: (listener) => world.listen(listener),
    fetch: (who, url, init) => fetchAs(sim, who, url, init),
    newPerson: (input) => createPerson(world, input).who,
    home: (who) => world.persons.get(who)?.home ?? null,
    staff: () =>
      [...world.users.values()]
        .filter((user) => user.status === 1)
        .map(({ userid, name, position, department, persona }) => ({ userid, name, position, department, persona })),
    member: (userid) => {
      const user = world.users.get(userid);
      if (user?.status !== 1) return undefined;
      const { name, position, department, persona } = user;
      return { userid, name, position, department, persona };
    },
    ownerOf: (chatId) => livingGroup(world, chatId)?.owner ?? "",
    momentViewers: (momentId, userid) => momentPart(world, momentId, userid)?.visible ?? [],
    members: (chatId) => [...world.membersOf.of(chatId)].map((who) => ({ who, kind: world.persons.has(who) ? "customer" : "staff" })),
    groupsOf: (who) => [...world.groupsOf.of(who)].filter((chatId) => livingGroup(world, chatId)),
    friendsOf: (who) =>
      [...world.relationsOfCustomer.of(who)].filter((userid) => {
        const row = world.relations.get(pair(userid, who));
        return row?.status === "full" && !row.oneWay;
      }),
    recall: (who, key) => world.cells.get(`memory:${who}:${key}`)?.value,
    remember: (who, key, value) => world.keep(`memory:${who}:${key}`, value),
  };
}
