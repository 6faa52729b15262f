import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { beginFollow, followDuty, taskEnded } from "./follow.ts";
import { linkPeopleProjection } from "./project.ts";
import { getLink, linkPeople, type LinksDeps, listLinks } from "./read.ts";
import { archiveLink, restoreLink, saveLink } from "./save-link.ts";

export { noteClick, noteOther } from "./open-link.ts";
export { linkByCode } from "./read.ts";
export { saveLink } from "./save-link.ts";
export { isOutside, isPreview } from "./rules.ts";

export const handlers: readonly Handler[] = [linkPeopleProjection, beginFollow, taskEnded];
export const duties: readonly Duty[] = [followDuty];
export const routesWith = (deps: LinksDeps): readonly Route[] => [
  route(api.links.list, listLinks(deps)),
  route(api.links.get, getLink(deps)),
  route(api.links.people, linkPeople),
  route(api.links.save, saveLink(deps)),
  route(api.links.archive, archiveLink(deps)),
  route(api.links.restore, restoreLink(deps)),
];
