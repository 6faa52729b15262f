import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { contactWay, createHarness, joinWay } from "../testing/harness.ts";

test("between the corp's ids and a provider's, old and new ones, people and payments", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  const own = { external_userid: mei?.externalUserId };
  const { external_userid: service } = await h.api("externalcontact/to_service_external_userid", own);
  expect(service).not.toBe(mei?.externalUserId);
  const back = { external_userid: service, source_agentid: h.sb.corp.agentId };
  expect(await h.api("externalcontact/from_service_external_userid", back)).toMatchObject(own);
  expect((await h.api("externalcontact/from_service_external_userid", { ...back, external_userid: "wmnobody" })).errcode).toBe(40096);
  expect((await h.api("externalcontact/to_service_external_userid", { external_userid: "wmnobody" })).errcode).toBe(40096);

  const items = [{ external_userid: mei?.externalUserId, new_external_userid: mei?.externalUserId }];
  expect(await h.api("externalcontact/get_new_external_userid", { external_userid_list: [mei?.externalUserId] })).toMatchObject({ items });
  expect((await h.api("externalcontact/get_new_external_userid", { external_userid_list: ["wmnobody"] })).errcode).toBe(40096);
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "群" })).chatId);
  const inGroup = { chat_id: chatId, external_userid_list: [mei?.externalUserId] };
  const path = "externalcontact/groupchat/get_new_external_userid";
  expect((await h.api(path, inGroup)).errcode).toBe(40096);
  await h.sb.act({ who: mei?.who ?? "", do: "scan", url: (await joinWay(h, [chatId])).url });
  expect(await h.api(path, inGroup)).toMatchObject({ items });
  expect((await h.api(path, { ...inGroup, chat_id: "wrnone" })).errcode).toBe(40050);
  expect((await h.api("externalcontact/finish_external_userid_migration", { corpid: h.sb.corp.corpId })).errcode).toBe(0);
  expect((await h.api("externalcontact/finish_external_userid_migration", { corpid: "wwother" })).errcode).toBe(40013);

  const person = h.sb.parts.sim.world.persons.get(mei?.who ?? "");
  expect(await h.api("externalcontact/convert_to_openid", own)).toMatchObject({ openid: person?.openid });
  expect((await h.api("externalcontact/convert_to_openid", { external_userid: "wmnobody" })).errcode).toBe(40096);
  await h.sb.act({ who: "staff001", do: "delete", externalUserId: mei?.externalUserId });
  expect((await h.api("externalcontact/convert_to_openid", own)).errcode).toBe(84061);
});

test("somebody who is no customer yet has an id for ninety days, by which the later customer is known again", async () => {
  const h = await createHarness();
  const { who } = await h.sb.act({ who: "new", do: "nothing" });
  const [stranger] = await friends(h, 1);
  const person = h.sb.parts.sim.world.persons.get(who);
  const ask = { unionid: person?.unionid, openid: person?.openid };
  const { pending_id: pending } = await h.api("idconvert/unionid_to_external_userid", ask);
  expect(String(pending)).toMatch(/^p/);
  const back = async (external: unknown[], more: object = {}): Promise<unknown[]> =>
    listIn(await h.api("idconvert/batch/external_userid_to_pending_id", { external_userid: external, ...more }), "result");
  await h.sb.advance("89d");
  expect((await h.api("idconvert/unionid_to_external_userid", ask)).pending_id).toBe(pending);
  const { externalUserId } = await h.sb.act({ who, do: "scan", url: await contactWay(h) });
  expect(await h.api("idconvert/unionid_to_external_userid", ask)).toMatchObject({ external_userid: externalUserId });
  expect(await back([externalUserId, stranger?.externalUserId])).toEqual([{ external_userid: externalUserId, pending_id: pending }]);
  await h.sb.advance("1d");
  expect(await back([externalUserId])).toHaveLength(1);
  await h.sb.advance("1h");
  expect(await back([externalUserId])).toEqual([]);
  const chatId = String((await h.sb.act({ who: "staff001", do: "create-group", name: "群", members: [who] })).chatId);
  expect(await back([externalUserId], { chat_id: chatId })).toEqual([]);
  const wrong = async (body: object): Promise<number> => (await h.api("idconvert/batch/external_userid_to_pending_id", body)).errcode;
  expect(await wrong({ external_userid: ["wmnobody"] })).toBe(40096);
  expect(await wrong({ external_userid: [stranger?.externalUserId], chat_id: chatId })).toBe(40096);
  expect(await wrong({ external_userid: [externalUserId], chat_id: "wrnone" })).toBe(40050);
});

test("tags, members and temporary ids: what is unknown is listed as invalid", async () => {
  const h = await createHarness();
  const { tag_group: group } = await h.api("externalcontact/add_corp_tag", { group_name: "渠道", tag: [{ name: "海报" }] });
  const tag = JSON.parse(JSON.stringify(group)).tag[0].id;
  expect(await h.api("idconvert/external_tagid", { external_tagid_list: [tag, "etnone"] })).toMatchObject({
    items: [{ external_tagid: tag }],
    invalid_external_tagid_list: ["etnone"],
  });
  const there = await h.api("batch/userid_to_openuserid", { userid_list: ["staff001", "nobody"] });
  expect(there).toMatchObject({ open_userid_list: [{ userid: "staff001" }], invalid_userid_list: ["nobody"] });
  const [{ open_userid: open }] = JSON.parse(JSON.stringify(there.open_userid_list));
  expect(await h.api("batch/openuserid_to_userid", { open_userid_list: [open, "wonone"], source_agentid: 1 })).toMatchObject({
    userid_list: [{ open_userid: open, userid: "staff001" }],
    invalid_open_userid_list: ["wonone"],
  });
  const temporary = { business_type: 1, user_type: 4, tmp_external_userid_list: ["wtx"] };
  expect(await h.api("idconvert/convert_tmp_external_userid", temporary)).toMatchObject({
    results: [],
    invalid_tmp_external_userid_list: ["wtx"],
  });
});
