import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { contactWay, createHarness, joinWay } from "./testing/harness.ts";
import { truthRows } from "./truth.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("an empty corp has the hash of nothing in every family", async () => {
  const h = await createHarness();
  const empty = { count: 0, hash: sha256("") };
  const { hash, families } = h.sb.truth();
  expect(families).toEqual({ customers: empty, relations: empty, tags: empty, groups: empty, members: empty });
  const lines = ["customers", "relations", "tags", "groups", "members"].map((name) => `${name}:0:${empty.hash}`);
  expect(hash).toBe(sha256(lines.join("\n")));
});

test("rows are what list and get show, sorted by code unit; the stream gives the same rows", async () => {
  const h = await createHarness({ seed: 9 });
  const url = await contactWay(h);
  const mei = await h.sb.act({ who: "new", do: "scan", url, name: "小梅", gender: 2 });
  await h.sb.act({ who: "new", do: "scan", url });
  const added = await h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "海报" }, { name: "餐桌" }] });
  const tags: { id: string }[] = JSON.parse(JSON.stringify(added.tag_group)).tag;
  const ids = tags.map((tag) => tag.id);
  await h.api("externalcontact/mark_tag", { userid: "staff001", external_userid: mei.externalUserId, add_tag: ids });
  await h.api("externalcontact/remark", {
    userid: "staff001",
    external_userid: mei.externalUserId,
    remark: "常客",
    description: "爱喝拿铁",
  });
  const group = await h.sb.act({ who: "staff001", do: "create-group", name: "群" });
  await h.sb.act({ who: mei.who, do: "scan", url: (await joinWay(h, [String(group.chatId)])).url });
  await h.sb.advance("20s");

  const rows = [...truthRows(h.sb.parts.sim.world, "relations")];
  const createtime = Date.parse("2026-03-02T01:00:00Z") / 1000;
  expect(rows).toContainEqual(["staff001", mei.externalUserId, "常客", "爱喝拿铁", createtime, 1, "poster", ids.toSorted()]);
  const { families } = h.sb.truth();
  // Both stand in the drawer of staff001.
  const drawer = sha256(
    rows
      .map((row) => JSON.stringify(row))
      .toSorted()
      .join("\n"),
  );
  expect(families.relations).toEqual({ count: 2, hash: sha256(drawer) });
  expect(families).toMatchObject({ customers: { count: 2 }, tags: { count: 2 }, groups: { count: 1 }, members: { count: 2 } });

  const stream = await (await fetch(`${h.sb.url}/_sandbox/truth?full=1`)).text();
  const lines = stream
    .trimEnd()
    .split("\n")
    .map((line): { family: string; row: unknown[] } => JSON.parse(line));
  expect(lines.filter((line) => line.family === "relations").map((line) => line.row)).toEqual(rows);
  expect(lines).toHaveLength(9);
});

test("same seed, same acts, same hash; another seed, another", async () => {
  const run = async (seed: number): Promise<string> => {
    const h = await createHarness({ seed });
    const url = await contactWay(h, { type: 2, user: ["staff001", "staff002"] });
    for (let n = 0; n < 10; n++) await h.sb.act({ who: "new", do: "scan", url });
    return h.sb.truth().hash;
  };
  const first = await run(3);
  expect(await run(3)).toBe(first);
  expect(await run(4)).not.toBe(first);
});

test("a deleted tag, another binding, a member who left: the truth of everybody concerned changes", async () => {
  const h = await createHarness({ profile: { staff: 3, customers: 60, groups: 3 } });
  const { world } = h.sb.parts.sim;
  const added = await h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "海报" }] });
  const [tag] = JSON.parse(JSON.stringify(added.tag_group)).tag;
  const [who = ""] = world.relationsOfUser.of("staff002");
  await h.api("externalcontact/mark_tag", {
    userid: "staff002",
    external_userid: world.persons.peek(who)?.externalUserId,
    add_tag: [tag.id],
  });
  const tagged = h.sb.truth().families;
  await h.api("externalcontact/del_corp_tag", { tag_id: [tag.id] });
  const untagged = h.sb.truth().families;
  expect(untagged.relations.hash).not.toBe(tagged.relations.hash);
  expect(untagged.customers).toEqual(tagged.customers);
  await h.control("POST", "settings", { developerBound: false });
  expect(h.sb.truth().families.customers.hash).not.toBe(untagged.customers.hash);
  await h.control("POST", "settings", { developerBound: true });
  expect(h.sb.truth().families).toEqual(untagged);
  await h.sb.act({ who: "staff002", do: "resign" });
  const { customers, relations } = h.sb.truth().families;
  expect([customers.count, relations.count]).toEqual([
    60 - world.relationsOfUser.count("staff002"),
    60 - world.relationsOfUser.count("staff002"),
  ]);
});
