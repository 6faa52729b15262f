import { afterEach, describe, expect, it } from "vitest";
import { bodyOf, fakeTime, ok, refused, startFake } from "../test/fake-wecom.ts";
import type { FakeReply, FakeWecom } from "../test/fake-wecom.ts";
import { createWecomClient } from "./client.ts";
import type { WecomClient } from "./client.ts";
import { collect, pages } from "./paging.ts";

const LIST = "/cgi-bin/externalcontact/groupchat/list";
let fake: FakeWecom | undefined;
let client: WecomClient | undefined;
afterEach(async () => {
  await client?.close();
  await fake?.close();
});

const page = (ids: string[], next?: string): FakeReply =>
  ok({
    group_chat_list: ids.map((chat_id) => ({ chat_id, status: 0 })),
    ...(next === undefined ? {} : { next_cursor: next }),
  });

async function idsOf(replies: FakeReply[]): Promise<string[]> {
  fake = await startFake((request) => (request.path === LIST ? replies[request.nth] : undefined));
  client = createWecomClient({ baseUrl: fake.url, corpId: "ww1", secret: "s", ...fakeTime() });
  const rows = await collect(client.groupChat.listPages({ limit: 2 }), (p) => p.group_chat_list);
  return rows.map((row) => row.chat_id);
}

describe("cursor paging", () => {
  it("follows the cursor and stops at an empty one", async () => {
    expect(await idsOf([page(["a", "b"], "c1"), page(["c"], "c2"), page(["d"], "")])).toEqual(["a", "b", "c", "d"]);
    expect(fake?.calls.filter((call) => call.path === LIST).map(bodyOf)).toEqual([
      { limit: 2 },
      { limit: 2, cursor: "c1" },
      { limit: 2, cursor: "c2" },
    ]);
  });

  it("goes on after an empty page that has a cursor", async () => {
    expect(await idsOf([page(["a"], "c1"), page([], "c2"), page(["b"])])).toEqual(["a", "b"]);
  });

  it("throws when a cursor comes twice, also in a longer circle", async () => {
    const same = idsOf([page(["a"], "c1"), page(["b"], "c1")]);
    await expect(same).rejects.toMatchObject({ name: "WecomPagingError", cursor: "c1", pages: 2 });
    await client?.close();
    await fake?.close();
    const circle = idsOf([page(["a"], "c1"), page(["b"], "c2"), page(["c"], "c1")]);
    await expect(circle).rejects.toMatchObject({ name: "WecomPagingError", pages: 3 });
  });

  it("throws the error of a page in the middle: no list, no part of one", async () => {
    await expect(idsOf([page(["a"], "c1"), refused(50100)])).rejects.toMatchObject({
      errcode: 50100,
    });
  });

  it("gets over a lost page by asking again", async () => {
    expect(await idsOf([page(["a"], "c1"), "half_body", page(["b"])])).toEqual(["a", "b"]);
  });

  it("starts at a given cursor and refuses endless lists", async () => {
    const asked: (string | undefined)[] = [];
    let n = 0;
    const endless = pages(
      async (cursor) => {
        asked.push(cursor);
        return { next_cursor: `n${(n += 1)}` };
      },
      { cursor: "from", maxPages: 3 },
    );
    await expect(collect(endless, () => [])).rejects.toMatchObject({
      name: "WecomPagingError",
      pages: 3,
    });
    expect(asked).toEqual(["from", "n1", "n2"]);
  });
});
