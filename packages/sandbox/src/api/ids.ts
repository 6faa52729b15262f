import { fail } from "../kit/errors.ts";
import { textOf } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import { followersOf } from "../world/relations.ts";
import type { Person } from "../world/types.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

function byUnion(call: Call): Person | undefined {
  if (!call.world.settings.developerBound) throw fail(41057, "no WeChat developer account bound");
  const unionid = textOf(call.body, "unionid", { required: 610014 });
  return call.world.persons.get(call.world.byUnion.get(unionid) ?? "");
}

/** Whose external_userid exists: customers, and people in one of the corp's groups. */
function idconvert(call: Call): JsonObject {
  const openid = textOf(call.body, "openid", { required: 40073 });
  const person = byUnion(call);
  if (!person) throw fail(610014, "invalid unionid");
  if (person.openid !== openid) throw fail(610018, "openid and unionid belong to different accounts");
  if (person.known) return { external_userid: person.externalUserId };
  return { pending_id: call.world.id("p", 31, "pending", person.who) };
}

export const idRoutes: ApiRoute[] = [
  post("externalcontact/unionid_to_external_userid", (call) => {
    const person = byUnion(call);
    if (!person || followersOf(call.world, person.who).length === 0) throw fail(84061, "not external contact");
    return { external_userid: person.externalUserId };
  }),
  post("idconvert/unionid_to_external_userid", idconvert),
];
