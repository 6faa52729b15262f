import { fail } from "../kit/errors.ts";
import { oneOf, text } from "../kit/fields.ts";
import { naturalDay } from "../kit/time.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { memberNamed, visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";
import { emailOf, mobileOf } from "./user-views.ts";

const { post } = family("contacts", "any");

const DAY_MS = 86_400_000;

interface Misses {
  [field: string]: string | number;
  day: string;
  count: number;
  /** virtual ms; 0 = not blocked */
  blockedAt: number;
}

/** Throws 45009 while too many unknown numbers block the call, which lasts a day. */
function refuseGuessing(world: World): void {
  const { blockedAt } = world.cell<Misses>("getuserid-misses", { day: "", count: 0, blockedAt: 0 });
  if (blockedAt > 0 && world.now() < blockedAt + DAY_MS) throw fail(45009, "too many unknown mobiles: blocked for a day");
}

/** Counts an unknown number against the headcount (T-GOWW 45009). */
function noteMiss(eyes: Eyes): void {
  const { world } = eyes;
  const day = naturalDay(world.now());
  const kept = world.cell<Misses>("getuserid-misses", { day, count: 0, blockedAt: 0 });
  const count = (kept.day === day ? kept.count : 0) + 1;
  const headcount = [...world.users.values()].filter((user) => user.status === 1).length;
  const within = world.limits.allows("getuserid.error-ratio", (count / Math.max(1, headcount)) * 100);
  world.keep("getuserid-misses", { day, count, blockedAt: within ? 0 : world.now() });
}

/** A member's openid, as payments want it. */
function openidOf(world: World, userid: string): string {
  return world.id("o", 27, "member-openid", userid);
}

export const contactLookupRoutes: ApiRoute[] = [
  post(
    "user/getuserid",
    {
      body: { mobile: text({ required: 60103 }) },
      answer: { userid: text({ required: 0 }) },
      errors: [45009, 46004, 60103],
      limits: ["getuserid.error-ratio"],
    },
    (call) => {
      const { world, body } = call;
      if (world.settings.quotas) refuseGuessing(world);
      if (!/^\+?\d{5,15}$/.test(body.mobile)) throw fail(60103, "invalid mobile");
      const user = visibleUsers(call).find((one) => mobileOf(world, one) === body.mobile);
      if (user) return { userid: user.userid };
      noteMiss(call);
      throw fail(46004, "user does not exist");
    },
  ),
  post(
    "user/get_userid_by_email",
    {
      body: { email: text({ required: 60105 }), email_type: oneOf([1, 2], { fallback: 1, note: "1 corp, 2 personal: here they are one" }) },
      answer: { userid: text({ required: 0 }) },
      errors: [46004, 60105],
    },
    (call) => {
      const { email } = call.body;
      if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw fail(60105, "invalid email");
      const user = visibleUsers(call).find((one) => emailOf(one) === email);
      if (!user) throw fail(46004, "user does not exist");
      return { userid: user.userid };
    },
  ),
  post(
    "user/convert_to_openid",
    { body: { userid: text({ required: 41009 }) }, answer: { openid: text({ required: 0 }) }, errors: [60111] },
    (call) => ({
      openid: openidOf(call.world, memberNamed(call, call.body.userid).userid),
    }),
  ),
  post(
    "user/convert_to_userid",
    { body: { openid: text({ required: 40073 }) }, answer: { userid: text({ required: 0 }) }, errors: [40073] },
    (call) => {
      const user = visibleUsers(call).find((one) => openidOf(call.world, one.userid) === call.body.openid);
      if (!user) throw fail(40073, "invalid openid");
      return { userid: user.userid };
    },
  ),
];
