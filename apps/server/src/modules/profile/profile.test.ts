import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "@shuke/contract";
import { type RawBuilder, sql } from "kysely";
import { tell } from "#actions";
import { beyond } from "#kit/beyond";
import { runHandlers } from "#log";
import { contactWay, createInboxWorld, type InboxWorld, joinWay } from "../../inbox/testing/world.ts";
import { searchCustomers } from "#modules/customers";
import { handlers as sopHandlers } from "#modules/sops";
import { customerTimeline, getCustomer, listCustomers } from "./customers.ts";
import { whereOf } from "./filter.ts";
import { getGroup, listGroups, listMembers } from "./groups.ts";

let world: InboxWorld;
let chatId = "";
let mei: { who: string; externalUserId?: string; name: string };

const page = (input: object) => api.customers.list.input.parse(input);
const groupPage = (input: object) => api.groups.list.input.parse(input);

beforeAll(async () => {
  world = await createInboxWorld({ seed: 11, profile: { staff: 3, customers: 30 } });
  const { sandbox } = world;
  await sandbox.advance(0);
  const url = await contactWay(world, "staff001", "poster");
  mei = await sandbox.act({ who: "new", do: "scan", url, name: "小梅" });
  await sandbox.act({ who: "new", do: "scan", url, name: "100%_好" });
  await sandbox.advance("30s");
  chatId = String((await sandbox.act({ who: "staff001", do: "create-group", name: "静安福利群" })).chatId);
  await sandbox.advance("30s");
  const door = await joinWay(world, [chatId]);
  await sandbox.act({ who: mei.who, do: "scan", url: door });
  await sandbox.act({ who: "new", do: "scan", url: door, name: "路人" });
  await sandbox.act({ who: "staff001", do: "remark", externalUserId: mei.externalUserId, remark: "静安常客" });
  await sandbox.advance("2h");
});
afterAll(() => world.close());

test("people are found by external user id, name and remark, and listed newest first with working pages", async () => {
  const ctx = world.ctx();
  const names = async (input: object) => (await listCustomers(ctx, page(input))).items.map((item) => item.name);
  expect(await names({ query: mei.externalUserId })).toEqual(["小梅"]);
  expect(await names({ query: "小梅" })).toEqual(["小梅"]);
  expect(await names({ query: "静安常" })).toEqual(["小梅"]);
  // Signs that SQL would read as wildcards are plain letters.
  expect(await names({ query: "0%_" })).toEqual(["100%_好"]);
  expect(await names({ query: "nobody" })).toEqual([]);
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const found = await listCustomers(ctx, page({ limit: 7, cursor }));
    all.push(...found.items.map((item) => item.id));
    cursor = found.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(all).toHaveLength(33);
  expect(new Set(all).size).toBe(33);
  expect(await names({ state: "stranger" })).toEqual(["路人"]);
  const mine = (await listCustomers(ctx, page({ userId: "staff001", limit: 100 }))).items;
  expect(mine.length).toBeGreaterThan(2);
  expect(mine.length).toBeLessThan(33);
  expect(mine.every((item) => item.staff.some((one) => one.userId === "staff001"))).toBe(true);
  expect(
    (await listCustomers(ctx, page({ addedFrom: "2026-03-02", addedTo: "2026-03-02", limit: 100 }))).items
      .map((item) => String(item.name))
      .toSorted(),
  ).toEqual(["100%_好", "小梅"]);
});

