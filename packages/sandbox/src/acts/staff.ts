import { createRoom } from "../archive/rooms.ts";
import { ControlError } from "../kit/errors.ts";
import { confirmMassTask, partOf } from "../world/mass.ts";
import { changeOwner, createGroup, dismissGroup, emitUpdate, joinGroup, leaveGroup } from "../world/groups.ts";
import { someone } from "../world/persons.ts";
import { agreeToFriend, askFriend } from "../world/requests.ts";
import { acceptRequest, announceEdit, listedRelation, memberDeletes } from "../world/relations.ts";
import type { Group } from "../world/types.ts";
import type { Act, Outcome, Verb } from "./fields.ts";
import { massSend } from "./mass-send.ts";
import { publish, post } from "./moments.ts";
import { asStaff, needAnybody, needGroup, needPerson, needText, needUser, optionalNumber, optionalText, optionalTexts } from "./fields.ts";

/** `confirm {msgid, only?}`: the member sends a mass task or publishes a moment. */
function confirm(act: Act): Outcome {
  const user = asStaff(act);
  const { world } = act.sim;
  const msgid = needText(act.input, "msgid");
  const moment = world.moments.get(msgid);
  if (moment) return publish(act, moment);
  const task = world.massTasks.get(msgid);
  const part = partOf(world, msgid, user.userid);
  if (!task || !part) throw new ControlError(`${user.userid} has no task ${msgid}`, 404);
  if (world.now() < task.dispatchAt) return { error: "the task has not reached the phone yet" };
  if (part.status === 2) return { error: "the task was confirmed already" };
  if (task.cancelled) return { error: "the task was cancelled" };
  const only = optionalNumber(act.input, "only");
  if (only !== undefined && task.chatType === "single" && !task.allowSelect) {
    throw new ControlError("only: this task does not let staff pick recipients (allow_select)");
  }
  const counts = confirmMassTask(act.sim, task, part, only);
  return counts ? { counts } : {};
}

/** A group in which the actor is owner or administrator. */
function ledGroup(act: Act): Group {
  asStaff(act);
  const group = needGroup(act);
  if (group.owner !== act.who && !group.admins.includes(act.who)) {
    throw new ControlError(`${act.who} is neither owner nor administrator of ${group.chatId}`);
  }
  return group;
}

function ownedGroup(act: Act): Group {
  asStaff(act);
  const group = needGroup(act);
  if (group.owner !== act.who) throw new ControlError(`${act.who} is not the owner of ${group.chatId}; ${group.owner} is`);
  return group;
}

function kick(act: Act): Outcome {
  const group = ledGroup(act);
  const target = needAnybody(act, act.input.target === undefined ? "member" : "target");
  if (target === group.owner) return { error: "the owner cannot be removed" };
  return leaveGroup(act.sim, group, target, true) ? { chatId: group.chatId } : { error: "not a member of this group" };
}

function rename(act: Act): Outcome {
  const group = ledGroup(act);
  group.name = needText(act.input, act.input.to === undefined ? "name" : "to");
  act.sim.world.groups.touch(group);
  emitUpdate(act.sim, group, "change_name", act.who);
  return { chatId: group.chatId };
}

function notice(act: Act): Outcome {
  const group = ledGroup(act);
  group.notice = optionalText(act.input, "text");
  act.sim.world.groups.touch(group);
  emitUpdate(act.sim, group, "change_notice", act.who);
  return { chatId: group.chatId };
}

function transfer(act: Act): Outcome {
  const group = ownedGroup(act);
  const next = needUser(act, "newOwner");
  if (next.status === 5) return { error: "the new owner has left the company" };
  if (!act.sim.world.membersOf.of(group.chatId).has(next.userid)) return { error: "the new owner is not in the group" };
  changeOwner(act.sim, group, next.userid);
  return { chatId: group.chatId };
}

/** `set-admin {chatId, userid, off?}`: no event exists for it. */
function setAdmin(act: Act): Outcome {
  const group = ownedGroup(act);
  const user = needUser(act, "userid");
  if (!act.sim.world.membersOf.of(group.chatId).has(user.userid)) return { error: "not a member of this group" };
  const others = group.admins.filter((admin) => admin !== user.userid);
  group.admins = act.input.off === true ? others : [...others, user.userid];
  act.sim.world.groups.touch(group);
  return { chatId: group.chatId };
}

function remove(act: Act): Outcome {
  const user = asStaff(act);
  const person = needPerson(act, "externalUserId");
  return memberDeletes(act.sim, user.userid, person) ? {} : { error: "not a customer of this member" };
}

/** `apply {externalUserId, addWay?}`: a member asks somebody, met in a group as a rule, to be friends. */
function apply(act: Act): Outcome {
  const user = asStaff(act);
  const person = needPerson(act, "externalUserId");
  if (!user.contact) return { error: "this member takes no customers" };
  const asked = askFriend(act.sim.world, user.userid, person, optionalNumber(act.input, "addWay") ?? 4);
  return asked ? { requested: person.who } : { already: person.who };
}

