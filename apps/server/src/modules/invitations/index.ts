import { api, invitationDownloads } from "@shuke/contract";
import { download, type Download, route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { exportPeople } from "./export-people.ts";
import { followInvitations } from "./follow.ts";
import { moveInvitations } from "./move.ts";
import { cancelInvitation, previewInvitation, saveInvitation, submitInvitation } from "./save-invitation.ts";
import { getInvitation, invitationPeople, listInvitations } from "./screens.ts";

export { type InvitePage, pageOfInvitation } from "./page.ts";
export { saveInvitation, submitInvitation } from "./save-invitation.ts";

export const handlers: readonly Handler[] = [followInvitations];
export const duties: readonly Duty[] = [moveInvitations];
export const downloads: readonly Download[] = [download(invitationDownloads.people, exportPeople)];
export const routes: readonly Route[] = [
  route(api.invitations.list, listInvitations),
  route(api.invitations.get, getInvitation),
  route(api.invitations.people, invitationPeople),
  route(api.invitations.preview, previewInvitation),
  route(api.invitations.save, saveInvitation),
  route(api.invitations.submit, submitInvitation),
  route(api.invitations.cancel, cancelInvitation),
];
