import { api, type Permission, role } from "@shuke/contract";
import { describe, expect, test } from "vitest";
import { may, permissionsOf, reaches } from "./rules.ts";

/** All but the sidebar's, which knows members of staff by their token and no roles. */
const endpoints = Object.values(api)
  .flatMap((noun) => Object.values(noun))
  .filter(({ name }) => !name.startsWith("sidebar."));
const allowed = (who: (typeof role.options)[number]) => endpoints.filter(({ permission }) => may(who, permission)).map(({ name }) => name);

test("owner and head of communities may call every endpoint", () => {
  expect(endpoints.length).toBeGreaterThan(40);
  for (const who of ["owner", "headOfCommunities"] as const) expect(allowed(who)).toEqual(endpoints.map(({ name }) => name));
});

test("only they look after accounts and read the records", () => {
  const guarded: Permission[] = ["accounts.read", "accounts.write", "audit.read"];
  for (const who of role.options) {
    const has = guarded.filter((permission) => may(who, permission));
    expect(has).toEqual(who === "owner" || who === "headOfCommunities" ? guarded : []);
  }
});

test("an owner reaches everybody, a head everybody but owners, and nobody above himself", () => {
  for (const other of role.options) {
    expect(reaches("owner", other)).toBe(true);
    expect(reaches("headOfCommunities", other)).toBe(other !== "owner");
    expect(reaches("admin", other)).toBe(other !== "owner" && other !== "headOfCommunities");
  }
});

test("only they change the system, the plays, the entrances and the stores", () => {
  const guarded: Permission[] = ["system.write", "plays.write", "entrances.write", "stores.write"];
  for (const who of role.options) {
    const has = guarded.filter((permission) => may(who, permission));
    expect(has).toEqual(who === "owner" || who === "headOfCommunities" ? guarded : []);
  }
});

test("no role may call what belongs to the phones of staff", () => {
  for (const { permission } of Object.values(api.sidebar)) for (const who of role.options) expect(may(who, permission)).toBe(false);
});

describe("roles", () => {
  test("an analyst reads everything and changes nothing", () => {
    expect(permissionsOf("analyst").filter((permission) => permission.endsWith(".write"))).toEqual([]);
    for (const name of ["customers.list", "analytics.funnel", "inbox.list", "actions.list"]) expect(allowed("analyst")).toContain(name);
  });

  test("a guide works on tasks and sees no figures of the corp", () => {
    expect(allowed("guide")).toContain("tasks.list");
    expect(allowed("guide")).not.toContain("analytics.funnel");
    expect(allowed("guide")).not.toContain("settings.get");
  });

  test("everybody may ask who he is", () => {
    for (const who of role.options) expect(allowed(who)).toContain("session.current");
  });
});
