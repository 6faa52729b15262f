import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import { cancelAction } from "./cancel-action.ts";
import { listActions } from "./list-actions.ts";
import { getSettings, updateSettings } from "./settings.ts";

export const routes: readonly Route[] = [
  route(api.actions.list, listActions),
  route(api.actions.cancel, cancelAction),
  route(api.settings.get, getSettings),
  route(api.settings.update, updateSettings),
];
