import { reaction } from "#actions";
import { derivedId } from "#kit/ids";
import { only } from "#log";
import { chatInfo } from "#modules/groups";

const DUE_MS = 24 * 3_600_000;

/** A group that came into a store's pool is a group somebody has to set up: WeCom has no interface for it (§7.6). */
export const openSetup = reaction({
  name: "tasks.open-setup",
  on: ["group.needs-setup"],
  after: ["tasks", "groups"],
  async react(unit, batch) {
    const events = only(batch, "group.needs-setup");
    const chats = await chatInfo(
      unit,
      events.map((event) => event.data.chatId),
    );
    for (const { data, seq, occurredAt } of events) {
      const chat = chats.get(data.chatId);
      if (!chat || chat.dismissed) continue;
      const taskId = derivedId("tsk", unit.corpId, "setup", data.chatId);
      unit.fact({
        type: "task.opened",
        subject: `task:${taskId}`,
        sourceKey: `task:${taskId}`,
        occurredAt,
        causeSeq: seq,
        data: {
          taskId,
          kind: "finish-group-setup",
          assignee: chat.owner,
          subject: `chat:${data.chatId}`,
          dueAt: new Date(occurredAt.getTime() + DUE_MS).toISOString(),
          params: { chatId: data.chatId, groupName: chat.name, storeId: data.storeId, classKey: data.classKey },
          plannedBy: `live-code:${data.liveCodeId}`,
          why: `live-code:${data.liveCodeId}`,
        },
      });
    }
  },
});
