import { act, say } from "./api.js";
import { card, linked } from "./chat.js";
import { h } from "./dom.js";
import { empty } from "./phone.js";
import { dayOf, t, when } from "./words.js";

const WHAT = { single: "taskPeople", group: "taskGroups" };

/** What the company asks this member to confirm: mass sends and moments, the open ones first. */
export function tasksView(phone) {
  const tasks = (phone.data?.tasks ?? []).toSorted(
    (a, b) => Number(b.status === "open") - Number(a.status === "open") || (a.createdAt < b.createdAt ? 1 : -1),
  );
  return {
    title: t("tabTasks"),
    signature: ["tasks", phone.who, dayOf(phone.now), tasks, t("taskConfirm")],
    make: () => (tasks.length === 0 ? empty(t("noTasks"), t("noTasksHint")) : tasks.map((task) => taskItem(phone, task))),
  };
}

function taskItem(phone, task) {
  const { msgid, kind, targets, status } = task;
  const whom = kind === "moment" ? t("taskMoment", { n: targets }) : t("taskTo", { n: targets, what: t(WHAT[kind]) });
  const about = [whom, when(task.createdAt, phone.now)];
  if (task.reminders > 0) about.push(t("reminded", { n: task.reminders }));
  return h(
    "article",
    { class: "task", "data-testid": "task-item", "data-msgid": msgid, "data-status": status, "data-kind": kind },
    h("p", { class: "dim" }, about.join(" · ")),
    task.text ? h("p", { class: "words" }, linked(task.text, phone.browser.open)) : null,
    task.attachments.map((attachment) => card(attachment, phone.browser.open)),
    status === "open" ? confirming(phone, task) : h("p", { class: `state ${status}` }, t(status === "sent" ? "taskSent" : "taskCancelled")),
  );
}

function confirming(phone, { msgid, kind, targets, allowSelect }) {
  const confirm = async (only) => {
    const result = await act({ who: phone.who, do: "confirm", msgid, ...(only === undefined ? {} : { only }) });
    if (result?.counts) say(t("confirmed", { sent: result.counts.sent, failed: result.counts.notFriend + result.counts.overCap }));
    if (result?.visible !== undefined) say(t("momentPosted", { n: result.visible }));
  };
  const part = async () => {
    const what = t(kind === "group" ? "taskPartGroups" : "taskPartPeople");
    const only = await phone.howMany(t("taskPartAsk", { what }), targets);
    if (only !== null) await confirm(only);
  };
  const picks = targets > 1 && (kind === "group" || (kind === "single" && allowSelect));
  return h(
    "div",
    { class: "pair" },
    picks ? h("button", { onclick: part, "data-testid": "task-part" }, t("taskPart")) : null,
    h(
      "button",
      { class: "next", onclick: () => confirm(), "data-testid": "task-confirm" },
      t(kind === "moment" ? "taskMomentConfirm" : "taskConfirm"),
    ),
  );
}
