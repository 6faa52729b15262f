import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { followInvitations } from "./follow.ts";
import { moveInvitations } from "./move.ts";
import { cancelInvitation, previewInvitation, saveInvitation, submitInvitation } from "./save-invitation.ts";
import { getInvitation, invitationPeople, listInvitations } from "./screens.ts";

export { type InvitePage, pageOfInvitation } from "./page.ts";

export const handlers: readonly Handler[] = [followInvitations];
export const duties: readonly Duty[] = [moveInvitations];
export const routes: readonly Route[] = [
  route(api.invitations.list, listInvitations),
  route(api.invitations.get, getInvitation),
  route(api.invitations.people, invitationPeople),
  route(api.invitations.preview, previewInvitation),
  route(api.invitations.save, saveInvitation),
  route(api.invitations.submit, submitInvitation),
  route(api.invitations.cancel, cancelInvitation),
];
