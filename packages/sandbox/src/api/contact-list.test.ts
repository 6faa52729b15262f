import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { contactWay, createHarness, joinWay } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

interface Row {
  is_customer: boolean;
  tmp_openid: string;
  external_userid?: string;
  name?: string;
  follow_userid: string;
  chat_id?: string;
}

const page = async (h: Harness, body: object): Promise<{ rows: Row[]; next: unknown }> => {
  const answer = await h.api("externalcontact/contact_list", body);
  expect(answer.errcode).toBe(0);
  return { rows: listIn(answer, "info_list"), next: answer.next_cursor };
};

test("customers by member, then strangers of the groups, masked and with ids that last four hours", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  await h.sb.act({ who: mei?.who ?? "", do: "add", userid: "staff002" });
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "福利群" })).chatId);
  const { url } = await joinWay(h, [chatId]);
  await h.sb.act({ who: mei?.who ?? "", do: "scan", url });
  await h.sb.act({ who: "new", do: "scan", url, name: "陌生人" });
  const { rows } = await page(h, {});
  expect(rows).toMatchObject([
    { is_customer: true, external_userid: mei?.externalUserId, follow_userid: "staff001" },
    { is_customer: true, external_userid: mei?.externalUserId, follow_userid: "staff002" },
    { is_customer: false, name: "陌**", follow_userid: "staff001", chat_id: chatId, chat_name: "福利群" },
  ]);
  expect(rows[2]).not.toHaveProperty("external_userid");
  const one = await page(h, { limit: 1 });
  const two = await page(h, { limit: 1, cursor: one.next });
  const rest = await page(h, { cursor: two.next });
  expect([...one.rows, ...two.rows, ...rest.rows]).toEqual(rows);
  expect(rest.next).toBeUndefined();
  expect((await h.api("externalcontact/contact_list", { cursor: "nonsense" })).errcode).toBe(50100);
  await h.sb.advance("2h");
  expect((await page(h, {})).rows[0]?.tmp_openid).toBe(rows[0]?.tmp_openid);
  await h.sb.advance("2h");
  expect((await page(h, {})).rows[0]?.tmp_openid).not.toBe(rows[0]?.tmp_openid);
});

test("a thousand in a page at most", async () => {
  const h = await createHarness({ settings: { limits: { "contact-list.page": 2 } } });
  await friends(h, 3);
  expect((await page(h, { limit: 2 })).rows).toHaveLength(2);
  expect((await page(h, { limit: 3 })).rows).toHaveLength(2);
});

test("a temporary chat ends by itself or by a call, with the closing words", async () => {
  const h = await createHarness();
  const temp = { is_temp: true, chat_expires_in: 3600, conclusions: { text: { content: "再见，祝你愉快" } } };
  const [mei, luo] = [
    await h.sb.act({ who: "new", do: "scan", url: await contactWay(h, temp) }),
    await h.sb.act({ who: "new", do: "scan", url: await contactWay(h, temp) }),
  ];
  const [friend] = await friends(h, 1);
  const close = async (external: unknown): Promise<number> =>
    (await h.api("externalcontact/close_temp_chat", { userid: "staff001", external_userid: external })).errcode;
  expect(await close(friend?.externalUserId)).toBe(84061);
  expect(await close("wmnobody")).toBe(40096);
  expect((await h.api("externalcontact/close_temp_chat", { userid: "nobody", external_userid: mei.externalUserId })).errcode).toBe(60111);
  expect(await close(mei.externalUserId)).toBe(0);
  expect(await close(mei.externalUserId)).toBe(84061);
  expect(h.sb.phone(mei.who).chats[0]?.messages.at(-1)).toMatchObject({ from: "staff001", text: "再见，祝你愉快" });
  await h.sb.advance("3599s");
  expect(await h.api("externalcontact/list", undefined, { userid: "staff001" })).toMatchObject({
    external_userid: [luo.externalUserId, friend?.externalUserId],
  });
  await h.sb.advance("2s");
  expect(await h.api("externalcontact/list", undefined, { userid: "staff001" })).toMatchObject({
    external_userid: [friend?.externalUserId],
  });
  expect(h.sb.phone(luo.who).chats[0]?.messages.at(-1)).toMatchObject({ text: "再见，祝你愉快" });
});
