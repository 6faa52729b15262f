import { Callbacks } from "./callbacks.ts";
import { Faults } from "./faults.ts";
import { reindex } from "./world/reindex.ts";
import { World } from "./world/world.ts";
import type { WorldOptions } from "./world/world.ts";

/** The world together with what reaches out of it; first argument of everything that happens. */
export interface Sim {
  world: World;
  faults: Faults;
  callbacks: Callbacks;
  /** Headers that tell a follower the present instant; see `Followers`. */
  timeFor(url: URL): Record<string, string>;
}

export function createSim(options: WorldOptions): Sim {
  const world = new World(options);
  if (world.reopened) reindex(world);
  const faults = new Faults(world);
  return { world, faults, callbacks: new Callbacks(world, faults), timeFor: () => ({}) };
}
