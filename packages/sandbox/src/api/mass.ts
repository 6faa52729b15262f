import { fail } from "../kit/errors.ts";
import { hashHex } from "../kit/hash.ts";
import { int, json, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { cancelMassTask, createMassTask, partOf, remindMassTask } from "../world/mass.ts";
import { publicId } from "../world/persons.ts";
import type { MassTask } from "../world/types.ts";
import { CONTENT, CONTENT_ERRORS, contentOf } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute, CallOf, Spec } from "./call.ts";
import { distributeGroup, distributeSingle, TARGETS } from "./mass-targets.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("mass-messages", "customers");

const DAY_S = 86_400;
const RESULT_PAGE = pageSize({ fallback: "mass-result.page-default", max: "mass-result.page" });

const ADD = {
  body: { ...TARGETS, ...CONTENT },
  answer: { fail_list: list(text({ required: 0 }), { required: 0 }), msgid: text({ required: 0 }) },
  errors: [...CONTENT_ERRORS, 40003, 40068, 41048, 60111, 84074],
  limits: ["media.life", "reception.month", "reception.week", "reception.day"],
} as const satisfies Spec;

function add(call: CallOf<typeof ADD>): JsonObject {
  const { world, body, sim } = call;
  const { chat_type: chatType } = body;
  const { text: words, attachments } = contentOf(world, body);
  const allowSelect = chatType === "single" && body.allow_select;
  const { targets, failed } = chatType === "single" ? distributeSingle(call, body) : distributeGroup(call, body);
  const content = hashHex(JSON.stringify(call.raw)).slice(0, 24);
  const msgid = world.id("msg", 29, "mass", content, world.count(`mass:${content}`));
  createMassTask(sim, { msgid, chatType, text: words, attachments, allowSelect, targets });
  return { fail_list: failed, msgid };
}

const NAMED = { msgid: text({ required: 41046 }) };
const NAMED_ERRORS = [41047, 41063] as const;

/** The task that a call names; 41047, and 41063 while it is being dispatched. */
function named(eyes: Eyes, msgid: string): MassTask {
  const task = eyes.world.massTasks.get(msgid);
  if (!task) throw fail(41047, "invalid msgid");
  if (eyes.world.now() < task.dispatchAt) throw fail(41063, "the task is still being dispatched");
  return task;
}

const LIST = {
  body: {
    chat_type: oneOf(["single", "group"], { required: 40058 }),
    start_time: int({ required: 40058 }),
    end_time: int({ required: 40058 }),
    creator: text({ fallback: "" }),
    filter_type: oneOf([0, 1, 2], { fallback: 2 }),
    cursor: text({ fallback: "" }),
    limit: pageSize({ fallback: "mass-list.page-default", max: "mass-list.page" }),
  },
  answer: {
    group_msg_list: list(
      object({
        msgid: text({ required: 0 }),
        creator: text(),
        create_time: int({ required: 0 }),
        create_type: int({ required: 0 }),
        text: object({ content: text({ required: 0 }) }),
        attachments: list(json()),
      }),
      { required: 0 },
    ),
    next_cursor: text(),
  },
  errors: [40058, 50100],
  limits: ["mass-list.span"],
} as const satisfies Spec;

