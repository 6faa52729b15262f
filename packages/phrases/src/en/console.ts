import type { Translated } from "../types.ts";
import type { consolePhrases as source } from "../zh-CN/console.ts";
import { entrances } from "./console-entrances.ts";
import { fields } from "./console-fields.ts";
import { handover } from "./console-handover.ts";
import { insight } from "./console-insight.ts";
import { operations } from "./console-operations.ts";
import { people } from "./console-people.ts";
import { lifeCycle } from "./console-life-cycle.ts";
import { plays } from "./console-plays.ts";
import { rehearsal } from "./console-rehearsal.ts";
import { segments } from "./console-segments.ts";
import { shell } from "./console-shell.ts";
import { system } from "./console-system.ts";
import { timeline } from "./console-timeline.ts";
import { trade } from "./console-trade.ts";

export const consolePhrases: Translated<typeof source> = {
  ...shell,
  ...people,
  ...segments,
  ...fields,
  ...lifeCycle,
  ...timeline,
  ...entrances,
  ...plays,
  ...handover,
  ...rehearsal,
  ...insight,
  ...system,
  ...trade,
  ...operations,
};