test("a profile shows friendships, groups and a timeline that says why", async () => {
  const [item] = (await listCustomers(world.ctx(), page({ query: mei.externalUserId }))).items;
  const found = api.customers.get.output.parse(await getCustomer(world.ctx(), { id: item?.id ?? "" }));
  expect(found.profile).toMatchObject({ name: "小梅", state: "friend", channel: "poster", groups: [{ chatId, name: "静安福利群" }] });
  expect(found.relations).toMatchObject([{ userId: "staff001", state: "active", remark: "静安常客" }]);
  expect(found.groups).toMatchObject([{ chatId, leftAt: null }]);
  expect(found.touches).toEqual({ used: 0, cap: 3, days: 7 });
  const types = found.timeline.items.map((one) => one.type);
  expect(types).toContain("group.member-joined");
  expect(types.at(-1)).toBe("relation.added");
  expect(JSON.stringify(found.timeline)).not.toContain("welcomeCode");
  expect(found.timeline.items.find((one) => one.type === "group.member-joined")?.params).toMatchObject({ group: "静安福利群" });
  const first = await customerTimeline(world.ctx(), { id: found.profile.id, limit: 2 });
  const rest = await customerTimeline(world.ctx(), { id: found.profile.id, limit: 50, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items]).toEqual(found.timeline.items);
  await expect(getCustomer(world.ctx(), { id: "cus_nobody" })).rejects.toMatchObject({ code: "notFound", status: 404 });
});

test("what one fact says of many of an SOP stands in the story of each, and names nobody else", async () => {
  const ctx = world.ctx();
  const at = ctx.now.toISOString();
  const own = [mei.externalUserId ?? "", "wm_somebody_else"];
  const ids = own.map((who) => `enr_${who}`);
  const steps = [{ key: "d3", dueAt: at, until: at }];
  const sop = { subject: "sop:sop_1", occurredAt: ctx.now };
  const moves = ids.map((enrolmentId) => ({ enrolmentId, steps, park: null, ended: null }));
  for (const [n, recipient] of own.entries()) {
    const park = { node: "wait", from: at, at, event: null };
    await tell(ctx, {
      type: "sop.enrolled",
      subject: `enrolment:${ids[n]}`,
      occurredAt: ctx.now,
      data: {
        enrolmentId: ids[n] ?? "",
        sopId: "sop_1",
        version: 1,
        subject: "customer",
        recipient,
        sender: "staff001",
        storeId: null,
        chatId: null,
        startedAt: at,
        steps: [],
        park,
      },
    });
  }
  await tell(ctx, { ...sop, type: "sop.moved", data: { sopId: "sop_1", node: "wait", choice: "late", moves } });
  const dropped = moves.map((move) => ({ ...move, steps: [], drop: [] }));
  await tell(ctx, { ...sop, type: "sop.version-moved", data: { sopId: "sop_1", version: 2, moves: dropped } });
  await tell(ctx, {
    ...sop,
    type: "sop.step-closed",
    data: { sopId: "sop_1", step: "d3", enrolmentIds: ids, state: "refused", reason: "person-budget" },
  });
  await runHandlers(ctx.db, ctx.corpId, sopHandlers, ctx.now);
  const [person] = (await listCustomers(ctx, page({ query: mei.externalUserId }))).items;
  const story = await customerTimeline(ctx, { id: person?.id ?? "", limit: 50, kind: "sops" });
  expect(story.items.map(({ type, params }) => [type, params["said"] ?? params["version"] ?? params["reason"]])).toEqual([
    ["sop.step-closed", "person-budget"],
    ["sop.version-moved", 2],
    ["sop.moved", "late"],
    ["sop.enrolled", 1],
  ]);
  expect(JSON.stringify(story)).not.toContain("somebody_else");
});

