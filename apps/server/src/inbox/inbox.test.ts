import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import type { ActResult } from "@shuke/sandbox";
import { contactWay, createInboxWorld, type InboxWorld, joinWay } from "./testing/world.ts";

let world: InboxWorld;
beforeAll(async () => {
  world = await createInboxWorld({ seed: 5 });
  // The first step compares everything; what happens later comes by callback.
  await world.sandbox.advance(0);
});
afterAll(() => world.close());

async function same() {
  const { ours, theirs } = await world.lines();
  expect(ours.toSorted()).toEqual(theirs.toSorted());
  const [mine, other] = [await world.truth(), world.sandbox.truth()];
  expect(mine.hash).toBe(other.hash);
  expect(mine.families).toEqual(other.families);
  expect(mine.oneWay.count).toBeLessThanOrEqual(other.oneWay.count);
}

test("who scans a code is known with her details, her channel and her welcome code", async () => {
  const url = await contactWay(world);
  const mei = await world.sandbox.act({ who: "new", do: "scan", url, name: "小梅" });
  await world.sandbox.advance("20s");
  const { rows } = await sql<{ type: string; actor: { kind: string }; data: Record<string, unknown> }>`
    select type, actor, data from event where corp_id = ${world.corpId} and data ->> 'externalUserId' = ${mei.externalUserId ?? ""}
    order by seq`.execute(world.db);
  expect(rows.map((row) => row.type)).toEqual(["relation.added", "relation.detailed", "customer.detailed"]);
  expect(rows[0]?.data).toMatchObject({ userId: "staff001", state: "poster", welcomeCode: expect.any(String) });
  expect(rows[1]?.actor.kind).toBe("sync");
  await same();
});

test("a group is followed through joins, leaves, a new name and its end", async () => {
  const group = await world.sandbox.act({ who: "staff001", do: "create-group", name: "福利一群" });
  const chatId = String(group.chatId);
  await world.sandbox.advance("20s");
  const url = await joinWay(world, [chatId]);
  const people: ActResult[] = [];
  for (let n = 0; n < 5; n += 1) people.push(await world.sandbox.act({ who: "new", do: "scan", url }));
  await world.sandbox.advance("30s");
  await same();
  await world.sandbox.act({ who: people[0]?.who ?? "", do: "leave", chatId });
  await world.sandbox.act({ who: "staff001", do: "rename", chatId, name: "福利一群（静安）" });
  await world.sandbox.act({ who: "staff001", do: "notice", chatId, text: "群规" });
  await world.sandbox.advance("30s");
  await same();
  // Leaves and comes back: two stays.
  await world.sandbox.act({ who: people[1]?.who ?? "", do: "leave", chatId });
  await world.sandbox.advance("10m");
  await world.sandbox.act({ who: people[1]?.who ?? "", do: "scan", url });
  await world.sandbox.advance("1m");
  await same();
  const { rows } = await sql`select from group_member where corp_id = ${world.corpId}
    and member_id = ${people[1]?.externalUserId ?? ""}`.execute(world.db);
  expect(rows).toHaveLength(2);
  await world.sandbox.act({ who: "staff001", do: "dismiss", chatId });
  await world.sandbox.advance("1m");
  expect((await world.truth()).families.groups.count).toBe(0);
  await same();
});

test("deleting and adding again, by either side", async () => {
  const url = await contactWay(world, "staff002", "till");
  const people: ActResult[] = [];
  for (let n = 0; n < 4; n += 1) people.push(await world.sandbox.act({ who: "new", do: "scan", url }));
  const whoOf = (n: number) => people[n]?.who ?? "";
  const states = async () => {
    const { rows } = await sql<{ external_user_id: string; state: string }>`select external_user_id, state from relation
      where corp_id = ${world.corpId} and user_id = 'staff002'`.execute(world.db);
    const found = new Map(rows.map((row) => [row.external_user_id, row.state]));
    return people.map((person) => found.get(person.externalUserId ?? ""));
  };
  await world.sandbox.advance("30s");
  await world.sandbox.act({ who: whoOf(0), do: "unfriend", userid: "staff002" });
  await world.sandbox.act({ who: "staff002", do: "delete", externalUserId: whoOf(1) });
  await world.sandbox.act({ who: whoOf(2), do: "unfriend", userid: "staff002" });
  await world.sandbox.advance("30s");
  expect(await states()).toEqual(["one-way", "ended", "one-way", "active"]);
  await same();
  await world.sandbox.act({ who: "staff002", do: "delete", externalUserId: whoOf(2) });
  await world.sandbox.act({ who: whoOf(0), do: "scan", url });
  await world.sandbox.act({ who: whoOf(1), do: "scan", url });
  await world.sandbox.advance("30s");
  expect(await states()).toEqual(["active", "active", "ended", "active"]);
  await same();
});

test("tags and what a person edits in the client arrive; replay makes the same rows", async () => {
  const client = await world.clients.of(world.corpId);
  const { tag_group } = await client.tags.add({ group_name: "渠道", tag: [{ name: "海报" }, { name: "餐桌" }] });
  const { rows } = await sql<{ external_user_id: string }>`select external_user_id from relation
    where corp_id = ${world.corpId} and state = 'active' and user_id = 'staff002' order by 1 limit 1`.execute(world.db);
  const external = rows[0]?.external_user_id ?? "";
  await client.tags.mark({ userid: "staff002", external_userid: external, add_tag: tag_group.tag.map((tag) => tag.id) });
  await world.sandbox.act({ who: "staff002", do: "remark", externalUserId: external, remark: "常客", description: "爱喝拿铁" });
  await world.sandbox.advance("2h");
  await same();
  expect((await world.truth()).families.tags.count).toBe(2);
  const { rows: counts } = await sql<{ people: number }>`select sum(people)::int as people from tag_people
    where corp_id = ${world.corpId} group by tag_id`.execute(world.db);
  expect(counts.map((row) => row.people)).toEqual([1, 1]);
  const before = await world.rows();
  expect(before.customer?.length).toBeGreaterThan(8);
  await world.replay();
  expect(await world.rows()).toEqual(before);
});
