import { ControlError } from "../kit/errors.ts";
import { confirmMassTask, createMassTask, partOf } from "../world/mass.ts";
import { findPerson } from "../world/persons.ts";
import { listedRelation } from "../world/relations.ts";
import { attachmentsIn } from "./attachments.ts";
import type { Act, Outcome } from "./fields.ts";
import { asStaff, needText, optionalText, optionalTexts } from "./fields.ts";

/**
 * `mass-send {to? | chatIds?, text, attachments?}`: a member sends to many in the client, all own customers unless named. It
 * counts against the same caps as what the company sends.
 */
export function massSend(act: Act): Outcome {
  const user = asStaff(act);
  const { world } = act.sim;
  const { userid } = user;
  const chatIds = optionalTexts(act.input, "chatIds");
  const chatType = chatIds.length > 0 ? "group" : "single";
  const named = optionalTexts(act.input, "to").flatMap((id) => findPerson(world, id)?.who ?? []);
  const single = named.length > 0 ? named : [...world.relationsOfUser.of(userid)].filter((who) => listedRelation(world, userid, who));
  const own = chatIds.filter((chatId) => world.groupsOwned.of(userid).has(chatId));
  if (chatType === "group" && own.length === 0) throw new ControlError(`${userid} owns none of these groups`);
  const attachments = attachmentsIn(act.input.attachments);
  const text = attachments.length === 0 ? needText(act.input, "text") : optionalText(act.input, "text");
  const msgid = world.id("msg", 29, "own-mass", userid, text, world.count(`own-mass:${userid}`));
  const targets = new Map([[userid, chatType === "group" ? own : single]]);
  const task = createMassTask(act.sim, { msgid, chatType, text, attachments, allowSelect: false, creator: userid, targets });
  const part = partOf(world, msgid, userid);
  const counts = part ? confirmMassTask(act.sim, task, part) : undefined;
  return { msgid, ...(counts ? { counts } : {}) };
}