test("a group shows its members, its growth and what is still to be set up", async () => {
  const { items } = await listGroups(world.ctx(), groupPage({ query: "静安" }));
  expect(items).toMatchObject([{ chatId, members: 3, customers: 2, joined7d: 2, left7d: 0, state: "needs-setup" }]);
  expect((await listGroups(world.ctx(), groupPage({ state: "open" }))).items).toEqual([]);
  const id = items[0]?.id ?? "";
  const inState = async () => {
    const states = ["open", "full", "needs-setup", "dismissed"] as const;
    const lists = await Promise.all(states.map(async (state) => (await listGroups(world.ctx(), groupPage({ state, limit: 100 }))).items));
    return states.filter((_, i) => lists[i]?.some((one) => one.chatId === chatId && one.state === states[i]));
  };
  expect(await inState()).toEqual(["needs-setup"]);
  await world.sandbox.act({ who: "staff001", do: "notice", chatId, text: "群规" });
  await world.sandbox.act({ who: mei.who, do: "leave", chatId });
  await world.sandbox.advance("1m");
  const group = api.groups.get.output.parse(await getGroup(world.ctx(), { id }));
  expect(group).toMatchObject({ state: "open", members: 2, left7d: 1 });
  expect(await inState()).toEqual(["open"]);
  await sql`insert into live_code (corp_id, id, kind, name, seat_limit, created_at, updated_at)
    values (${world.corpId}, 'lc_small', 'group', '小群', 2, now(), now())`.execute(world.db);
  await sql`insert into live_code_group (corp_id, chat_id, live_code_id, place, added_by, added_at)
    values (${world.corpId}, ${chatId}, 'lc_small', 1, 'operator', now())`.execute(world.db);
  expect(await inState()).toEqual(["full"]);
  await sql`delete from live_code_group where corp_id = ${world.corpId} and live_code_id = 'lc_small'`.execute(world.db);
  expect(group.days).toHaveLength(30);
  expect(group.days.at(-1)).toMatchObject({ joined: 3, left: 1, members: 2 });
  expect(group.setup.find((one) => one.key === "notice")).toMatchObject({ done: true, grade: "A" });
  const gone = await listMembers(world.ctx(), api.groups.members.input.parse({ id, left: true }));
  expect(gone.items).toMatchObject([{ name: "小梅", kind: "customer" }]);
  const here = await listMembers(world.ctx(), api.groups.members.input.parse({ id, limit: 1 }));
  expect(here.items).toHaveLength(1);
  const next = await listMembers(world.ctx(), api.groups.members.input.parse({ id, limit: 5, cursor: here.nextCursor ?? "" }));
  expect(next.items).toHaveLength(1);
});

test("the list of people reads its index, however many there are", async () => {
  await sql`insert into customer (corp_id, id, external_user_id, name, state, added_sec)
    select ${world.corpId}, 'cus_x' || n, 'wmx' || n, '顾客' || n, 'friend', 1700000000 + n from generate_series(1, 30000) n`.execute(
    world.db,
  );
  await sql`analyze customer`.execute(world.db);
  const { rows } = await sql<{ "QUERY PLAN": string }>`explain select id from customer c where c.corp_id = ${world.corpId}
    and ${beyond([sql`c.added_sec`, sql`c.id`], [1700020000, "a"])} order by c.added_sec desc, c.id limit 50`.execute(world.db);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("customer_list");
  // Not a walk from the first page to this one.
  expect(plan).toMatch(/Index Cond: .*added_sec <= /);
  expect(plan).not.toContain("Sort");
});

test("what is common is found among the first, what is rare by its own index, and both in the order of the list", async () => {
  await sql`update customer set name = '欧阳' || id, tag_ids = '{rare}' where corp_id = ${world.corpId} and id in ('cus_x7', 'cus_x29000')`.execute(
    world.db,
  );
  await sql`update customer set name = 'Lily' where corp_id = ${world.corpId} and id = 'cus_x3'`.execute(world.db);
  await sql`vacuum analyze customer`.execute(world.db);
  const ids = async (input: object) => (await listCustomers(world.ctx(), page(input))).items.map((item) => item.id);
  expect(await ids({ query: "欧阳" })).toEqual(["cus_x29000", "cus_x7"]);
  expect(await ids({ query: "欧" })).toEqual(["cus_x29000", "cus_x7"]);
  expect(await ids({ query: "LILY" })).toEqual(["cus_x3"]);
  expect(await ids({ tagIds: ["rare"], sort: "oldest" })).toEqual(["cus_x7", "cus_x29000"]);
  expect(await ids({ query: "顾客", limit: 2 })).toEqual(["cus_x30000", "cus_x29999"]);
  const { rows } = await sql<{ "QUERY PLAN": string }>`explain select id from customer where corp_id = ${world.corpId} and name is not null
    and string_to_array(lower(name), null) @> string_to_array('欧阳', null)`.execute(world.db);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("customer_letters");
});

