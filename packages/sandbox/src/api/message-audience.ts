import { fail } from "../kit/errors.ts";
import { text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { usersOf } from "../world/org.ts";
import { sees, visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";

/** Whom an application message is for. */
export const AUDIENCE = { touser: text({ fallback: "" }), toparty: text({ fallback: "" }), totag: text({ fallback: "" }) };
export const AUDIENCE_ERRORS = [40032, 81013, 82001, 82002, 82003] as const;
export const AUDIENCE_LIMITS = ["app-message.users", "app-message.parties", "app-message.tags"] as const;
/** What an answer says about those who could not be reached; "|" between ids. */
export const UNREACHED = { invaliduser: text(), invalidparty: text(), invalidtag: text(), unlicenseduser: text() };

export interface Audience {
  users: string[];
  /** absent when everybody could be reached */
  unreached: { [field: string]: string };
}

function split(ids: string): string[] {
  return ids.split("|").filter((id) => id !== "");
}

/** Who is meant; 82001 when nobody could be, 81013 when nobody is. */
export function audienceOf(eyes: Eyes, body: Values<typeof AUDIENCE>): Audience {
  const { world } = eyes;
  const named = split(body.touser);
  const parties = split(body.toparty);
  const tags = split(body.totag);
  if (named.length + parties.length + tags.length === 0) throw fail(82001, "touser, toparty and totag are all empty");
  if (!world.limits.allows("app-message.users", named.length)) throw fail(40032, "too many users");
  if (!world.limits.allows("app-message.parties", parties.length)) throw fail(82002, "too many parties");
  if (!world.limits.allows("app-message.tags", tags.length)) throw fail(82003, "too many tags");
  const everybody = named.includes("@all");
  const reachable = (userid: string): boolean => world.users.get(userid)?.status === 1 && sees(eyes, userid);
  const knownParties = parties.filter((id) => world.departments.has(id));
  const tagRows = tags.flatMap((id) => world.contactTags.get(id) ?? []);
  const ofParties = usersOf(world, [...knownParties.map(Number), ...tagRows.flatMap((tag) => tag.parties)]);
  const meant = [...named, ...ofParties.map((user) => user.userid), ...tagRows.flatMap((tag) => tag.users)];
  const users = everybody ? visibleUsers(eyes).map((user) => user.userid) : [...new Set(meant)].filter(reachable);
  if (users.length === 0) throw fail(81013, "user, party and tag are all invalid");
  const unlicensed = users.filter((userid) => world.users.get(userid)?.licensed === false);
  const lost = {
    unlicenseduser: unlicensed,
    invaliduser: everybody ? [] : named.filter((userid) => !reachable(userid)),
    invalidparty: parties.filter((id) => !knownParties.includes(id)),
    invalidtag: tags.filter((id) => !world.contactTags.has(id)),
  };
  const unreached = Object.fromEntries(Object.entries(lost).flatMap(([name, ids]) => (ids.length > 0 ? [[name, ids.join("|")]] : [])));
  return { users: users.filter((userid) => !unlicensed.includes(userid)), unreached };
}
