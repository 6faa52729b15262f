import { fail } from "../kit/errors.ts";
import { oneOf, text } from "../kit/fields.ts";
import { givePendingId } from "../world/pending-ids.ts";
import { followersOf } from "../world/relations.ts";
import type { Person } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { sees } from "./scope.ts";

const { post } = family("ids", "customers");

function byUnion(world: World, unionid: string): Person | undefined {
  if (!world.settings.developerBound) throw fail(41057, "no WeChat developer account bound");
  return world.persons.get(world.byUnion.get(unionid) ?? "");
}

export const idRoutes: ApiRoute[] = [
  post(
    "externalcontact/unionid_to_external_userid",
    { body: { unionid: text({ required: 610014 }) }, answer: { external_userid: text({ required: 0 }) }, errors: [41057, 84061] },
    (call) => {
      const person = byUnion(call.world, call.body.unionid);
      const followers = person ? followersOf(call.world, person.who).filter((row) => sees(call, row.userid)) : [];
      if (!person || followers.length === 0) throw fail(84061, "not external contact");
      return { external_userid: person.externalUserId };
    },
  ),
  post(
    "idconvert/unionid_to_external_userid",
    {
      body: { unionid: text({ required: 610014 }), openid: text({ required: 40073 }), subject_type: oneOf([0, 1], { fallback: 0 }) },
      answer: { external_userid: text(), pending_id: text() },
      errors: [41057, 610014, 610018],
      limits: ["unionid.hour", "unionid.day", "unionid.month", "pending-id.life"],
    },
    (call) => {
      const { world, body } = call;
      const person = byUnion(world, body.unionid);
      if (!person) throw fail(610014, "invalid unionid");
      if (person.openid !== body.openid) throw fail(610018, "openid and unionid belong to different accounts");
      if (person.known) return { external_userid: person.externalUserId };
      return { pending_id: givePendingId(world, person) };
    },
  ),
];
