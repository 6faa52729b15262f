import { fail } from "../kit/errors.ts";
import { intOf, textOf } from "../kit/params.ts";
import { pageOf } from "../kit/paging.ts";
import type { JsonObject } from "../people-host.ts";
import { memberByUserid, subtree, usersOf } from "../world/org.ts";
import type { Department, User } from "../world/types.ts";
import type { World } from "../world/world.ts";
import { get, post } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";

function departmentView(row: Department): JsonObject {
  return { id: row.id, name: row.name, name_en: "", department_leader: [], parentid: row.parentid, order: row.order };
}

function existing(world: World, id: number): Department {
  const row = world.departments.get(String(id));
  if (!row) throw fail(60003, `department not found: ${id}`);
  return row;
}

/** The departments that the optional `id` asks for. */
function asked(call: Call): Department[] {
  const id = intOf(call.query, "id");
  if (id === undefined) return [...call.world.departments.values()].sort((a, b) => a.id - b.id);
  existing(call.world, id);
  return subtree(call.world, id).flatMap((child) => call.world.departments.get(String(child)) ?? []);
}

/** A member without the fields that apps created after 2022-06-20 do not get (wecom-api §3.1). */
function userView(user: User): JsonObject {
  return {
    userid: user.userid,
    name: user.name,
    department: user.department,
    order: user.department.map(() => 0),
    position: user.position,
    is_leader_in_dept: user.department.map(() => 0),
    direct_leader: [],
    status: user.status,
    alias: user.alias,
    main_department: user.department[0] ?? 1,
    extattr: { attrs: [] },
  };
}

function usersAsked(call: Call): User[] {
  const id = intOf(call.query, "department_id");
  if (id === undefined) throw fail(40058, "missing department_id");
  existing(call.world, id);
  const wanted = intOf(call.query, "fetch_child") === 1 ? subtree(call.world, id) : [id];
  return usersOf(call.world, wanted);
}

export const contactRoutes: ApiRoute[] = [
  get("department/list", (call) => ({ department: asked(call).map(departmentView) })),
  get("department/simplelist", (call) => ({
    department_id: asked(call).map(({ id, parentid, order }) => ({ id, parentid, order })),
  })),
  get("department/get", (call) => {
    const id = intOf(call.query, "id");
    if (id === undefined) throw fail(40058, "missing id");
    return { department: departmentView(existing(call.world, id)) };
  }),
  get("user/get", (call) => {
    const user = memberByUserid(call.world, textOf(call.query, "userid", { required: 41009 }));
    if (user.status === 5) throw fail(60111, "userid not found");
    return userView(user);
  }),
  get("user/simplelist", (call) => ({
    userlist: usersAsked(call).map(({ userid, name, department }) => ({ userid, name, department })),
  })),
  get("user/list", (call) => ({ userlist: usersAsked(call).map(userView) })),
  post("user/list_id", (call) => {
    const rows = [...call.world.users.values()]
      .filter((user) => user.status === 1)
      .flatMap((user) => user.department.map((department) => ({ userid: user.userid, department })));
    const page = pageOf(rows, call.body, "list_id", { fallback: 10_000, max: 10_000 });
    return { next_cursor: page.next, dept_user: page.items };
  }),
  get("externalcontact/get_follow_user_list", (call) => ({
    follow_user: [...call.world.users.values()].filter((user) => user.status === 1 && user.contact).map((user) => user.userid),
  })),
];
