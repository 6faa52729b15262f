import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { keepWeeks } from "./auto.ts";
import { postEvidence } from "./evidence.ts";
import { givePosts } from "./give.ts";
import { listColumns } from "./list-columns.ts";
import { measurePosts } from "./measure.ts";
import { calendarProjection } from "./project.ts";
import { acceptProposal, proposeWeek } from "./propose.ts";
import { publishWeek, withdrawSlot } from "./publish.ts";
import { archiveColumn, createColumn, updateColumn } from "./save-column.ts";
import { saveMark, saveWeek, undoWeek } from "./save-week.ts";
import { getGroups, getMonth } from "./screens.ts";
import "./uses.ts";
import { getWeek } from "./week.ts";

export { fillByItself } from "./auto.ts";
export { settingsOf } from "./reach.ts";
export { pageOfWeek, type WeekPage } from "./page.ts";
export { acceptProposal, proposeWeek } from "./propose.ts";
export { publishWeek } from "./publish.ts";
export { createColumn, installColumn } from "./save-column.ts";
export { saveMark, saveWeek } from "./save-week.ts";

export const handlers: readonly Handler[] = [calendarProjection, postEvidence];
export const duties: readonly Duty[] = [givePosts, measurePosts, keepWeeks];
export const routes: readonly Route[] = [
  route(api.columns.list, listColumns),
  route(api.columns.create, createColumn),
  route(api.columns.update, updateColumn),
  route(api.columns.archive, archiveColumn),
  route(api.calendar.week, getWeek),
  route(api.calendar.month, getMonth),
  route(api.calendar.groups, getGroups),
  route(api.calendar.save, saveWeek),
  route(api.calendar.undo, undoWeek),
  route(api.calendar.propose, proposeWeek),
  route(api.calendar.accept, acceptProposal),
  route(api.calendar.publish, publishWeek),
  route(api.calendar.withdraw, withdrawSlot),
  route(api.calendar.saveMark, saveMark),
];
