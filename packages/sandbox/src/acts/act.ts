import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import { kfVerbs } from "../kf/acts.ts";
import type { ActInput, ActResult } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { Person } from "../world/types.ts";
import { createPerson, someone } from "../world/persons.ts";
import type { Someone } from "../world/persons.ts";
import { archiveVerbs } from "./archive.ts";
import { browserVerbs } from "./browser.ts";
import { cardVerbs } from "./cards.ts";
import { customerVerbs } from "./customer.ts";
import { optionalText, readPoint } from "./fields.ts";
import type { Verb } from "./fields.ts";
import { momentVerbs } from "./moments.ts";
import { staffVerbs } from "./staff.ts";

const VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.entries({ ...customerVerbs, ...staffVerbs, ...momentVerbs, ...archiveVerbs, ...browserVerbs, ...cardVerbs, ...kfVerbs }),
);

/** Names of all verbs, for messages and the README. */
export const verbNames = [...VERBS.keys(), "nothing"];

/** `wecom {corpName, position?}`: somebody of another corp, who uses WeCom as well. */
function readBusiness(value: unknown): Person["wecom"] {
  if (value === undefined || value === null) return undefined;
  if (!isBody(value) || typeof value.corpName !== "string") throw new ControlError("wecom must be {corpName, corpFullName?, position?}");
  const { corpName, corpFullName = corpName, position = "" } = value;
  return { corpName, corpFullName: String(corpFullName), position: String(position) };
}

function actorOf(sim: Sim, input: ActInput): Someone {
  if (input.who !== "new") return someone(sim.world, input.who);
  const gender = input.gender;
  if (gender !== undefined && gender !== 0 && gender !== 1 && gender !== 2) throw new ControlError("gender must be 0, 1 or 2");
  const person = createPerson(sim.world, {
    name: optionalText(input, "name") || undefined,
    gender,
    home: readPoint(input.home, "home"),
    wecom: readBusiness(input.wecom),
  });
  return { kind: "customer", person };
}

/** Somebody does something. Throws ControlError for what cannot even be tried; a refusal comes as `error`. */
export async function act(sim: Sim, raw: unknown): Promise<ActResult> {
  if (!isBody(raw) || typeof raw.who !== "string" || typeof raw.do !== "string") {
    throw new ControlError('act takes {"who": "new" | customer id | external_userid | userid, "do": verb, …}');
  }
  const input: ActInput = { ...raw, who: raw.who, do: raw.do };
  const verb = VERBS.get(input.do);
  if (!verb && input.do !== "nothing") throw new ControlError(`unknown verb ${input.do}; known: ${verbNames.join(", ")}`);
  const actor = actorOf(sim, input);
  const who = actor.kind === "customer" ? actor.person.who : actor.user.userid;
  if (actor.kind === "staff" && actor.user.status === 5) throw new ControlError(`${who} has left the company`);
  const outcome = verb ? await verb({ sim, input, actor, who }) : {};
  const name = actor.kind === "customer" ? actor.person.name : actor.user.name;
  const known = actor.kind === "customer" && actor.person.known ? { externalUserId: actor.person.externalUserId } : {};
  return { who, name, ...known, ...outcome };
}
