import type { Handler } from "#log";
import { provideWorkload } from "#modules/org";
import { groupCounts } from "./ask.ts";
import { groupsHandler } from "./project.ts";

export {
  type ChatInfo,
  chatInfo,
  chatsAfter,
  customersIn,
  everMembers,
  fullestGroups,
  groupCounts,
  type GroupRef,
  groupsOf,
  groupsOfMany,
  isMember,
  livingChats,
  memberCounts,
  ownedBy,
  type StayOf,
  staysOf,
} from "./ask.ts";

export { type ChatRow, dailyMoves, groupMembers, memberCondition, movesSince, readGroup, searchGroups } from "./search.ts";

export const handlers: readonly Handler[] = [groupsHandler];

provideWorkload("groups", groupCounts);
