import { hashId } from "../kit/hash.ts";
import { subtree } from "./org.ts";
import type { App } from "./types.ts";
import type { World } from "./world.ts";

/** Agent ids of the system applications, as callbacks of real corps show them. */
const SYSTEM = { contacts: 2_000_002, customers: 2_000_003, archive: 2_000_004, kf: 2_000_005 } as const;

const NAMES = { contacts: "通讯录同步", customers: "客户联系", archive: "会话内容存档", kf: "微信客服" } as const;

/** The corp's own app and the system applications; a world from before they were rows gets them now. */
export function ensureApps(world: World): void {
  const { corp, seed } = world;
  if (!world.apps.has(String(corp.agentId))) {
    world.apps.put({
      agentId: corp.agentId,
      name: "社群助手",
      secret: corp.secret,
      kind: "app",
      customers: true,
      kf: true,
      range: null,
      disabled: false,
    });
  }
  for (const kind of ["contacts", "customers", "archive", "kf"] as const) {
    if (world.apps.has(String(SYSTEM[kind]))) continue;
    const secret = hashId("", 43, seed, "secret", kind);
    world.apps.put({ agentId: SYSTEM[kind], name: NAMES[kind], secret, kind, customers: false, kf: false, range: null, disabled: false });
  }
}

/** The app whose secret this is. */
export function appOfSecret(world: World, secret: string): App | undefined {
  for (const app of world.apps.values()) if (app.secret === secret) return app;
  return undefined;
}

export function appOf(world: World, agentId: number): App | undefined {
  return world.apps.get(String(agentId));
}

/** Departments inside an app's visible range with everything below; null = all. */
export function visibleDepartments(world: World, app: App | undefined): Set<number> | null {
  if (!app?.range) return null;
  return new Set(app.range.departments.flatMap((id) => subtree(world, id)));
}

/** Is a member inside an app's visible range? Members who left stay visible where they stood. */
export function seesUser(world: World, app: App | undefined, userid: string): boolean {
  if (!app?.range) return true;
  if (app.range.users.includes(userid)) return true;
  const departments = visibleDepartments(world, app);
  return world.users.get(userid)?.department.some((id) => departments?.has(id)) ?? false;
}
