import type { Duty } from "#kit/duty";
import { auditRetention } from "./audit-retention.ts";

export { accountOfStaff, hasArrived, type NoAccount } from "./account-of-staff.ts";
export { type ApiKey, findApiKey, newApiKey, putApiKey, removeApiKey } from "./api-keys.ts";
export { auditKeepOf } from "./audit-retention.ts";
export { type Auth, CALLER_ADDRESS, createAuth } from "./auth.ts";
export { currentSession } from "./current-session.ts";
export { headsOfCommunities, staffUserOf } from "./heads.ts";
export { identify } from "./identify.ts";
export { openSession } from "./open-session.ts";
export { downloadsWith, routesWith } from "./routes.ts";
export { may, permissionsOf } from "./rules.ts";
export { scopeOf } from "./scope.ts";
export { createTrail, type Trail, viewOf } from "./trail.ts";
export type { Caller } from "./types.ts";
export { type Membership, membershipOf, type NewUser, passwordFits, putUser, roleWithout } from "./users.ts";

export const duties: readonly Duty[] = [auditRetention];
