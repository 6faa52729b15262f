import { listenForAcquisition } from "./acquisition/links.ts";
import { Pipeline } from "./api/pipeline.ts";
import type { Callbacks } from "./callbacks.ts";
import { Calls } from "./calls.ts";
import { Conductor } from "./conductor.ts";
import type { Faults } from "./faults.ts";
import { Followers } from "./followers.ts";
import { isBody } from "./kit/params.ts";
import type { CreatePeople, People, PeopleEffect, PeopleOptions } from "./people-host.ts";
import { listenForUpgrades } from "./kf/listen.ts";
import { createPeopleHost, noPeople } from "./people-seam.ts";
import { Quotas } from "./quotas.ts";
import { createSim } from "./sim.ts";
import type { Sim } from "./sim.ts";
import { worldEffects } from "./world/effects.ts";
import { ensureApps } from "./world/apps.ts";
import type { Effect } from "./world/types.ts";
import type { WorldOptions } from "./world/world.ts";

/** All parts of one running sandbox, without its HTTP face. */
export interface Sandbox {
  sim: Sim;
  faults: Faults;
  callbacks: Callbacks;
  followers: Followers;
  conductor: Conductor;
  calls: Calls;
  quotas: Quotas;
  pipeline: Pipeline;
  people: () => People;
  /** effects that threw; the world goes on */
  troubles: string[];
}

const TROUBLES_KEPT = 100;

function field(effect: Effect, name: string): string {
  const value = isBody(effect.data) ? effect.data[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** Reads back what the seam's `schedule` wrote. */
function peopleEffect(effect: Effect): PeopleEffect {
  const { data } = effect;
  const inner = data !== null && typeof data === "object" && !Array.isArray(data) ? (data.data ?? null) : null;
  return { kind: field(effect, "kind"), who: field(effect, "who"), data: inner };
}

/** Puts the parts together. The people start before anything else happens. */
export function assemble(options: WorldOptions, createPeople: CreatePeople | null, peopleOptions: PeopleOptions): Sandbox {
  const sim = createSim(options);
  const { world, faults, callbacks } = sim;
  ensureApps(world);
  listenForAcquisition(sim);
  listenForUpgrades(sim);
  const followers = new Followers(world);
  callbacks.isOut = (url) => followers.isOut(url);
  callbacks.timeFor = (url) => followers.timeFor(url);
  sim.timeFor = (url) => followers.timeFor(url);
  const troubles: string[] = [];
  let people: People = noPeople;

  const run = async (effect: Effect): Promise<void> => {
    try {
      switch (effect.kind) {
        case "callback":
          return await callbacks.deliver(effect);
        case "people":
          return await people.handle(peopleEffect(effect));
        default: {
          const happen = worldEffects[effect.kind];
          if (!happen) throw new Error(`unknown effect ${effect.kind}`);
          return await happen(sim, (name) => field(effect, name));
        }
      }
    } catch (error) {
      const words = `${new Date(effect.at).toISOString()} ${effect.key}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      troubles.push(words);
      if (troubles.length > TROUBLES_KEPT) troubles.shift();
      process.stderr.write(`sandbox: ${words}\n`);
    }
  };

  const conductor = new Conductor(world, followers, run);
  const calls = new Calls();
  const quotas = new Quotas(world);
  const sandbox: Sandbox = {
    sim,
    faults,
    callbacks,
    followers,
    conductor,
    calls,
    quotas,
    pipeline: new Pipeline(sim, quotas, calls),
    people: () => people,
    troubles,
  };
  if (createPeople && peopleOptions.enabled !== false) people = createPeople(createPeopleHost(sim), peopleOptions);
  return sandbox;
}
