import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { moveMoments } from "./move.ts";
import { momentsProjection } from "./project.ts";
import { momentResults } from "./results.ts";
import { cancelMoment, previewMoment, saveMoment, submitMoment } from "./save-moment.ts";
import { getMoment, listMoments, momentPeople, momentStaff } from "./screens.ts";
import { readPersonas, savePersonas } from "./settings.ts";

export { saveMoment, submitMoment } from "./save-moment.ts";

export const handlers: readonly Handler[] = [momentsProjection, momentResults];
export const duties: readonly Duty[] = [moveMoments];
export const routes: readonly Route[] = [
  route(api.moments.list, listMoments),
  route(api.moments.get, getMoment),
  route(api.moments.staff, momentStaff),
  route(api.moments.people, momentPeople),
  route(api.moments.preview, previewMoment),
  route(api.moments.save, saveMoment),
  route(api.moments.submit, submitMoment),
  route(api.moments.cancel, cancelMoment),
  route(api.moments.settings, readPersonas),
  route(api.moments.saveSettings, savePersonas),
];
