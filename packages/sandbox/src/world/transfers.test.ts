import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import type { Friend } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const A_TO_B = { handover_userid: "staff001", takeover_userid: "staff002" };
const B_TO_A = { handover_userid: "staff002", takeover_userid: "staff001" };
const OK = { errcode: 0 };

const move = (h: Harness, people: Friend[], sides = A_TO_B, more: object = {}): Promise<Answer> =>
  h.api("externalcontact/transfer_customer", { ...sides, external_userid: people.map((one) => one.externalUserId), ...more });

const codes = (answer: Answer): number[] => listIn<{ errcode: number }>(answer, "customer").map((row) => row.errcode);

const results = async (h: Harness, sides = A_TO_B, path = "transfer_result"): Promise<{ status: number; takeover_time: number }[]> =>
  listIn(await h.api(`externalcontact/${path}`, sides), "customer");

test("accepted at once, waiting for a day, done on the second; both members hear of it", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const [mei] = await friends(h, 1);
  if (!mei) throw new Error("nobody came");
  const external = mei.externalUserId;
  const added = await h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "海报" }] });
  const tagId = JSON.parse(JSON.stringify(added.tag_group)).tag[0].id;
  await h.api("externalcontact/mark_tag", { userid: "staff001", external_userid: external, add_tag: [tagId] });
  await h.api("externalcontact/remark", { userid: "staff001", external_userid: external, remark: "爱喝拿铁" });

  expect(await move(h, [mei], A_TO_B, { transfer_success_msg: "我是小李，接替小王" })).toMatchObject({
    ...OK,
    customer: [{ external_userid: external, errcode: 0 }],
  });
  const due = Date.parse("2026-03-03T01:00:00Z") / 1000;
  expect(await results(h)).toEqual([{ external_userid: external, status: 2, takeover_time: due }]);
  expect(codes(await move(h, [mei]))).toEqual([40129]);

  await h.sb.advance("23h");
  await h.sb.advance("3599s");
  expect(await results(h)).toMatchObject([{ status: 2 }]);
  shuke.heard.length = 0;
  await h.sb.advance("1s");
  expect(await results(h)).toEqual([{ external_userid: external, status: 1, takeover_time: due }]);
  await h.sb.advance("10s");
  const told = shuke.heard.map((event) =>
    ["UserID", "Source", "WelcomeCode"].reduce((line, name) => `${line} ${event.field(name)}`, event.changeType),
  );
  expect(told.toSorted()).toEqual(["add_external_contact staff002  ", "del_external_contact staff001 DELETE_BY_TRANSFER "]);
  const got = await h.api("externalcontact/get", undefined, { external_userid: external });
  expect(got.follow_user).toMatchObject([
    { userid: "staff002", add_way: 202, createtime: due, remark: "爱喝拿铁", tags: [{ tag_id: tagId }] },
  ]);
  expect((await h.api("externalcontact/list", undefined, { userid: "staff001" })).errcode).toBe(84061);
  const chat = h.sb.phone(mei.who).chats.find((one) => one.with === "staff002");
  expect(chat?.messages.at(-1)).toMatchObject({ from: "staff002", text: "我是小李，接替小王" });
});

