import { api } from "@shuke/contract";
import { route } from "#http/route";
import { pauseSop, resumeSop } from "./change-state.ts";
import { sopPeople } from "./people.ts";
import { listSops, sopBoard } from "./screens.ts";

export const routes = [
  route(api.sops.list, listSops),
  route(api.sops.board, sopBoard),
  route(api.sops.people, sopPeople),
  route(api.sops.pause, pauseSop),
  route(api.sops.resume, resumeSop),
];
