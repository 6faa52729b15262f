import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import { commentMoment, likeMoment, momentPart, postMoment, publishMoment, visiblePart } from "../world/moments.ts";
import type { Moment, MomentPart } from "../world/rows.ts";
import { attachmentsIn } from "./attachments.ts";
import type { Act, Outcome, Verb } from "./fields.ts";
import { asStaff, needText, needUser, optionalText, readPoint } from "./fields.ts";

const USED_UP = { error: "today's moments are used up" };

/** `confirm` of a moment's task. */
export function publish(act: Act, moment: Moment): Outcome {
  const { world } = act.sim;
  const part = momentPart(world, moment.momentId, act.who);
  if (!part || moment.creator !== "") throw new ControlError(`${act.who} has no task ${moment.momentId}`, 404);
  if (world.now() < moment.dispatchAt) return { error: "the task has not reached the phone yet" };
  if (part.status === 1) return { error: "the task was confirmed already" };
  if (moment.cancelled) return { error: "the task was cancelled" };
  return publishMoment(act.sim, moment, part) ?? USED_UP;
}

/** `post-moment {text, attachments?, location? {lng, lat, name}}`: a member posts without being asked. */
export function post(act: Act): Outcome {
  const user = asStaff(act);
  const attachments = attachmentsIn(act.input.attachments);
  const text = attachments.length === 0 ? needText(act.input, "text") : optionalText(act.input, "text");
  const at = readPoint(act.input.location, "location");
  const name = isBody(act.input.location) && typeof act.input.location.name === "string" ? act.input.location.name : "";
  const location = at ? { location: { latitude: String(at.lat), longitude: String(at.lng), name } } : {};
  return postMoment(act.sim, user.userid, { text, attachments, ...location }) ?? USED_UP;
}

/** The moment of `momentId` that `userid` published, as far as the actor can see it. */
function seen(act: Act): MomentPart | null {
  const user = needUser(act, "userid");
  return visiblePart(act.sim.world, needText(act.input, "momentId"), user.userid, act.who) ?? null;
}

const UNSEEN = { error: "there is no such moment on this phone" };

export const momentVerbs: Record<string, Verb> = {
  /** `like {momentId, userid}`: once more takes it back */
  like: (act) => {
    const part = seen(act);
    if (!part) return UNSEEN;
    likeMoment(act.sim.world, part, act.who);
    return {};
  },
  /** `comment {momentId, userid, text}` */
  comment: (act) => {
    const part = seen(act);
    if (!part) return UNSEEN;
    commentMoment(act.sim.world, part, act.who, needText(act.input, "text"));
    return {};
  },
};
