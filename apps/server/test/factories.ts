import type { World } from "./world.ts";

/** A small brand: one welfare officer, two shop managers, a group per shop. Idempotent, as the sandbox's set-up is. */
export async function smallBrand(world: World) {
  const departments = [
    { id: 2, name: "徐汇一店", parentid: 1 },
    { id: 3, name: "静安一店", parentid: 1 },
  ];
  const users = [
    { userid: "officer", name: "林福", department: [1], position: "首席福利官", persona: "manual" },
    { userid: "manager1", name: "周店", department: [2], position: "店长", persona: "manual" },
    { userid: "manager2", name: "吴店", department: [3], position: "店长", persona: "manual" },
  ];
  const groups = [
    { name: "徐汇一店福利群", owner: "manager1" },
    { name: "静安一店福利群", owner: "manager2" },
  ];
  return world.sandbox.setup({ departments, users, groups });
}
