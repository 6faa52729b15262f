import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { contactWay, createHarness, joinWay } from "./testing/harness.ts";
import type { Answer, Harness } from "./testing/harness.ts";
import type { Truth } from "./truth.ts";

type Row = (string | number | string[])[];
interface Contact {
  external_contact: { external_userid: string; name: string; type: number; gender: number; unionid?: string };
  follow_info: {
    userid: string;
    remark: string;
    description: string;
    createtime: number;
    add_way: number;
    state?: string;
    tag_id: string[];
  };
}

const json = <V>(value: unknown): V => JSON.parse(JSON.stringify(value ?? null));

async function allPages(h: Harness, path: string, body: object): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let cursor = ""; ;) {
    const page = await h.api(path, { ...body, cursor });
    pages.push(page);
    if (typeof page.next_cursor !== "string" || page.next_cursor === "") return pages;
    cursor = page.next_cursor;
  }
}

/** Truth as a client would gather it, from list and get calls only. */
async function gathered(h: Harness): Promise<Pick<Truth, "hash" | "families">> {
  const rows: Record<keyof Truth["families"], Row[]> = { customers: [], relations: [], tags: [], groups: [], members: [] };
  const { follow_user: staff } = await h.api("externalcontact/get_follow_user_list");
  const seen = new Set<string>();
  for (const page of await allPages(h, "externalcontact/batch/get_by_user", { userid_list: staff, limit: 7 })) {
    for (const { external_contact: c, follow_info: f } of json<Contact[]>(page.external_contact_list)) {
      if (!seen.has(c.external_userid)) rows.customers.push([c.external_userid, c.name, c.type, c.gender, c.unionid ?? ""]);
      seen.add(c.external_userid);
      const tags = f.tag_id.toSorted((a, b) => (a < b ? -1 : 1));
      rows.relations.push([f.userid, c.external_userid, f.remark, f.description, f.createtime, f.add_way, f.state ?? "", tags]);
    }
  }
  const { tag_group: groups } = await h.api("externalcontact/get_corp_tag_list", {});
  for (const g of json<{ group_id: string; group_name: string; tag: { id: string; name: string }[] }[]>(groups)) {
    for (const tag of g.tag) rows.tags.push([tag.id, tag.name, g.group_id, g.group_name]);
  }
  for (const page of await allPages(h, "externalcontact/groupchat/list", { limit: 2 })) {
    for (const { chat_id } of json<{ chat_id: string }[]>(page.group_chat_list)) {
      const answer = await h.api("externalcontact/groupchat/get", { chat_id });
      const g = json<{
        name: string;
        owner: string;
        notice: string;
        create_time: number;
        member_list: { userid: string; type: number; join_time: number; join_scene: number }[];
      }>(answer.group_chat);
      rows.groups.push([chat_id, g.name, g.owner, g.notice, g.create_time]);
      for (const m of g.member_list) rows.members.push([chat_id, m.userid, m.type, m.join_time, m.join_scene]);
    }
  }
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  /** Drawers by the whole first field, or by so many of its characters. */
  const family = (list: Row[], chars = Infinity): { count: number; hash: string } => {
    const drawers = Map.groupBy(list, (row) => String(row[0]).slice(0, chars));
    const hashes = [...drawers]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, some]) =>
        sha256(
          some
            .map((row) => JSON.stringify(row))
            .toSorted()
            .join("\n"),
        ),
      );
    return { count: list.length, hash: sha256(hashes.join("\n")) };
  };
  const families = {
    customers: family(rows.customers, 4),
    relations: family(rows.relations),
    tags: family(rows.tags, 4),
    groups: family(rows.groups, 4),
    members: family(rows.members),
  };
  const lines = Object.entries(families).map(([name, { count, hash }]) => `${name}:${count}:${hash}`);
  return { hash: sha256(lines.join("\n")), families };
}

/** A few hundred things that can happen, drawn by seed. */
async function live(h: Harness, seed: number): Promise<void> {
  const { sb } = h;
  const { world } = sb.parts.sim;
  const draw = (n: number, purpose: string, size: number): number => Math.floor(world.random("live", seed, purpose, n) * size);
  const staff = ["staff001", "staff002", "staff003"];
  const url = await contactWay(h, { type: 2, user: staff });
  const chats: string[] = [];
  for (const who of staff) chats.push(String((await sb.act({ who, do: "create-group", name: `${who} 群` })).chatId));
  const way = await joinWay(h, chats, { state: "st", room_base_name: "新群" });
  const added = await h.api("externalcontact/add_corp_tag", {
    group_name: `渠道${seed}`,
    tag: [{ name: "a" }, { name: "b" }, { name: "c" }],
  });
  const tags = json<{ tag: { id: string }[] }>(added.tag_group).tag.map((tag) => tag.id);
  const people: string[] = [];
  for (let n = 0; n < 120; n++) {
    const who = people[draw(n, "who", people.length)] ?? "new";
    const userid = staff[draw(n, "staff", staff.length)] ?? "";
    const external = world.persons.get(who)?.externalUserId ?? "";
    const chatId = chats[draw(n, "chat", chats.length)];
    const steps: (() => Promise<unknown>)[] = [
      async () => people.push((await sb.act({ who: "new", do: "scan", url })).who),
      async () => people.push((await sb.act({ who: "new", do: "scan", url })).who),
      () => sb.act({ who, do: "scan", url: way.url }),
      () => sb.act({ who, do: "scan", url: way.url }),
      () => sb.act({ who, do: "leave", chatId }),
      () => sb.act({ who, do: "unfriend", userid }),
      () => sb.act({ who: userid, do: "delete", externalUserId: external || "c1" }),
      () =>
        h.api("externalcontact/mark_tag", { userid, external_userid: external, add_tag: [tags[n % 3]], remove_tag: [tags[(n + 1) % 3]] }),
      () => h.api("externalcontact/remark", { userid, external_userid: external, remark: `备注${n}` }),
      () => sb.act({ who: userid, do: "notice", chatId: chats[staff.indexOf(userid)], text: `公告${n}` }),
      () => sb.advance(`${draw(n, "wait", 4)}s`),
    ];
    // Nobody is there yet at first.
    const step = people.length < 2 ? steps[0] : steps[draw(n, "step", steps.length)];
    await step?.();
  }
}

test.each([1, 2, 3])("what list and get show is the truth, at any moment (seed %i)", async (seed) => {
  // With and without a past: what was there before anybody did anything.
  const profile = seed === 3 ? { staff: 3, customers: 90, groups: 4 } : { staff: 3 };
  const h = await createHarness({ seed, profile, settings: { qrJoinLimit: 4 } });
  await live(h, seed);
  const { hash, families } = h.sb.truth();
  expect(families.relations.count).toBeGreaterThan(8);
  expect(families.members.count).toBeGreaterThan(8);
  expect(await gathered(h)).toEqual({ hash, families });
  // A second life on top of it: only what changed is looked at again.
  await live(h, seed + 10);
  const last = h.sb.truth();
  expect(await gathered(h)).toEqual({ hash: last.hash, families: last.families });
  await h.sb.act({ who: "staff002", do: "resign" });
  await h.sb.advance("1m");
  const later = h.sb.truth();
  expect(later.hash).not.toBe(hash);
  expect(await gathered(h)).toEqual({ hash: later.hash, families: later.families });
});
