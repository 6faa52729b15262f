import type { StoredEvent } from "#log";
import type { GroupChat, Leave, Presence, Stay } from "./types.ts";

export function newGroup(id: string, chatId: string): GroupChat {
  return {
    id,
    chatId,
    name: "",
    owner: "",
    notice: "",
    createdSec: 0,
    admins: [],
    memberVersion: "",
    state: "open",
    detailedAt: null,
    dismissedAt: null,
  };
}

/** Newest detail wins by the time at which it was fetched; a dismissed group never comes back. */
export function foldGroup(before: GroupChat, event: StoredEvent<"group.created" | "group.detailed" | "group.dismissed">): GroupChat {
  const at = event.occurredAt.getTime();
  switch (event.type) {
    case "group.created":
      return before.createdSec > 0 ? before : { ...before, createdSec: Math.floor(at / 1000) };
    case "group.dismissed":
      return before.state === "dismissed" ? before : { ...before, state: "dismissed", dismissedAt: at };
    case "group.detailed": {
      if (before.detailedAt !== null && at < before.detailedAt) return before;
      const { name, owner, notice, createdSec, admins, memberVersion } = event.data;
      return { ...before, name, owner, notice, createdSec, admins, memberVersion, detailedAt: at };
    }
  }
}

/**
 * Somebody is in the group. A leave that is known already and lies after the joining closes the stay at once: the
 * details of a group go on showing people for a moment. Only a joining seen later than the leave takes it back.
 */
export function join(presence: Presence, event: StoredEvent<"group.member-joined">, groupId: string): Presence {
  const { data } = event;
  const seenAt = event.occurredAt.getTime();
  const { leave } = presence;
  const hasLeft = leave !== null && leave.leftAt >= data.joinedSec * 1000 && leave.leftAt >= seenAt;
  const stay: Stay = {
    groupId,
    memberId: data.memberId,
    joinedSec: data.joinedSec,
    chatId: data.chatId,
    memberType: data.memberType,
    joinScene: data.joinScene,
    state: data.state,
    invitor: data.invitor,
    name: data.name,
    unionid: data.unionid,
    leftAt: hasLeft ? leave.leftAt : null,
    quitScene: hasLeft ? leave.quitScene : null,
  };
  return { leave, stays: [...presence.stays.filter((other) => other.joinedSec !== data.joinedSec), stay] };
}

/** Somebody left: every stay that had begun by then is over. What the callback says beats what a sync inferred later. */
export function leave(presence: Presence, event: StoredEvent<"group.member-left">): Presence {
  const at = event.occurredAt.getTime();
  const { quitScene } = event.data;
  const isOver = (stay: Stay) => stay.leftAt === null || stay.leftAt > at || (stay.leftAt === at && quitScene !== null);
  const stays = presence.stays.map((stay) =>
    stay.joinedSec * 1000 <= at && isOver(stay) ? { ...stay, leftAt: at, quitScene: quitScene ?? stay.quitScene } : stay,
  );
  const last: Leave = presence.leave && presence.leave.leftAt > at ? presence.leave : { leftAt: at, quitScene };
  return { stays, leave: last };
}
