import type { Ask } from "./ask.ts";
import { entrances } from "./inputs/entrances.ts";
import { orders } from "./inputs/orders.ts";
import { people } from "./inputs/people.ts";
import { plays } from "./inputs/plays.ts";
import { segments, segmentsExcused } from "./inputs/segments.ts";
import { system } from "./inputs/system.ts";

/** What operators click, and how often: lists, filters, searches, single things, dashboards. */
export const asks: readonly Ask[] = [...people, ...segments, ...entrances, ...plays, ...orders, ...system];

/** What is no screen, each with its reason. Endpoints that change something (permission `….write`) are none either. */
export const excused: Readonly<Record<string, string>> = {
  "bulk.get": "one job by its id; the world has none, and its list is `bulk.list`'s",
  "handover.status": "one plan by its id; the world has none, and the lists before it are measured",
  "handover.items": "the rows of one plan by its primary key; the world has none",
  ...segmentsExcused,
  "lifeCycle.preview": "counts everybody under rules that are being edited, as a segment's preview does; measured by segment-preview",
  "playbooks.validate": "checks a text in memory while it is edited; reads no rows",
  "sops.dryRun": "foretells the way of at most fifty named people while an SOP is edited, and says so while it takes its time",
  "sync.truth": "reads and hashes every row by design, for rehearsals and checks; no page calls it",
};
