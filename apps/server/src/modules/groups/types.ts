import type { EventMap } from "#log";

/** A row of `group_chat`, without its counts. Instants are milliseconds. */
export type GroupChat = EventMap["group.detailed"] & {
  id: string;
  state: "open" | "dismissed";
  detailedAt: number | null;
  dismissedAt: number | null;
};

/** A row of `group_member`: one stay of one person. */
export type Stay = {
  groupId: string;
  memberId: string;
  joinedSec: number;
  chatId: string;
  memberType: number;
  joinScene: number;
  state: string;
  invitor: string;
  name: string;
  unionid: string;
  leftAt: number | null;
  quitScene: number | null;
};

/** The last time somebody left a group. */
export type Leave = { leftAt: number; quitScene: number | null };

/** Everything that one person did in one group. */
export type Presence = { stays: Stay[]; leave: Leave | null };