test("the customer refuses: status 3, transfer_fail, and everything stays", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const [mei] = await friends(h, 1);
  if (!mei) throw new Error("nobody came");
  await move(h, [mei]);
  expect(await h.sb.act({ who: mei.who, do: "refuse-transfer", userid: "staff001" })).not.toHaveProperty("error");
  expect(await h.sb.act({ who: mei.who, do: "refuse-transfer", userid: "staff001" })).toHaveProperty("error");
  await h.sb.advance("10s");
  const last = shuke.heard.at(-1);
  expect([last?.changeType, last?.field("UserID"), last?.field("FailReason")]).toEqual(["transfer_fail", "staff002", "customer_refused"]);
  await h.sb.advance("2d");
  expect(await results(h)).toMatchObject([{ status: 3 }]);
  expect((await h.api("externalcontact/list", undefined, { userid: "staff001" })).errcode).toBe(0);
  // Asking once more is allowed: only what came about counts.
  expect(codes(await move(h, [mei]))).toEqual([0]);
  await h.sb.advance("23h");
  expect(await h.sb.act({ who: mei.who, do: "refuse-transfer", userid: "staff001" })).not.toHaveProperty("error");
  await move(h, [mei]);
  await h.sb.advance("24h");
  await h.sb.advance("1m");
  expect(await h.sb.act({ who: mei.who, do: "refuse-transfer", userid: "staff001" })).toHaveProperty("error");
  expect(await results(h)).toMatchObject([{ status: 1 }]);
});

test("who has deleted the member, whose member is full, who is no customer any more", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const [gone, full, deleted] = await friends(h, 3);
  if (!gone || !full || !deleted) throw new Error("nobody came");
  await friends(h, 1, { user: ["staff002"] });
  await move(h, [gone, full, deleted]);
  await h.sb.act({ who: gone.who, do: "unfriend", userid: "staff001" });
  await h.sb.act({ who: "staff001", do: "delete", externalUserId: deleted.externalUserId });
  await h.control("POST", "settings", { customersPerMember: 1 });
  await h.sb.advance("24h");
  await h.sb.advance("10s");
  expect((await results(h)).map((row) => row.status)).toEqual([3, 4, 5]);
  const reasons = shuke.heard.filter((event) => event.changeType === "transfer_fail").map((event) => event.field("FailReason"));
  expect(reasons.toSorted()).toEqual(["customer_limit_exceed", "customer_refused"]);
  expect(codes(await move(h, [full]))).toEqual([40099]);
  await h.control("POST", "settings", { customersPerMember: 2 });
  expect(codes(await move(h, [full]))).toEqual([0]);
});

test("twice in ninety days and not a third time; then again", async () => {
  const h = await createHarness();
  const people = await friends(h, 1);
  expect(codes(await move(h, people, A_TO_B))).toEqual([0]);
  await h.sb.advance("25h");
  expect(codes(await move(h, people, B_TO_A))).toEqual([0]);
  await h.sb.advance("25h");
  expect(codes(await move(h, people, A_TO_B))).toEqual([40128]);
  // The first one was done on 3 March: with 31 May its ninety days are over, with 1 June it no longer counts.
  await h.sb.advance("88d");
  expect(h.sb.clock().now).toBe("2026-05-31T03:00:00.000Z");
  expect(codes(await move(h, people, A_TO_B))).toEqual([40128]);
  await h.sb.advance("1d");
  expect(codes(await move(h, people, A_TO_B))).toEqual([0]);
});

test("a hundred customers per call, two hundred characters, and nobody to himself", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  if (!mei) throw new Error("nobody came");
  const nobody = (count: number): Friend[] => Array.from({ length: count }, () => ({ who: "", externalUserId: "wmnobody" }));
  expect(codes(await move(h, nobody(100))).every((code) => code === 40096)).toBe(true);
  expect((await move(h, nobody(101))).errcode).toBe(40058);
  expect((await move(h, [])).errcode).toBe(41035);
  expect((await move(h, [mei], { ...A_TO_B, takeover_userid: "staff001" })).errcode).toBe(40130);
  expect((await move(h, [mei], { ...A_TO_B, takeover_userid: "nobody" })).errcode).toBe(40003);
  expect(codes(await move(h, [mei], { handover_userid: "staff003", takeover_userid: "staff002" }))).toEqual([40131]);
  expect((await move(h, [mei], A_TO_B, { transfer_success_msg: "好".repeat(201) })).errcode).toBe(40058);
  expect(codes(await move(h, [mei], A_TO_B, { transfer_success_msg: "好".repeat(200) }))).toEqual([0]);
});

