import { expect, test } from "vitest";
import type { Body } from "../kit/params.ts";
import { listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

type Kind = "customer" | "moment";
const ask = (h: Harness, kind: Kind, path: string, body: object): Promise<Answer> =>
  h.api(`externalcontact/${kind}_strategy/${path}`, body);
const user = (userid: string): object => ({ type: 1, userid });
const party = (partyid: number): object => ({ type: 2, partyid });
const ROOT = { strategy_name: "华东", admin_list: ["staff001"], range: [party(1)] };

async function create(h: Harness, kind: Kind, body: object = {}): Promise<number> {
  const answer = await ask(h, kind, "create", { ...ROOT, ...body });
  expect(answer).toMatchObject({ errcode: 0 });
  return Number(answer.strategy_id);
}

test.each(["customer", "moment"] as const)("a %s rule group: made, read, changed, deleted with all below", async (kind) => {
  const h = await createHarness({ profile: { staff: 3, stores: 2 } });
  const flag = kind === "customer" ? "view_customer_list" : "send_moment";
  const other = kind === "customer" ? "manage_customer_tag" : "view_moment_list";
  const id = await create(h, kind, { privilege: { [flag]: true, unknown: true } });
  expect(await ask(h, kind, "get", { strategy_id: id })).toMatchObject({
    strategy: {
      strategy_id: id,
      parent_id: 0,
      strategy_name: "华东",
      admin_list: ["staff001"],
      privilege: { [flag]: true, [other]: false },
    },
  });
  const child = await create(h, kind, { parent_id: id, range: [user("staff002"), party(2)], privilege: { [other]: true } });
  expect(await ask(h, kind, "get", { strategy_id: child })).toMatchObject({
    strategy: { parent_id: id, privilege: { [flag]: true, [other]: false } },
  });

  expect((await ask(h, kind, "edit", { strategy_id: id, privilege: { [other]: true }, admin_list: ["staff002"] })).errcode).toBe(0);
  expect(await ask(h, kind, "get", { strategy_id: child })).toMatchObject({ strategy: { privilege: { [flag]: true, [other]: true } } });
  await ask(h, kind, "edit", { strategy_id: child, strategy_name: "上海", range_add: [party(3)], range_del: [party(2), user("staff003")] });
  expect(await ask(h, kind, "get_range", { strategy_id: child })).toMatchObject({ range: [user("staff002"), party(3)] });
  expect(await ask(h, kind, "list", {})).toMatchObject({ strategy: [{ strategy_id: id }, { strategy_id: child }] });

  const wrong: [object, number][] = [
    [{ range: [user("nobody")] }, 60111],
    [{ range: [party(99)] }, 60003],
    [{ range: [] }, 40058],
    [{ admin_list: ["nobody"] }, 60111],
    [{ parent_id: 99 }, 40058],
    [{ parent_id: child, range: [party(1)] }, 40058],
  ];
  for (const [body, code] of wrong) expect((await ask(h, kind, "create", { ...ROOT, ...body })).errcode).toBe(code);
  expect((await ask(h, kind, "edit", { strategy_id: child, range_add: [party(99)] })).errcode).toBe(60003);
  expect((await ask(h, kind, "edit", { strategy_id: child, range_add: [user("nobody")] })).errcode).toBe(60111);
  expect((await ask(h, kind === "moment" ? "customer" : "moment", "get", { strategy_id: id })).errcode).toBe(40058);

  expect((await ask(h, kind, "del", { strategy_id: id })).errcode).toBe(0);
  expect(await ask(h, kind, "list", {})).toMatchObject({ strategy: [] });
  expect((await ask(h, kind, "get", { strategy_id: child })).errcode).toBe(40058);
});

test("twenty administrators, five levels, three thousand nodes, pages of a thousand", async () => {
  const h = await createHarness({ settings: { limits: { "strategy.nodes": 3, "strategy.page": 2 } } });
  const admins = (count: number): object => ({ admin_list: Array.from({ length: count }, () => "staff001") });
  for (const kind of ["customer", "moment"] as const) {
    const first = await create(h, kind, admins(20));
    expect((await ask(h, kind, "create", { ...ROOT, ...admins(21) })).errcode).toBe(40058);
    let parent = first;
    for (let level = 2; level <= 5; level++) parent = await create(h, kind, { parent_id: parent });
    expect((await ask(h, kind, "create", { ...ROOT, parent_id: parent })).errcode).toBe(40058);

    const all = [user("staff001"), user("staff002"), user("staff003")];
    const wide = await create(h, kind, { range: all });
    expect((await ask(h, kind, "create", { ...ROOT, range: [...all, party(1)] })).errcode).toBe(40058);
    expect((await ask(h, kind, "edit", { strategy_id: wide, range_add: [party(1)] })).errcode).toBe(40058);
    const page = await ask(h, kind, "get_range", { strategy_id: wide, limit: 2 });
    expect(listIn(page, "range")).toHaveLength(2);
    expect(listIn(await ask(h, kind, "get_range", { strategy_id: wide, cursor: page.next_cursor }), "range")).toHaveLength(1);
    expect(listIn(await ask(h, kind, "list", { limit: 3 }), "strategy")).toHaveLength(2);
    expect((await ask(h, kind, "list", { cursor: page.next_cursor })).errcode).toBe(50100);
    expect((await ask(h, kind, "get_range", { strategy_id: wide, cursor: "nonsense" })).errcode).toBe(50100);
  }
});

test("rule groups are made one after the other: two at once is one too many", async () => {
  const h = await createHarness();
  const { pipeline } = h.sb.parts;
  const token = await h.token();
  const at = (inFlight: number, path: string, body: Body): unknown => {
    const route = `externalcontact/customer_strategy/${path}`;
    const answer = pipeline.run({
      path: route,
      method: "POST",
      query: { access_token: token },
      body,
      file: null,
      malformed: false,
      inFlight,
      ip: "127.0.0.1",
      headers: {},
    });
    return answer.kind === "json" ? answer.json.errcode : answer.kind;
  };
  expect(at(1, "create", ROOT)).toBe(0);
  expect(at(2, "create", ROOT)).toBe(45033);
  expect(at(2, "edit", { strategy_id: 1, strategy_name: "华南" })).toBe(45033);
  expect(at(1, "edit", { strategy_id: 1, strategy_name: "华南" })).toBe(0);
  expect(at(2, "get", { strategy_id: 1 })).toBe(0);
});
