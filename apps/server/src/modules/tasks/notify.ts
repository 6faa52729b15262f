import { gateSettings, nextOpen, reaction } from "#actions";
import { fill } from "@shuke/phrases";
import { only } from "#log";

/** What the card in the member's WeCom says. Staff read Chinese first; the page behind it speaks both languages. */
const CARD = {
  "finish-group-setup": { title: "新群要你收尾：{{groupName}}", body: "设公告、挂欢迎语、拉两位同事进群，做完点一下就好" },
  "sop-step": { title: "今天要发：{{name}}", body: "点开就能复制内容，发到群里后回来点完成" },
  other: { title: "有一件事等你处理", body: "点开看看" },
} as const;

/** Tells the assignee, never at night. Each task is told once; reminders have their own key. */
export const notifyAssignee = reaction({
  name: "tasks.notify",
  on: ["task.opened", "task.reminded"],
  after: ["tasks"],
  async react(unit, batch) {
    const settings = await gateSettings(unit.db, unit.corpId);
    const runAfter = nextOpen(unit.now, settings);
    for (const { data, seq } of only(batch, "task.opened")) {
      const card = data.kind === "finish-group-setup" || data.kind === "sop-step" ? CARD[data.kind] : CARD.other;
      const name = nameOf(data.params["name"]);
      unit.plan({
        kind: "staff-notice.send",
        dedupeKey: `notice:${data.taskId}`,
        plannedBy: `task:${data.taskId}`,
        causeSeq: seq,
        runAfter,
        payload: {
          userId: data.assignee,
          title: fill(card.title, { ...data.params, name }),
          description: card.body,
          url: `/m/t/${data.taskId}`,
          button: "去处理",
        },
      });
    }
    for (const { data, seq } of only(batch, "task.reminded")) {
      unit.plan({
        kind: "staff-notice.send",
        dedupeKey: `notice:${data.taskId}:${seq}`,
        plannedBy: `task:${data.taskId}`,
        causeSeq: seq,
        runAfter,
        payload: {
          userId: data.assignee,
          title: "还有一件事没做完",
          description: "已经过了约定的时间，两分钟就能处理",
          url: `/m/t/${data.taskId}`,
          button: "去处理",
        },
      });
    }
  },
});

function nameOf(name: unknown): string {
  const isText = typeof name === "object" && name !== null && "zh" in name && typeof name.zh === "string";
  return isText ? String(name.zh) : "";
}
