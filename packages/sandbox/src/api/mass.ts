import { fail } from "../kit/errors.ts";
import { hashHex } from "../kit/hash.ts";
import { boolOf, intOf, textOf } from "../kit/params.ts";
import { pageOf } from "../kit/paging.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { cancelMassTask, createMassTask, partOf, remindMassTask } from "../world/mass.ts";
import { publicId } from "../world/persons.ts";
import type { MassTask } from "../world/types.ts";
import { messageAttachments, messageText } from "./attachments.ts";
import { post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { distributeGroup, distributeSingle } from "./mass-targets.ts";

const MONTH_S = 31 * 86_400;
const DAY_MS = 86_400_000;

function add(call: Call): JsonObject {
  const { world, body, sim } = call;
  const chatType = textOf(body, "chat_type") || "single";
  if (chatType !== "single" && chatType !== "group") throw fail(40058, "invalid chat_type");
  const text = messageText(body);
  const attachments = messageAttachments(world, body);
  if (text === "" && attachments.length === 0) throw fail(40058, "text and attachments are both empty");
  const allowSelect = chatType === "single" && boolOf(body, "allow_select", false);
  const { targets, failed } = chatType === "single" ? distributeSingle(world, body) : distributeGroup(world, body);
  const content = hashHex(JSON.stringify(body)).slice(0, 24);
  const msgid = world.id("msg", 29, "mass", content, world.count(`mass:${content}`));
  createMassTask(sim, { msgid, chatType, text, attachments, allowSelect, targets });
  return { fail_list: failed, msgid };
}

/** The task that a call names; 41046, 41047, and 41063 while it is being dispatched. */
function named(call: Call): MassTask {
  const task = call.world.massTasks.get(textOf(call.body, "msgid", { required: 41046 }));
  if (!task) throw fail(41047, "invalid msgid");
  if (call.now < task.dispatchAt) throw fail(41063, "the task is still being dispatched");
  return task;
}

function list(call: Call): JsonObject {
  const { world, body } = call;
  const chatType = textOf(body, "chat_type", { required: 40058 });
  if (chatType !== "single" && chatType !== "group") throw fail(40058, "invalid chat_type");
  const from = intOf(body, "start_time");
  const to = intOf(body, "end_time");
  if (from === undefined || to === undefined) throw fail(40058, "missing start_time or end_time");
  if (from > to || to - from > MONTH_S) throw fail(40058, "the span must be within one month");
  const filterType = intOf(body, "filter_type") ?? 2;
  const creator = textOf(body, "creator");
  // Tasks made by API have no creator and are company tasks; staff make none in this world.
  const hidden = filterType === 1 || creator !== "";
  const tasks = [...world.massTasks.values()].filter((task) => {
    const created = seconds(task.createdAt);
    return !hidden && task.chatType === chatType && created >= from && created <= to;
  });
  const page = pageOf(tasks, body, `mass:${chatType}:${from}:${to}`, { fallback: 50, max: 100 });
  return {
    group_msg_list: page.items.map((task) => ({
      msgid: task.msgid,
      create_time: seconds(task.createdAt),
      create_type: 0,
      ...(task.text === "" ? {} : { text: { content: task.text } }),
      ...(task.attachments.length === 0 ? {} : { attachments: task.attachments }),
    })),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

function tasks(call: Call): JsonObject {
  const task = named(call);
  const page = pageOf(task.senders, call.body, `tasks:${task.msgid}`, { fallback: 500, max: 1000 });
  return {
    task_list: page.items.map((userid) => {
      const part = partOf(call.world, task.msgid, userid);
      const sent = part?.status === 2;
      return { userid, status: sent ? 2 : 0, ...(sent ? { send_time: part.sendTime } : {}) };
    }),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

function results(call: Call): JsonObject {
  const { world, body } = call;
  const task = named(call);
  const userid = textOf(body, "userid", { required: 41009 });
  const part = partOf(world, task.msgid, userid);
  if (!part) throw fail(40003, `the task has no such sender: ${userid}`);
  const group = task.chatType === "group";
  // Of group tasks only what was sent appears (wecom-api §6.3).
  const rows = group ? part.targets.filter((target) => target.status !== 0) : part.targets;
  const page = pageOf(rows, body, `results:${task.msgid}:${userid}`, { fallback: 500, max: 1000 });
  return {
    send_list: page.items.map((target) => ({
      ...(group ? { chat_id: target.id } : { external_userid: publicId(world, target.id) }),
      userid,
      status: target.status,
      ...(target.sendTime > 0 ? { send_time: target.sendTime } : {}),
    })),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

function remind(call: Call): JsonObject {
  const task = named(call);
  if (task.cancelled) throw fail(41093, "the task was cancelled");
  const recent = task.remindedAt.filter((at) => at > call.now - DAY_MS);
  if (recent.length >= 3) throw fail(41094, "reminded 3 times within 24 hours");
  remindMassTask(call.world, task);
  return {};
}

function cancel(call: Call): JsonObject {
  const task = named(call);
  if (task.cancelled) throw fail(41093, "the task was cancelled already");
  cancelMassTask(call.world, task);
  return {};
}

export const massRoutes: ApiRoute[] = [
  post("externalcontact/add_msg_template", add),
  post("externalcontact/get_groupmsg_list_v2", list),
  post("externalcontact/get_groupmsg_task", tasks),
  post("externalcontact/get_groupmsg_send_result", results),
  post("externalcontact/remind_groupmsg_send", remind),
  post("externalcontact/cancel_groupmsg_send", cancel),
];
