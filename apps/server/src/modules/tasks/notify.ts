import { gateSettings, nextOpen, reaction } from "#actions";
import { fill, h5 } from "@shuke/phrases";
import { inWords } from "#kit/ctx";
import { only } from "#log";
import { corpLanguage, staffNames } from "#modules/org";

const CARDS = {
  "finish-group-setup": "setup",
  "sop-step": "step",
  "answer-ticket": "ticket",
  "lead-talk": "talk",
  "talk-item": "turn",
  "follow-link": "follow",
  "hand-post": "step",
} as const;
const isKnown = (kind: string): kind is keyof typeof CARDS => kind in CARDS;

/**
 * Tells the assignee by a card in WeCom, never at night, in the corp's language; the page behind it speaks the phone's. Each
 * task is told once; reminders have their own key.
 */
export const notifyAssignee = reaction({
  name: "tasks.notify",
  on: ["task.opened", "task.reminded", "task.escalated", "task.handed-over"],
  after: ["tasks"],
  async react(unit, batch) {
    const language = await corpLanguage(unit);
    const runAfter = nextOpen(unit.now, await gateSettings(unit.db, unit.corpId));
    const words = h5[language].card;
    const send = (task: { taskId: string; assignee: string }, card: { title: string; body: string }, key: string, causeSeq: number) =>
      unit.plan({
        kind: "staff-notice.send",
        dedupeKey: `notice:${key}`,
        plannedBy: `task:${task.taskId}`,
        causeSeq,
        runAfter,
        payload: { userId: task.assignee, title: card.title, description: card.body, url: `/m/t/${task.taskId}`, button: words.button },
      });
    for (const { data, seq } of only(batch, "task.opened")) {
      const card = words[isKnown(data.kind) ? CARDS[data.kind] : "other"];
      const name = isText(data.params["name"]) ? inWords({ language }, data.params["name"]) : "";
      send(data, { ...card, title: fill(card.title, { ...data.params, name }) }, data.taskId, seq);
    }
    for (const { data, seq } of only(batch, "task.handed-over"))
      send({ taskId: data.taskId, assignee: data.to }, words.handedOver, `${data.taskId}:${seq}`, seq);
    const late = only(batch, "task.escalated").flatMap(({ data, seq }) => (data.to === null ? [] : [{ data, to: data.to, seq }]));
    const names = await staffNames(
      unit,
      late.map(({ data }) => data.assignee),
    );
    for (const { data, to, seq } of late) {
      const { title, body } = words.escalated;
      const name = names.get(data.assignee) ?? data.assignee;
      send({ taskId: data.taskId, assignee: to }, { title: fill(title, { name }), body }, `${data.taskId}:escalated`, seq);
    }
    for (const { data, seq } of only(batch, "task.reminded")) send(data, words.reminder, `${data.taskId}:${seq}`, seq);
  },
});

const isText = (name: unknown): name is { zh: string; en: string } =>
  typeof name === "object" && name !== null && "zh" in name && typeof name.zh === "string" && "en" in name && typeof name.en === "string";