/** `accept {from}`: a member lets a customer in, or a customer a member who asked. */
function accept(act: Act): Outcome {
  if (act.actor.kind === "customer") {
    const { userid } = needUser(act, act.input.from === undefined ? "userid" : "from");
    return agreeToFriend(act.sim, userid, act.actor.person) ? { added: userid } : { error: "there is no request" };
  }
  const user = asStaff(act);
  const person = needPerson(act, act.input.from === undefined ? "externalUserId" : "from");
  return acceptRequest(act.sim, user.userid, person) ? { added: user.userid } : { error: "there is no request" };
}

/** `remark {externalUserId, remark?, description?}` in the client: this one does emit an event. */
function remark(act: Act): Outcome {
  const user = asStaff(act);
  const person = needPerson(act, "externalUserId");
  const row = listedRelation(act.sim.world, user.userid, person.who);
  if (!row) return { error: "not a customer of this member" };
  if (act.input.remark !== undefined) row.remark = optionalText(act.input, "remark");
  if (act.input.description !== undefined) row.description = optionalText(act.input, "description");
  act.sim.world.relations.touch(row);
  announceEdit(act.sim, row);
  return {};
}

/** `label {externalUserId, tags}`: tags that only this member sees; a client's edit, so it emits. */
function label(act: Act): Outcome {
  const user = asStaff(act);
  const person = needPerson(act, "externalUserId");
  const row = listedRelation(act.sim.world, user.userid, person.who);
  if (!row) return { error: "not a customer of this member" };
  row.personalTags = optionalTexts(act.input, "tags");
  act.sim.world.relations.touch(row);
  announceEdit(act.sim, row);
  return {};
}

/** `create-room {name, members}`: an internal group, which only the archive knows of. */
function openRoom(act: Act): Outcome {
  const user = asStaff(act);
  const members = optionalTexts(act.input, "members").filter((userid) => act.sim.world.users.has(userid));
  return { chatId: createRoom(act.sim.world, needText(act.input, "name"), user.userid, members).roomid };
}

/** `resign`: the account is gone; customers and groups wait for somebody to take over. */
function resign(act: Act): Outcome {
  const user = asStaff(act);
  user.status = 5;
  user.leftAt = act.sim.world.now();
  act.sim.world.users.touch(user);
  act.sim.callbacks.emit({ event: "change_contact", changeType: "delete_user", fields: { UserID: user.userid }, subject: user.userid });
  return {};
}

function attachWelcome(act: Act): Outcome {
  const group = ownedGroup(act);
  const templateId = optionalText(act.input, "templateId");
  if (templateId !== "" && !act.sim.world.templates.has(templateId)) {
    throw new ControlError(`there is no welcome template ${templateId}`, 404);
  }
  group.templateId = templateId;
  act.sim.world.groups.touch(group);
  return { chatId: group.chatId };
}

/** `create-group {name, members?}`: at most 40 people at creation (O-98429). */
function openGroup(act: Act): Outcome {
  const user = asStaff(act);
  if (!user.contact) return { error: "this member has no permission for customer groups" };
  const members = optionalTexts(act.input, "members").map((id) => {
    const found = someone(act.sim.world, id);
    return found.kind === "customer" ? found.person.who : found.user.userid;
  });
  if (!act.sim.world.limits.allows("group.at-creation", members.length)) return { error: "too many people at creation" };
  const group = createGroup(act.sim, { name: optionalText(act.input, "name"), owner: user.userid, members });
  return { chatId: group.chatId };
}

/** `invite {chatId, target}`: a member of staff brings somebody in. */
function invite(act: Act): Outcome {
  asStaff(act);
  const group = needGroup(act);
  const { world } = act.sim;
  const target = needAnybody(act, "target");
  const inside = world.membersOf.of(group.chatId);
  if (!inside.has(act.who)) return { error: "not a member of this group" };
  if (inside.has(target)) return { already: group.chatId };
  if (!world.limits.allows("group.size", inside.size + 1)) return { error: "the group is full" };
  joinGroup(act.sim, group, { chatId: group.chatId, who: target, scene: 1, invitor: act.who });
  return { joined: group.chatId };
}

function dismiss(act: Act): Outcome {
  const group = ownedGroup(act);
  dismissGroup(act.sim, group);
  return { chatId: group.chatId };
}

export const staffVerbs: Record<string, Verb> = {
  confirm,
  kick,
  rename,
  notice,
  transfer,
  "set-admin": setAdmin,
  delete: remove,
  apply,
  accept,
  remark,
  resign,
  label,
  "mass-send": massSend,
  "create-room": openRoom,
  "post-moment": post,
  "attach-welcome": attachWelcome,
  attachWelcome,
  "create-group": openGroup,
  invite,
  dismiss,
};
