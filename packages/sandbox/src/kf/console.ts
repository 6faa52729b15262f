import type { FastifyInstance } from "fastify";
import { ControlError } from "../kit/errors.ts";
import { isBody } from "../kit/params.ts";
import type { Sim } from "../sim.ts";
import { addAccount } from "./accounts.ts";
import { upgradeConfig } from "./customers.ts";
import type { KfAccount } from "./tables.ts";

function agentIds(value: unknown): number[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "number")) throw new ControlError("apps must be a list of agent ids");
  return value;
}

function texts(value: unknown, field: string): string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw new ControlError(`${field} must be a list of texts`);
  return value;
}

/** 微信客服 → 通过API管理: which apps may manage an account; those whose answer changes are told. */
function grant({ world, callbacks }: Sim, account: KfAccount, apps: number[]): void {
  const before = account.managers;
  account.managers = apps;
  world.kf.accounts.touch(account);
  const added = apps.some((id) => !before.includes(id));
  const removed = before.some((id) => !apps.includes(id));
  if (!added && !removed) return;
  callbacks.emit({
    event: "kf_account_auth_change",
    changeType: "",
    fields: {
      ...(added ? { AuthAddOpenKfId: { repeat: [account.openKfId] } } : {}),
      ...(removed ? { AuthDelOpenKfId: { repeat: [account.openKfId] } } : {}),
    },
    subject: account.openKfId,
  });
}

/** The part of the console that belongs to WeChat customer service. */
export function kfConsole(app: FastifyInstance, sim: Sim): void {
  const { world } = sim;
  app.get("/_sandbox/kf", () => ({ accounts: [...world.kf.accounts.values()], upgrade: upgradeConfig(world) }));
  app.post("/_sandbox/kf", (request) => {
    const { body } = request;
    if (!isBody(body)) throw new ControlError("kf takes {name, apps}, {openKfId, apps} or {upgrade: {users, departments, chatIds}}");
    if (isBody(body.upgrade)) {
      const { users = [], departments = [], chatIds = [] } = body.upgrade;
      world.keep("kf-upgrade", { users: texts(users, "users"), departments: agentIds(departments), chatIds: texts(chatIds, "chatIds") });
      return upgradeConfig(world);
    }
    const known = typeof body.openKfId === "string" ? world.kf.accounts.get(body.openKfId) : undefined;
    if (body.openKfId !== undefined && !known) throw new ControlError("there is no such kf account", 404);
    if (!known && typeof body.name !== "string") throw new ControlError("an account needs a name");
    const account = known ?? addAccount(world, typeof body.name === "string" ? body.name : "", "", 0);
    grant(sim, account, agentIds(body.apps ?? account.managers));
    return account;
  });
}