test("a page is the same whichever way it was found: by its index, on a walk, or at the end of both", async () => {
  const put = (segment: string, where: RawBuilder<unknown>) =>
    sql`insert into segment_member (corp_id, segment_id, customer_id, since)
    select corp_id, ${segment}, id, now() from customer c where c.corp_id = ${world.corpId} and ${where}`.execute(world.db);
  await sql`update customer set tag_ids = '{often}' where corp_id = ${world.corpId} and added_sec % 7 = 3`.execute(world.db);
  await put("seg_many", sql`added_sec % 3 = 1`);
  await put("seg_old", sql`id in (select id from customer where corp_id = ${world.corpId} order by added_sec, id desc limit 4000)`);
  await put("seg_few", sql`added_sec % 997 = 5`);
  await sql`insert into customer_mark (corp_id, customer_id, mark, since)
    select corp_id, id, 'test', now() from customer where corp_id = ${world.corpId} and added_sec % 500 = 1`.execute(world.db);
  for (const filter of [
    { segmentId: "seg_many" },
    { segmentId: "seg_old" },
    { segmentId: "seg_few" },
    { segmentId: "seg_old", tagIds: ["often"] },
    { segmentId: "seg_many", tagIds: ["often", "rare"] },
    { segmentId: "seg_old", mark: "test", query: "顾客" },
    { mark: "none", tagIds: ["often"], state: "friend" },
    { tagIds: ["often"], state: "lost" },
    { anyTagIds: ["often"], query: "顾客29" },
    { userId: "staff001" },
  ] as const) {
    const where = await whereOf(world.ctx(), page(filter));
    for (const sort of ["newest", "oldest"] as const) {
      const all = await searchCustomers(world.ctx(), where, { limit: 250, after: null, sort });
      const first = await listCustomers(world.ctx(), page({ ...filter, sort, limit: 100 }));
      const next =
        first.nextCursor === null
          ? []
          : (await listCustomers(world.ctx(), page({ ...filter, sort, cursor: first.nextCursor, limit: 100 }))).items;
      expect([...first.items, ...next].map(({ id }) => id)).toEqual(all.slice(0, 200).map(({ id }) => id));
    }
  }
});

test("a person with ten thousand facts is read along the index, whatever is looked for", async () => {
  const [item] = (await listCustomers(world.ctx(), page({ query: mei.externalUserId }))).items;
  const id = item?.id ?? "";
  await sql`insert into event (corp_id, seq, type, subject, actor, data, occurred_at, recorded_at)
    select ${world.corpId}, 1000000 + n, case n % 4 when 0 then 'tags.marked' else 'page.opened' end, ${`customer:${id}`},
      '{"kind":"system","part":"test"}', '{"externalUserId":"x","page":"welfare","via":null,"userId":"staff001","add":[],"remove":[],"why":""}',
      timestamptz '2026-03-03 00:00Z' + n * interval '1 second', now() from generate_series(1, 10000) n`.execute(world.db);
  await sql`analyze event`.execute(world.db);
  const first = await customerTimeline(world.ctx(), { id, limit: 20, kind: "tags" });
  expect(first.items).toHaveLength(20);
  expect(new Set(first.items.map(({ type }) => type))).toEqual(new Set(["tags.marked"]));
  const next = await customerTimeline(world.ctx(), { id, limit: 20, kind: "tags", cursor: first.nextCursor ?? "" });
  expect(next.items[0]?.seq).toBeLessThan(first.items.at(-1)?.seq ?? 0);
  expect((await customerTimeline(world.ctx(), { id, limit: 20, from: "2026-03-04" })).items).toEqual([]);
  const day = await customerTimeline(world.ctx(), { id, limit: 500, kind: "group", to: "2026-03-02" });
  expect(day.items.map(({ type }) => type)).toEqual(["group.member-left", "group.member-joined"]);
  const { rows } = await sql<{ "QUERY PLAN": string }>`explain select seq from event where corp_id = ${world.corpId}
    and subject = ${`customer:${id}`} and seq < 1005000 and type = any(${["tags.marked"]}) order by seq desc limit 21`.execute(world.db);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toMatch(/Index Scan/u);
  expect(plan).not.toMatch(/Sort|Seq Scan/u);
});
