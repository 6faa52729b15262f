import { expect, test } from "vitest";
import { contactWay, createHarness, listenTo } from "../testing/harness.ts";

const welcome = (code: string): object => ({ welcome_code: code, text: { content: "欢迎来到熟客福利社" } });

test("scanning the poster: an add event with state and code, a welcome that works once", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const mei = await h.sb.act({ who: "new", do: "scan", url: await contactWay(h), name: "小梅" });
  expect(mei.added).toBe("staff001");
  await h.sb.advance("5s");
  const [added] = shuke.heard;
  expect(added?.changeType).toBe("add_external_contact");
  expect(added?.field("State")).toBe("poster");
  expect(added?.field("ExternalUserID")).toBe(mei.externalUserId);
  const code = added?.field("WelcomeCode") ?? "";
  expect((await h.api("externalcontact/send_welcome_msg", welcome(code))).errcode).toBe(0);
  expect((await h.api("externalcontact/send_welcome_msg", welcome(code))).errcode).toBe(41051);
  const [chat] = h.sb.phone(mei.who).chats;
  expect(chat?.messages.at(-1)).toMatchObject({ from: "staff001", text: "欢迎来到熟客福利社" });
});

test("a welcome code dies after twenty virtual seconds, latency included", async () => {
  const h = await createHarness({ settings: { apiLatencyMs: [400, 400] } });
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance(19_500);
  const early = shuke.heard[0]?.field("WelcomeCode") ?? "";
  await h.sb.advance(200);
  // 19.7 s have passed; the call takes effect at 20.1 s.
  expect((await h.api("externalcontact/send_welcome_msg", welcome(early))).errcode).toBe(41050);
  await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("8s");
  expect((await h.api("externalcontact/send_welcome_msg", welcome(shuke.heard[1]?.field("WelcomeCode") ?? ""))).errcode).toBe(0);
  expect((await h.api("externalcontact/send_welcome_msg", welcome("nonsense"))).errcode).toBe(41050);
  expect((await h.api("externalcontact/send_welcome_msg", { text: { content: "x" } })).errcode).toBe(41049);
});

test("no code when the chat had begun; a code is lost when it begins before the welcome", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  await h.sb.act({ who: "new", do: "scan", url, chatBegan: true });
  const second = await h.sb.act({ who: "new", do: "scan", url });
  await h.sb.advance("9s");
  const codes = shuke.heard.map((event) => event.field("WelcomeCode"));
  expect(codes.filter((code) => code === "")).toHaveLength(1);
  await h.sb.act({ who: second.who, do: "say", to: "staff001", text: "在吗" });
  const code = codes.find((given) => given !== "") ?? "";
  expect((await h.api("externalcontact/send_welcome_msg", welcome(code))).errcode).toBe(41051);
});

test("one-way deletion stays listed, the member's deletion gives 84061, re-adding a new createtime", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const url = await contactWay(h);
  const mei = await h.sb.act({ who: "new", do: "scan", url });
  const external = String(mei.externalUserId);
  await h.sb.advance("10s");
  const createdAt = async (): Promise<unknown> => {
    const { follow_user: followers } = await h.api("externalcontact/get", undefined, { external_userid: external });
    return JSON.parse(JSON.stringify(followers))[0].createtime;
  };
  const first = await createdAt();

  await h.sb.act({ who: mei.who, do: "unfriend", userid: "staff001" });
  await h.sb.advance("10s");
  expect(shuke.heard.at(-1)?.changeType).toBe("del_follow_user");
  expect(await h.api("externalcontact/list", undefined, { userid: "staff001" })).toMatchObject({ external_userid: [external] });
  expect(h.sb.truth()).toMatchObject({ oneWay: { count: 1 }, families: { relations: { count: 1 } } });

  expect(await h.sb.act({ who: mei.who, do: "scan", url })).toMatchObject({ added: "staff001" });
  expect(await createdAt()).toBe(Number(first) + 20);
  expect(h.sb.truth().oneWay.count).toBe(0);

  await h.sb.act({ who: "staff001", do: "delete", externalUserId: external });
  await h.sb.advance("10s");
  expect(shuke.heard.at(-1)?.changeType).toBe("del_external_contact");
  expect((await h.api("externalcontact/list", undefined, { userid: "staff001" })).errcode).toBe(84061);
  expect((await h.api("externalcontact/get", undefined, { external_userid: external })).errcode).toBe(84061);
  const remark = await h.api("externalcontact/remark", { userid: "staff001", external_userid: external, remark: "常客" });
  expect(remark.errcode).toBe(84061);
  expect(h.sb.truth().families.customers.count).toBe(0);
});

test("without skip_verify the member has to accept; half-added customers get one code only", async () => {
  const h = await createHarness();
  const shuke = await listenTo(h.sb);
  const mei = await h.sb.act({ who: "new", do: "scan", url: await contactWay(h, { skip_verify: false }) });
  expect(mei).toMatchObject({ requested: "staff001" });
  await h.sb.advance("10s");
  expect(shuke.heard).toHaveLength(0);
  expect(h.sb.phone("staff001").requests).toMatchObject([{ who: mei.who }]);
  await h.sb.act({ who: "staff001", do: "accept", externalUserId: mei.who });
  await h.sb.advance("10s");
  expect(shuke.heard.map((event) => event.changeType)).toEqual(["add_external_contact"]);

  const half = await h.sb.act({ who: "new", do: "add", userid: "staff002", half: true });
  await h.sb.advance("10s");
  expect(shuke.heard.at(-1)?.changeType).toBe("add_half_external_contact");
  const code = shuke.heard.at(-1)?.field("WelcomeCode") ?? "";
  expect((await h.api("externalcontact/list", undefined, { userid: "staff002" })).errcode).toBe(84061);
  expect((await h.api("externalcontact/send_welcome_msg", welcome(code))).errcode).toBe(0);
  await h.sb.act({ who: "staff002", do: "accept", externalUserId: half.who });
  await h.sb.advance("10s");
  expect(shuke.heard.at(-1)?.field("WelcomeCode")).toBe("");
});

test("a code of several members spreads people, skips the full and the gone", async () => {
  const h = await createHarness({ settings: { addsPerDay: 2 } });
  const url = await contactWay(h, { type: 2, user: ["staff001", "staff002", "staff003"] });
  await h.sb.act({ who: "staff003", do: "resign" });
  const got: (string | undefined)[] = [];
  for (let n = 0; n < 4; n++) got.push((await h.sb.act({ who: "new", do: "scan", url })).added);
  expect(got.map(String).toSorted()).toEqual(["staff001", "staff001", "staff002", "staff002"]);
  expect((await h.sb.act({ who: "new", do: "scan", url })).error).toMatch(/today/);
  await h.sb.advance("24h");
  expect((await h.sb.act({ who: "new", do: "scan", url })).added).toBeDefined();
});
