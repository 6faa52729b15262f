import type { Handler } from "#log";
import { groupsHandler } from "./project.ts";

export {
  type ChatInfo,
  chatInfo,
  customersIn,
  groupCounts,
  type GroupRef,
  groupsOf,
  groupsOfMany,
  isMember,
  memberCounts,
  type StayOf,
  staysOf,
} from "./ask.ts";

export const handlers: readonly Handler[] = [groupsHandler];