test("customers of somebody who left wait in a list until they are taken over", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const people = await friends(h, 3);
  const unassigned = async (body: object = {}): Promise<Answer> => h.api("externalcontact/get_unassigned_list", body);
  const resigned = (list: Friend[]): Promise<Answer> =>
    h.api("externalcontact/resigned/transfer_customer", { ...A_TO_B, external_userid: list.map((one) => one.externalUserId) });
  expect(await unassigned()).toMatchObject({ info: [], is_last: true });
  expect((await resigned(people)).errcode).toBe(40097);
  await h.sb.act({ who: "staff001", do: "resign" });
  expect((await move(h, people)).errcode).toBe(84074);

  const left = Date.parse("2026-03-02T01:00:00Z") / 1000;
  const first = await unassigned({ page_size: 2 });
  expect(first).toMatchObject({ is_last: false, info: [{ handover_userid: "staff001", dimission_time: left }, {}] });
  const second = await unassigned({ page_size: 2, cursor: first.next_cursor });
  expect([...listIn(first, "info"), ...listIn(second, "info")]).toMatchObject(
    people.map((one) => ({ external_userid: one.externalUserId })),
  );
  expect(second).toMatchObject({ is_last: true });
  expect((await unassigned({ page_size: 2, page_id: 1 })).info).toEqual(second.info);
  expect((await unassigned({ page_size: 1000, page_id: 49 })).errcode).toBe(0);
  expect((await unassigned({ page_size: 1000, page_id: 50 })).errcode).toBe(40058);
  expect((await unassigned({ cursor: "nonsense" })).errcode).toBe(50100);

  const [mei, anna, luo] = people;
  if (!mei || !anna || !luo) throw new Error("nobody came");
  expect(codes(await resigned([mei, anna]))).toEqual([0, 0]);
  expect(codes(await resigned([mei]))).toEqual([40100]);
  expect(await unassigned()).toMatchObject({ info: [{ external_userid: luo.externalUserId }] });
  await h.sb.act({ who: anna.who, do: "refuse-transfer", userid: "staff001" });
  await h.sb.advance("25h");
  expect((await results(h, A_TO_B, "resigned/transfer_result")).map((row) => row.status)).toEqual([1, 3]);
  expect(await results(h)).toEqual([]);
  expect(listIn(await unassigned(), "info")).toHaveLength(2);
  // Nobody is told that a member who is gone lost a customer.
  expect(shuke.heard.filter((event) => event.changeType === "del_external_contact")).toEqual([]);
  expect(shuke.heard.at(-1)?.field("UserID")).toBe("staff002");
});

test("pages of a thousand, and switches for what nobody documents", async () => {
  const h = await createHarness({ settings: { transferEvents: false, transferKeepsNotes: false, limits: { "transfer-result.page": 2 } } });
  const shuke = await listenTo(h.sb);
  const people = await friends(h, 3);
  const [mei] = people;
  await h.api("externalcontact/remark", { userid: "staff001", external_userid: mei?.externalUserId, remark: "老客" });
  await move(h, people.slice(0, 2));
  expect(await results(h)).toHaveLength(2);
  await move(h, people.slice(2));
  const page = await h.api("externalcontact/transfer_result", A_TO_B);
  expect(listIn(page, "customer")).toHaveLength(2);
  const rest = await h.api("externalcontact/transfer_result", { ...A_TO_B, cursor: page.next_cursor });
  expect(listIn(rest, "customer")).toHaveLength(1);
  expect(rest.next_cursor).toBe("");
  await h.sb.advance("10s");
  shuke.heard.length = 0;
  await h.sb.advance("25h");
  expect(shuke.heard).toEqual([]);
  const got = await h.api("externalcontact/get", undefined, { external_userid: String(mei?.externalUserId) });
  expect(got.follow_user).toMatchObject([{ userid: "staff002", remark: "" }]);
});
