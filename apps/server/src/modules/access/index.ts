export { type ApiKey, findApiKey, newApiKey, putApiKey, removeApiKey } from "./api-keys.ts";
export { type Auth, CALLER_ADDRESS, createAuth } from "./auth.ts";
export { currentSession } from "./current-session.ts";
export { identify } from "./identify.ts";
export { may, permissionsOf } from "./rules.ts";
export type { Caller } from "./types.ts";
export { type Membership, membershipOf, type NewUser, passwordFits, putUser } from "./users.ts";
