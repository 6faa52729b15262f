import type { Handler } from "#log";
import { projectArrivals } from "./project.ts";
import "./content-uses.ts";
import "./tag-uses.ts";
import { keepCodes } from "./react.ts";
import { welcomeFriends } from "./react-welcome.ts";

export {
  channelsOf,
  type ChatHome,
  chatsOfClasses,
  classChats,
  groupClassesOf,
  chatsOfStores,
  codeChats,
  codeByState,
  codeNames,
  codePoster,
  codesToPrint,
  codesOfChannel,
  firstStaffCode,
  fullPlace,
  groupClassOfCode,
  homeOfChats,
  posterOf,
} from "./ask.ts";
export { createLiveCode } from "./create-live-code.ts";
export {
  type Choice,
  freeSeats,
  keepInvitedSeat,
  myGroup,
  type MyGroup,
  mySeat,
  type Reserved,
  reserveSeat,
  type Seat,
} from "./reserve-seat.ts";
export { findStores, type Found, howOf, type Offer, type Search } from "./route-store.ts";
export { routes } from "./routes.ts";
export { getLiveCode, listLiveCodes } from "./screens.ts";
export { defaultRouting, routingSettings } from "./settings.ts";
export type { HowFound, LiveCodeRow, Visitor } from "./types.ts";
export { updateLiveCode } from "./update-live-code.ts";

export const handlers: Handler[] = [projectArrivals, welcomeFriends, keepCodes];
