import { api } from "@shuke/contract";
import { route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { installPlaybook } from "./install.ts";
import { cancelRehearsal, listRehearsals, startRehearsal } from "./rehearsals.ts";
import { getPlaybook, listPlaybooks, validatePlaybook } from "./screens.ts";

export { installPlaybook } from "./install.ts";
export { playbookYaml, readPlaybook } from "./library.ts";
export { checkPlaybook } from "./parse.ts";
export type { PlaybookDefinition } from "./types.ts";

export const handlers: Handler[] = [];
export const duties: Duty[] = [];
export const routes = [
  route(api.playbooks.list, listPlaybooks),
  route(api.playbooks.get, getPlaybook),
  route(api.playbooks.validate, validatePlaybook),
  route(api.playbooks.install, installPlaybook),
  route(api.playbooks.rehearse, startRehearsal),
  route(api.playbooks.rehearsals, listRehearsals),
  route(api.playbooks.cancelRehearsal, cancelRehearsal),
];