function listTasks(call: CallOf<typeof LIST>): JsonObject {
  const { world, body } = call;
  const { chat_type: chatType, start_time: from, end_time: to, creator, filter_type: filterType } = body;
  if (from > to || !world.limits.allows("mass-list.span", (to - from) / DAY_S)) throw fail(40058, "the span must be within one month");
  const tasks = [...world.massTasks.values()].filter((task) => {
    const created = seconds(task.createdAt);
    // Tasks made by API have no creator and are company tasks.
    const kind = task.creator === undefined ? 0 : 1;
    if ((filterType !== 2 && filterType !== kind) || (creator !== "" && creator !== task.creator)) return false;
    return task.chatType === chatType && created >= from && created <= to;
  });
  const page = pageOf(tasks, body, `mass:${chatType}:${filterType}:${creator}:${from}:${to}`);
  return {
    group_msg_list: page.items.map((task) => ({
      msgid: task.msgid,
      ...(task.creator === undefined ? {} : { creator: task.creator }),
      create_time: seconds(task.createdAt),
      create_type: task.creator === undefined ? 0 : 1,
      ...(task.text === "" ? {} : { text: { content: task.text } }),
      ...(task.attachments.length === 0 ? {} : { attachments: task.attachments }),
    })),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

const TASKS = {
  body: { ...NAMED, limit: RESULT_PAGE, cursor: text({ fallback: "" }) },
  answer: {
    task_list: list(object({ userid: text({ required: 0 }), status: int({ required: 0 }), send_time: int() }), { required: 0 }),
    next_cursor: text(),
  },
  errors: [...NAMED_ERRORS, 50100],
} as const satisfies Spec;

function tasks(call: CallOf<typeof TASKS>): JsonObject {
  const task = named(call, call.body.msgid);
  const page = pageOf(task.senders, call.body, `tasks:${task.msgid}`);
  return {
    task_list: page.items.map((userid) => {
      const part = partOf(call.world, task.msgid, userid);
      const sent = part?.status === 2;
      return { userid, status: sent ? 2 : 0, ...(sent ? { send_time: part.sendTime } : {}) };
    }),
    ...(page.next === "" ? {} : { next_cursor: page.next }),
  };
}

const RESULTS = {
  body: { ...NAMED, userid: text({ required: 41009 }), limit: RESULT_PAGE, cursor: text({ fallback: "" }) },
  answer: {
    send_list: list(
      object({
        external_userid: text(),
        chat_id: text(),
        userid: text({ required: 0 }),
        status: int({ required: 0 }),
        send_time: int(),
      }),
      { required: 0 },
    ),
    next_cursor: text(),
  },
  errors: [...NAMED_ERRORS, 40003, 50100],
} as const satisfies Spec;

function results(call: CallOf<typeof RESULTS>): JsonObject {
  const { world, body } = call;
  const task = named(call, body.msgid);
  const { userid } = body;
  const part = partOf(world, task.msgid, userid);
  if (!part) throw fail(40003, `the task has no such sender: ${userid}`);
  const group = task.chatType === "group";
  // Of group tasks only what was sent appears (wecom-api §6.3).
  const rows = group ? part.targets.filter((target) => target.status !== 0) : part.targets;
  const page = pageOf(rows, body, `results:${task.msgid}:${userid}`);
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

const REMIND = { body: NAMED, answer: {}, errors: [...NAMED_ERRORS, 41093, 41094], limits: ["mass.reminders"] } as const satisfies Spec;

function remind(call: CallOf<typeof REMIND>): JsonObject {
  const { world } = call;
  const task = named(call, call.body.msgid);
  if (task.cancelled) throw fail(41093, "the task was cancelled");
  const recent = task.remindedAt.filter((at) => at > call.now - DAY_S * 1000);
  if (!world.limits.allows("mass.reminders", recent.length + 1)) throw fail(41094, "reminded too often within 24 hours");
  remindMassTask(world, task);
  return {};
}

const CANCEL = { body: NAMED, answer: {}, errors: [...NAMED_ERRORS, 41093] } as const satisfies Spec;

function cancel(call: CallOf<typeof CANCEL>): JsonObject {
  const task = named(call, call.body.msgid);
  if (task.cancelled) throw fail(41093, "the task was cancelled already");
  cancelMassTask(call.world, task);
  return {};
}

export const massRoutes: ApiRoute[] = [
  post("externalcontact/add_msg_template", ADD, add),
  post("externalcontact/get_groupmsg_list_v2", LIST, listTasks),
  post("externalcontact/get_groupmsg_task", TASKS, tasks),
  post("externalcontact/get_groupmsg_send_result", RESULTS, results),
  post("externalcontact/remind_groupmsg_send", REMIND, remind),
  post("externalcontact/cancel_groupmsg_send", CANCEL, cancel),
];
