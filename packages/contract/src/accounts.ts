import { z } from "zod";
import { id, instant, ok, page, pageOf } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { role } from "./session.ts";

/** invited: has never come in; left: may, but the WeCom member that she is has left. */
export const accountState = z.enum(["active", "invited", "disabled", "left"]);
export type AccountState = z.infer<typeof accountState>;

const email = z.email().max(200);
const name = z.string().trim().min(1).max(60);
const storeIds = z.array(id).max(500);
const departmentIds = z.array(z.number().int()).max(200);

export const account = z.object({
  userId: z.string(),
  name: z.string(),
  /** Null: she comes in by WeCom alone. */
  email: z.string().nullable(),
  role,
  staff: z.object({ userId: z.string(), name: z.string(), left: z.boolean() }).nullable(),
  stores: z.array(z.object({ id: z.string(), name: z.string() })),
  departments: z.array(z.object({ id: z.number(), name: z.string() })),
  state: accountState,
  lastSeenAt: instant.nullable(),
  createdAt: instant,
  /** A link to set a password that still holds, and until when in real time. */
  link: z.object({ kind: z.enum(["invite", "reset"]), expiresAt: instant }).nullable(),
  isMe: z.boolean(),
  /** Whoever asks may change her: nobody touches a role above the own. */
  mayChange: z.boolean(),
});
export type Account = z.infer<typeof account>;

/** The link is told this once. Null: she has no e-mail and comes in by WeCom. */
const oneTimeLink = z.object({ url: z.string(), expiresAt: instant });

export const accounts = {
  list: endpoint({
    name: "accounts.list",
    summary: "Who may come in: role, member of staff, what they answer for, when they were last here",
    permission: "accounts.read",
    input: z.object({
      query: z.string().max(60).optional(),
      role: role.optional(),
      state: accountState.optional(),
      /** One account, by its id. */
      userId: id.optional(),
      ...page,
    }),
    output: pageOf(account),
  }),
  invite: endpoint({
    name: "accounts.invite",
    summary: "Makes an account. With an e-mail it answers a link for the first password, once; without, she comes in by WeCom",
    permission: "accounts.write",
    input: z.object({
      name,
      email: email.optional(),
      role,
      staffUserId: id.optional(),
      storeIds: storeIds.default([]),
      departmentIds: departmentIds.default([]),
    }),
    output: z.object({ userId: z.string(), link: oneTimeLink.nullable() }),
  }),
  update: endpoint({
    name: "accounts.update",
    summary: "Name, e-mail, role, member of staff, stores and departments; what is not named stays",
    permission: "accounts.write",
    input: z.object({
      userId: id,
      name: name.optional(),
      email: email.optional(),
      role: role.optional(),
      staffUserId: id.nullable().optional(),
      storeIds: storeIds.optional(),
      departmentIds: departmentIds.optional(),
    }),
    output: ok,
  }),
  disable: endpoint({
    name: "accounts.disable",
    summary: "Nothing more under this account from now on: open sessions, its keys and links are refused",
    permission: "accounts.write",
    input: z.object({ userId: id }),
    output: ok,
  }),
  enable: endpoint({
    name: "accounts.enable",
    summary: "May come in again, by signing in anew",
    permission: "accounts.write",
    input: z.object({ userId: id }),
    output: ok,
  }),
  resetPassword: endpoint({
    name: "accounts.resetPassword",
    summary: "Ends the sessions and the password; answers a link for a new one, once",
    permission: "accounts.write",
    input: z.object({ userId: id }),
    output: z.object({ link: oneTimeLink }),
  }),
  remove: endpoint({
    name: "accounts.remove",
    summary: "Takes the account away with its sessions, keys and links; what was done under it stays in the records",
    permission: "accounts.write",
    input: z.object({ userId: id }),
    output: ok,
  }),
};

const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** For whoever opens a one-time link, who cannot sign in yet. */
export const welcome = {
  look: endpoint({
    name: "welcome.look",
    summary: "Whose password a one-time link sets",
    permission: "public",
    input: z.object({ token }),
    output: z.object({ kind: z.enum(["invite", "reset"]), name: z.string(), email: z.string(), corp: z.string() }),
  }),
  setPassword: endpoint({
    name: "welcome.setPassword",
    summary: "Sets the password and uses the link up",
    permission: "public",
    input: z.object({ token, password: z.string().min(10).max(128) }),
    output: z.object({ email: z.string() }),
  }),
};
