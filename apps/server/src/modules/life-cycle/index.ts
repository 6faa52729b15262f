import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { explainStage } from "./explain.ts";
import { followStages, noteTouched } from "./keep.ts";
import { previewRules } from "./preview.ts";
import { getLifeCycle, saveRules } from "./save-rules.ts";

export const handlers: readonly Handler[] = [noteTouched];
export const duties: readonly Duty[] = [followStages];
export const routes: readonly Route[] = [
  route(api.lifeCycle.get, getLifeCycle),
  route(api.lifeCycle.preview, previewRules),
  route(api.lifeCycle.save, saveRules),
  route(api.lifeCycle.explain, explainStage),
];
