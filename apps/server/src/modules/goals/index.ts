import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import { getGoal, goalsBoard } from "./board.ts";
import { keepDays } from "./keep-days.ts";
import { addCost, archiveGoal, createGoal, removeCost, updateGoal } from "./write.ts";

export { goalsBoard } from "./board.ts";
export { installGoal, type PlaybookGoal } from "./write.ts";

export const duties: readonly Duty[] = [keepDays];
export const routes: readonly Route[] = [
  route(api.goals.board, goalsBoard),
  route(api.goals.get, getGoal),
  route(api.goals.create, createGoal),
  route(api.goals.update, updateGoal),
  route(api.goals.archive, archiveGoal),
  route(api.goals.addCost, addCost),
  route(api.goals.removeCost, removeCost),
];
