import { checkMedia } from "../api/attachments.ts";
import { family } from "../api/call.ts";
import type { ApiRoute } from "../api/call.ts";
import { sees } from "../api/scope.ts";
import type { Eyes } from "../api/scope.ts";
import { avatarOf } from "../api/user-views.ts";
import { fail } from "../kit/errors.ts";
import { bool, int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { World } from "../world/world.ts";
import type { KfAccount } from "./tables.ts";

const { get, post } = family("kf", "kf");
const ids = family("ids", "kf");

export const OPEN_KFID = text({ required: 60251, maxBytes: "kf.id", code: 95000 });
/** What `accountNamed` answers. */
export const ACCOUNT_ERRORS = [48007, 95000, 95004] as const;

/** The account that a call names; 48007 when the app may not manage it. */
export function accountNamed(eyes: Eyes, openKfId: string, manage = true): KfAccount {
  if (!openKfId.startsWith("wk")) throw fail(95000, "invalid open_kfid");
  const account = eyes.world.kf.accounts.get(openKfId);
  if (!account || account.deleted) throw fail(95004, "open_kfid does not exist");
  if (manage && !account.managers.includes(eyes.agentId)) throw fail(48007, "the account is not granted to this app");
  return account;
}

export function kfUrl(world: World, openKfId: string, encScene: string): string {
  return `${world.origin}/_sandbox/kf/${openKfId}?enc_scene=${encScene}`;
}

/** Account and scene behind a link; null when it is none of ours, or was put together from several. */
export function entryOfUrl(world: World, url: string): { openKfId: string; scene: string; sceneParam: string } | null {
  const match = /\/_sandbox\/kf\/(wk[A-Za-z0-9]+)(?:\?([^#]*))?/.exec(url);
  if (!match?.[1]) return null;
  const query = new URLSearchParams(match[2] ?? "");
  const made = world.cell<{ openKfId: string; scene: string } | null>(`kf-scene:${query.get("enc_scene") ?? ""}`, null);
  if (!made || made.openKfId !== match[1]) return null;
  const param = query.get("scene_param") ?? "";
  const fits = made.scene !== "" && world.limits.allows("kf.scene-param", Buffer.byteLength(param));
  return { ...made, sceneParam: fits ? param : "" };
}

function accountsOf(world: World): KfAccount[] {
  return [...world.kf.accounts.values()].filter((account) => !account.deleted);
}

/** Makes an account; `manager` is the app that asks, 0 for the console. */
export function addAccount(world: World, name: string, mediaId: string, manager: number): KfAccount {
  const content = `${name}/${mediaId}`;
  return world.kf.accounts.put({
    openKfId: world.id("wk", 30, "kf-account", content, world.count(`kf-account:${content}`)),
    name,
    mediaId,
    managers: manager === 0 ? [] : [manager],
    servicers: [],
    departments: [],
    deleted: false,
  });
}

const NAME = { code: 95006, minChars: 1, maxChars: "kf.name" } as const;

const CHANGED = {
  body: {
    open_kfid: OPEN_KFID,
    userid_list: list(text({ required: 40003 }), { fallback: [], max: "kf.servicer-batch" }),
    department_id_list: list(int({ required: 60003 }), { fallback: [], max: "kf.servicer-batch" }),
  },
  answer: {
    result_list: list(object({ userid: text(), department_id: int(), errcode: int({ required: 0 }), errmsg: text({ required: 0 }) }), {
      required: 0,
    }),
  },
} as const;

interface Result {
  errcode: number;
  errmsg: string;
}

const DONE: Result = { errcode: 0, errmsg: "success" };
const IGNORED: Result = { errcode: 0, errmsg: "ignored" };

function addServicer(eyes: Eyes, account: KfAccount, userid: string): Result {
  const { world } = eyes;
  if (world.users.get(userid)?.status !== 1) return { errcode: 40003, errmsg: "invalid userid" };
  if (!sees(eyes, userid)) return { errcode: 60030, errmsg: "userid is out of the app's range" };
  if (account.servicers.some((row) => row.userid === userid)) return IGNORED;
  if (!world.limits.allows("kf.servicers", account.servicers.length + 1)) return { errcode: 40058, errmsg: "too many servicers" };
  account.servicers = [...account.servicers, { userid, status: 0 }];
  return DONE;
}

function addDepartment(world: World, account: KfAccount, id: number): Result {
  if (!world.departments.has(String(id))) return { errcode: 60003, errmsg: "department not found" };
  if (account.departments.includes(id)) return IGNORED;
  if (!world.limits.allows("kf.departments", account.departments.length + 1)) return { errcode: 40058, errmsg: "too many departments" };
  account.departments = [...account.departments, id];
  return DONE;
}

export const kfAccountRoutes: ApiRoute[] = [
  post(
    "kf/account/add",
    {
      body: { name: text({ ...NAME, required: 95006 }), media_id: text({ required: 41006 }) },
      answer: { open_kfid: text({ required: 0 }) },
      errors: [40007, 95005, 95027],
      limits: ["kf.accounts", "kf.accounts-unverified", "media.life"],
    },
    (call) => {
      const { world, body } = call;
      const count = accountsOf(world).length + 1;
      if (!world.settings.corpVerified && !world.limits.allows("kf.accounts-unverified", count)) throw fail(95027, "corp is not verified");
      if (!world.limits.allows("kf.accounts", count)) throw fail(95005, "too many kf accounts");
      checkMedia(world, body.media_id, ["image"]);
      return { open_kfid: addAccount(world, body.name, body.media_id, call.agentId).openKfId };
    },
  ),
  post("kf/account/del", { body: { open_kfid: OPEN_KFID }, answer: {}, errors: ACCOUNT_ERRORS }, (call) => {
    const account = accountNamed(call, call.body.open_kfid);
    account.deleted = true;
    call.world.kf.accounts.touch(account);
    return {};
  }),
  post(
    "kf/account/update",
    {
      body: { open_kfid: OPEN_KFID, name: text(NAME), media_id: text() },
      answer: {},
      errors: [...ACCOUNT_ERRORS, 40007],
      limits: ["media.life"],
    },
    (call) => {
      const { world, body } = call;
      const account = accountNamed(call, body.open_kfid);
      if (body.media_id) account.mediaId = checkMedia(world, body.media_id, ["image"]).mediaId;
      account.name = body.name ?? account.name;
      world.kf.accounts.touch(account);
      return {};
    },
  ),
  post(
    "kf/account/list",
    {
      method: "ANY",
      body: {
        offset: int({ fallback: 0, min: 0 }),
        limit: pageSize({ fallback: "kf.account-page", max: "kf.account-page", above: 40058 }),
      },
      answer: {
        account_list: list(
          object({
            open_kfid: text({ required: 0 }),
            name: text({ required: 0 }),
            avatar: text(),
            manage_privilege: bool({ required: 0 }),
          }),
          { required: 0 },
        ),
      },
    },
    (call) => {
      const { offset, limit } = call.body;
      return {
        account_list: accountsOf(call.world)
          .slice(offset, offset + limit)
          .map((account) => ({
            open_kfid: account.openKfId,
            name: account.name,
            avatar: avatarOf(call.world, account.openKfId),
            manage_privilege: account.managers.includes(call.agentId),
          })),
      };
    },
  ),
  post(
    "kf/add_contact_way",
    {
      body: { open_kfid: OPEN_KFID, scene: text({ fallback: "", maxBytes: "kf.scene", pattern: /^[0-9a-zA-Z_-]*$/ }) },
      answer: { url: text({ required: 0 }) },
      errors: [95000, 95004],
      limits: ["kf.scene-param"],
    },
    (call) => {
      const { world, body } = call;
      const { openKfId } = accountNamed(call, body.open_kfid, false);
      const enc = world.id("ENC", 24, "kf-scene", openKfId, body.scene);
      world.keep(`kf-scene:${enc}`, { openKfId, scene: body.scene });
      return { url: kfUrl(world, openKfId, enc) };
    },
  ),
  post(
    "kf/servicer/add",
    { ...CHANGED, errors: [...ACCOUNT_ERRORS, 40003, 40058, 60003, 60030], limits: ["kf.servicers", "kf.departments"] },
    (call) => {
      const { world, body } = call;
      const account = accountNamed(call, body.open_kfid);
      if (body.userid_list.length + body.department_id_list.length === 0) throw fail(40058, "nobody is named");
      const users = body.userid_list.map((userid) => ({ userid, ...addServicer(call, account, userid) }));
      const departments = body.department_id_list.map((id) => ({ department_id: id, ...addDepartment(world, account, id) }));
      world.kf.accounts.touch(account);
      return { result_list: [...users, ...departments] };
    },
  ),
  post("kf/servicer/del", { ...CHANGED, errors: [...ACCOUNT_ERRORS, 40058] }, (call) => {
    const { world, body } = call;
    const account = accountNamed(call, body.open_kfid);
    if (body.userid_list.length + body.department_id_list.length === 0) throw fail(40058, "nobody is named");
    const users = body.userid_list.map((userid) => {
      const known = account.servicers.some((row) => row.userid === userid);
      account.servicers = account.servicers.filter((row) => row.userid !== userid);
      return { userid, ...(known ? DONE : IGNORED) };
    });
    const departments = body.department_id_list.map((id) => {
      const known = account.departments.includes(id);
      account.departments = account.departments.filter((one) => one !== id);
      return { department_id: id, ...(known ? DONE : IGNORED) };
    });
    world.kf.accounts.touch(account);
    return { result_list: [...users, ...departments] };
  }),
  get(
    "kf/servicer/list",
    {
      query: { open_kfid: OPEN_KFID },
      answer: {
        servicer_list: list(object({ userid: text(), status: oneOf([0, 1]), stop_type: int(), department_id: int() }), { required: 0 }),
      },
      errors: [95000, 95004],
    },
    (call) => {
      const account = accountNamed(call, call.query.open_kfid, false);
      const manages = account.managers.includes(call.agentId);
      const users = account.servicers.map(({ userid, status }) => ({
        userid,
        ...(manages ? { status, ...(status === 1 ? { stop_type: 0 } : {}) } : {}),
      }));
      return { servicer_list: [...users, ...account.departments.map((id) => ({ department_id: id }))] };
    },
  ),
  ids.post(
    "idconvert/open_kfid",
    {
      body: { open_kfid_list: list(text({ required: 40058 }), { required: 40058, max: "convert.batch" }) },
      answer: {
        items: list(object({ open_kfid: text({ required: 0 }), new_open_kfid: text({ required: 0 }) }), { required: 0 }),
        invalid_open_kfid_list: list(text()),
      },
    },
    (call) => {
      const known = call.body.open_kfid_list.filter((id) => call.world.kf.accounts.get(id)?.deleted === false);
      const invalid = call.body.open_kfid_list.filter((id) => !known.includes(id));
      // Ids of a self-built app stay as they are; only providers see others.
      const items = known.map((id) => ({ open_kfid: id, new_open_kfid: id }));
      return { items, ...(invalid.length > 0 ? { invalid_open_kfid_list: invalid } : {}) };
    },
  ),
];
