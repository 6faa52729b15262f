import { expect, test } from "vitest";
import { friends } from "../testing/friends.ts";
import { createHarness, listenTo } from "../testing/harness.ts";

// What go-workwx sends: structs without `omitempty`, so that everything left out is there with its empty value.
const NO_LINK = { title: "", picurl: "", desc: "", url: "" };
const NO_MINIPROGRAM = { title: "", pic_media_id: "", appid: "", page: "" };
const NOTHING = { text: { content: "" }, image: { media_id: "", pic_url: "" }, link: NO_LINK, miniprogram: NO_MINIPROGRAM };

test("empty values of typed clients are not given: a code", async () => {
  const h = await createHarness();
  const way = {
    ...{ type: 1, scene: 2, style: 0, remark: "海报", skip_verify: true, state: "poster", user: ["staff001"], party: null },
    ...{ is_temp: false, expires_in: 0, chat_expires_in: 0, unionid: "", conclusions: NOTHING },
  };
  const { errcode, config_id } = await h.api("externalcontact/add_contact_way", way);
  expect(errcode).toBe(0);
  expect(await h.api("externalcontact/update_contact_way", { ...way, config_id, remark: "门口" })).toMatchObject({ errcode: 0 });
  expect(await h.api("externalcontact/list_contact_way", { start_time: 0, end_time: 0, cursor: "", limit: 0 })).toMatchObject({
    contact_way: [{ config_id }],
  });
  const temp = await h.api("externalcontact/add_contact_way", {
    ...way,
    is_temp: true,
    conclusions: { ...NOTHING, text: { content: "再见" } },
  });
  const got = await h.api("externalcontact/get_contact_way", { config_id: temp.config_id });
  expect(got.contact_way).toMatchObject({ expires_in: 7 * 86_400, chat_expires_in: 86_400, conclusions: { text: { content: "再见" } } });
  expect(got.contact_way).not.toHaveProperty("conclusions.link");
  const picture = { is_temp: true, conclusions: { ...NOTHING, image: { media_id: "nope", pic_url: "" } } };
  expect((await h.api("externalcontact/add_contact_way", { ...way, ...picture })).errcode).toBe(40007);
  expect((await h.api("externalcontact/update_contact_way", { config_id: temp.config_id, ...picture })).errcode).toBe(40007);
  const half = { ...way, conclusions: { ...NOTHING, link: { ...NO_LINK, title: "菜单" } } };
  expect((await h.api("externalcontact/add_contact_way", half)).errcode).toBe(40058);
});

test("a welcome whose picture is gone is refused, and the code still works", async () => {
  const h = await createHarness();
  const { heard } = await listenTo(h.sb);
  await h.sb.act({ who: "new", do: "add", userid: "staff001" });
  await h.sb.advance("5s");
  const welcome_code = heard[0]?.field("WelcomeCode");
  const send = async (content: object): Promise<number> =>
    (await h.api("externalcontact/send_welcome_msg", { welcome_code, ...content })).errcode;
  expect(await send({ attachments: [{ msgtype: "image", image: { media_id: "nope" } }] })).toBe(40007);
  expect(await send({ text: { content: "欢迎" } })).toBe(0);
});

test("empty values of typed clients are not given: attachments of another kind", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  const rest = { image: NOTHING.image, miniprogram: NO_MINIPROGRAM, video: { media_id: "" }, file: { media_id: "" } };
  const send = async (msgtype: string): Promise<number> => {
    const attachments = [{ msgtype, ...rest, link: { ...NO_LINK, title: "菜单", url: "http://shop.test/" } }];
    const body = { chat_type: "single", sender: "staff001", external_userid: [mei?.externalUserId], text: { content: "" }, attachments };
    return (await h.api("externalcontact/add_msg_template", body)).errcode;
  };
  expect(await send("link")).toBe(0);
  expect([await send("miniprogram"), await send("file")]).toEqual([40058, 40058]);
});
