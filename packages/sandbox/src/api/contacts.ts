import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import type { JsonObject } from "../people-host.ts";
import { subtree, usersOf } from "../world/org.ts";
import type { Department, User } from "../world/types.ts";
import { family } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { appOfCall, departmentsOf, memberNamed, visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";
import { personal } from "./user-views.ts";

const { get, post } = family("contacts", "any");

const DEPARTMENT = object({
  id: int({ required: 0 }),
  name: text({ required: 0 }),
  name_en: text(),
  department_leader: list(text()),
  parentid: int({ required: 0 }),
  order: int({ required: 0 }),
});

const USER = {
  userid: text({ required: 0 }),
  name: text({ required: 0 }),
  department: list(int(), { required: 0 }),
  order: list(int()),
  position: text(),
  is_leader_in_dept: list(int()),
  direct_leader: list(text()),
  status: int({ required: 0 }),
  alias: text(),
  main_department: int({ required: 0 }),
  extattr: object({ attrs: list(object({})) }),
};

/** What only apps created before 2022-06-20 get (wecom-api §3.1); others ask each member by OAuth. */
const SENSITIVE = {
  gender: text(),
  mobile: text(),
  email: text(),
  biz_mail: text(),
  avatar: text(),
  thumb_avatar: text(),
  qr_code: text(),
  address: text(),
  telephone: text(),
};

function departmentView(row: Department): JsonObject {
  return { id: row.id, name: row.name, name_en: "", department_leader: [], parentid: row.parentid, order: row.order };
}

/** A department that exists (60003) and that the app sees (60011). */
function existing(eyes: Eyes, id: number): Department {
  const row = eyes.world.departments.get(String(id));
  if (!row) throw fail(60003, `department not found: ${id}`);
  const seen = departmentsOf(eyes);
  if (seen && !seen.has(id)) throw fail(60011, `no privilege to access department ${id}`);
  return row;
}

/** The departments that the optional `id` asks for, as far as the app sees them. */
function asked(eyes: Eyes, id: number | undefined): Department[] {
  const { departments } = eyes.world;
  const seen = departmentsOf(eyes);
  if (id === undefined) {
    return [...departments.values()].filter((row) => !seen || seen.has(row.id)).sort((a, b) => a.id - b.id);
  }
  existing(eyes, id);
  return subtree(eyes.world, id).flatMap((child) => departments.get(String(child)) ?? []);
}

function sensitive(eyes: Eyes, user: User): JsonObject {
  if (appOfCall(eyes)?.legacy !== true) return {};
  const { gender, mobile, email, biz_mail, avatar, qr_code, address } = personal(eyes.world, user);
  return { gender, mobile, email, biz_mail, avatar, thumb_avatar: avatar, qr_code, address, telephone: "" };
}

function userView(eyes: Eyes, user: User): JsonObject {
  return {
    userid: user.userid,
    name: user.name,
    department: user.department,
    order: user.department.map(() => 0),
    position: user.position,
    is_leader_in_dept: user.department.map(() => 0),
    direct_leader: user.leaders ?? [],
    status: user.status,
    alias: user.alias,
    main_department: user.department[0] ?? 1,
    extattr: { attrs: [] },
    ...sensitive(eyes, user),
  };
}

const USERS_ASKED = {
  department_id: int({ required: 40058 }),
  fetch_child: oneOf([0, 1], { fallback: 0 }),
};

function usersAsked(call: Call<{ department_id: number; fetch_child: 0 | 1 }, object>): User[] {
  const { department_id: id, fetch_child: deep } = call.query;
  existing(call, id);
  return usersOf(call.world, deep === 1 ? subtree(call.world, id) : [id]);
}

export const contactRoutes: ApiRoute[] = [
  get(
    "department/list",
    { query: { id: int() }, answer: { department: list(DEPARTMENT, { required: 0 }) }, errors: [60003, 60011] },
    (call) => ({ department: asked(call, call.query.id).map(departmentView) }),
  ),
  get(
    "department/simplelist",
    {
      query: { id: int() },
      answer: {
        department_id: list(object({ id: int({ required: 0 }), parentid: int({ required: 0 }), order: int({ required: 0 }) }), {
          required: 0,
        }),
      },
      errors: [60003, 60011],
    },
    (call) => ({ department_id: asked(call, call.query.id).map(({ id, parentid, order }) => ({ id, parentid, order })) }),
  ),
  get(
    "department/get",
    { query: { id: int({ required: 40058 }) }, answer: { department: DEPARTMENT }, errors: [60003, 60011] },
    (call) => ({
      department: departmentView(existing(call, call.query.id)),
    }),
  ),
  get(
    "user/get",
    {
      query: { userid: text({ required: 41009, maxBytes: "userid.length", code: 40003 }) },
      answer: { ...USER, ...SENSITIVE },
      errors: [60111],
    },
    (call) => {
      const user = memberNamed(call, call.query.userid);
      if (user.status === 5) throw fail(60111, "userid not found");
      return userView(call, user);
    },
  ),
  get(
    "user/simplelist",
    {
      query: USERS_ASKED,
      answer: {
        userlist: list(object({ userid: text({ required: 0 }), name: text({ required: 0 }), department: list(int(), { required: 0 }) }), {
          required: 0,
        }),
      },
      errors: [60003, 60011],
    },
    (call) => ({ userlist: usersAsked(call).map(({ userid, name, department }) => ({ userid, name, department })) }),
  ),
  get(
    "user/list",
    { query: USERS_ASKED, answer: { userlist: list(object({ ...USER, ...SENSITIVE }), { required: 0 }) }, errors: [60003, 60011] },
    (call) => ({ userlist: usersAsked(call).map((user) => userView(call, user)) }),
  ),
  post(
    "user/list_id",
    {
      body: { cursor: text({ fallback: "" }), limit: pageSize({ fallback: "user-ids.page", max: "user-ids.page" }) },
      answer: {
        next_cursor: text(),
        dept_user: list(object({ userid: text({ required: 0 }), department: int({ required: 0 }) }), { required: 0 }),
      },
      errors: [50100],
    },
    (call) => {
      const seen = departmentsOf(call);
      const rows = visibleUsers(call).flatMap((user) =>
        user.department.filter((id) => !seen || seen.has(id)).map((department) => ({ userid: user.userid, department })),
      );
      const page = pageOf(rows, call.body, "list_id");
      return { next_cursor: page.next, dept_user: page.items };
    },
  ),
  get(
    "externalcontact/get_follow_user_list",
    { access: "customers", answer: { follow_user: list(text({ required: 0 }), { required: 0 }) } },
    (call) => ({
      follow_user: visibleUsers(call)
        .filter((user) => user.contact)
        .map((user) => user.userid),
    }),
  ),
];
