import { expect, test } from "vitest";
import { friends, listIn } from "../testing/friends.ts";
import { createHarness } from "../testing/harness.ts";
import type { Answer, Harness } from "../testing/harness.ts";

const TEXT = { text: { content: "周三会员日，拿铁第二杯半价" } };
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

/** The movie header alone: nothing else of a film is looked at. */
function film(seconds: number): Buffer<ArrayBuffer> {
  const data = Buffer.alloc(128);
  data.write("mvhd", 40);
  data.writeUInt32BE(1, 56);
  data.writeUInt32BE(seconds, 60);
  return data;
}

const add = (h: Harness, body: object): Promise<Answer> => h.api("externalcontact/add_moment_task", body);
const ask = (h: Harness, path: string, body: object): Promise<Answer> => h.api(`externalcontact/${path}`, body);
const job = (h: Harness, jobid: unknown): Promise<Answer> =>
  h.api("externalcontact/get_moment_task_result", undefined, { jobid: String(jobid) });

/** Uploads a picture for a scene: 1 moments, 2 product album. */
async function picture(h: Harness, scene: "1" | "2", type = "image", data = PNG): Promise<string> {
  const form = new FormData();
  form.set(
    "media",
    new Blob([new Uint8Array(data)], { type: type === "image" ? "image/png" : "video/mp4" }),
    `a.${type === "image" ? "png" : "mp4"}`,
  );
  const query = new URLSearchParams({ access_token: await h.token(), media_type: type, attachment_type: scene });
  const answer = await fetch(`${h.sb.url}/cgi-bin/media/upload_attachment?${query.toString()}`, { method: "POST", body: form });
  return JSON.parse(await answer.text()).media_id;
}

/** A moment that has reached the phones. */
async function moment(h: Harness, body: object = TEXT): Promise<string> {
  const { jobid } = await add(h, body);
  await h.sb.advance("10s");
  return JSON.parse(JSON.stringify((await job(h, jobid)).result)).moment_id;
}

test("a job, a task on every phone, a post that only friends see, hearts and comments", async () => {
  const h = await createHarness();
  const [mei, gone] = await friends(h, 2);
  const [other] = await friends(h, 1, { user: ["staff002"] });
  if (!mei || !gone || !other) throw new Error("nobody came");
  const { jobid } = await add(h, {
    ...TEXT,
    visible_range: { sender_list: { user_list: ["staff001", "nobody"], department_list: [1, 99] } },
  });
  expect(await job(h, jobid)).toMatchObject({ status: 1, type: "add_moment_task" });
  await h.sb.advance("2s");
  expect(await job(h, jobid)).toMatchObject({ status: 2 });
  await h.sb.advance("3s");
  const done = await job(h, jobid);
  expect(done).toMatchObject({ status: 3, result: { errcode: 0, invalid_sender_list: { user_list: ["nobody"], department_list: [99] } } });
  const { moment_id } = JSON.parse(JSON.stringify(done.result));
  expect((await ask(h, "get_moment_task", { moment_id })).errcode).toBe(41079);
  await h.sb.advance("3s");
  expect(await ask(h, "get_moment_task", { moment_id })).toMatchObject({
    task_list: ["staff001", "staff002", "staff003"].map((userid) => ({ userid, publish_status: 0 })),
  });
  expect(h.sb.phone("staff001").tasks).toMatchObject([
    { msgid: moment_id, kind: "moment", targets: 2, status: "open", text: TEXT.text.content },
  ]);
  const of1 = { moment_id, userid: "staff001" };
  expect((await ask(h, "get_moment_send_result", of1)).errcode).toBe(41062);
  expect(listIn(await ask(h, "get_moment_customer_list", of1), "customer_list")).toHaveLength(2);

  await h.sb.act({ who: gone.who, do: "unfriend", userid: "staff001" });
  expect(await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id })).toMatchObject({ visible: 1 });
  expect(await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id })).toHaveProperty("error");
  expect(await ask(h, "get_moment_send_result", of1)).toMatchObject({ customer_list: [{ external_userid: mei.externalUserId }] });
  expect(await ask(h, "get_moment_customer_list", of1)).toMatchObject({
    customer_list: [{ userid: "staff001", external_userid: mei.externalUserId }],
  });
  expect(h.sb.phone(mei.who).moments).toMatchObject([{ momentId: moment_id, from: "staff001", text: TEXT.text.content }]);
  expect([gone.who, other.who].map((who) => h.sb.phone(who).moments)).toEqual([[], []]);

  const at = { momentId: moment_id, userid: "staff001" };
  await h.sb.act({ who: mei.who, do: "like", ...at });
  await h.sb.act({ who: mei.who, do: "comment", ...at, text: "下午来" });
  await h.sb.act({ who: "staff001", do: "comment", ...at, text: "等你" });
  expect(await h.sb.act({ who: other.who, do: "like", ...at })).toHaveProperty("error");
  const now = Date.parse(h.sb.clock().now) / 1000;
  expect(await ask(h, "get_moment_comments", of1)).toMatchObject({
    like_list: [{ external_userid: mei.externalUserId, create_time: now }],
    comment_list: [{ external_userid: mei.externalUserId }, { userid: "staff001" }],
  });
  await h.sb.act({ who: mei.who, do: "like", ...at });
  expect((await ask(h, "get_moment_comments", of1)).like_list).toEqual([]);
  expect((await ask(h, "get_moment_comments", { moment_id, userid: "staff009" })).errcode).toBe(41061);
  expect((await ask(h, "get_moment_comments", { moment_id: "momx", userid: "staff001" })).errcode).toBe(41060);
  expect((await ask(h, "get_moment_comments", { userid: "staff001" })).errcode).toBe(41059);
});

test("tags choose who sees it; a tag that is none is named", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 2);
  const { tag_group: group } = await h.api("externalcontact/add_corp_tag", { group_name: "口味", tag: [{ name: "拿铁" }] });
  const tag = JSON.parse(JSON.stringify(group)).tag[0].id;
  await h.api("externalcontact/mark_tag", { userid: "staff001", external_userid: mei?.externalUserId, add_tag: [tag] });
  const { jobid } = await add(h, { ...TEXT, visible_range: { external_contact_list: { tag_list: [tag, "etnone"] } } });
  await h.sb.advance("10s");
  const { result } = await job(h, jobid);
  expect(result).toMatchObject({ invalid_external_contact_list: { tag_list: ["etnone"] } });
  const { moment_id } = JSON.parse(JSON.stringify(result));
  await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id });
  expect(listIn(await ask(h, "get_moment_send_result", { moment_id, userid: "staff001" }), "customer_list")).toEqual([
    { external_userid: mei?.externalUserId },
  ]);
  const [now] = [Date.parse(h.sb.clock().now) / 1000];
  expect(await ask(h, "get_moment_list", { start_time: now - 60, end_time: now })).toMatchObject({
    moment_list: [{ moment_id, create_type: 0, visible_type: 0, text: TEXT.text }],
  });
});

test("cancelling spares who has not published; a member's own moment is none of the company", async () => {
  const h = await createHarness();
  const [mei] = await friends(h, 1);
  const moment_id = await moment(h);
  await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id });
  expect((await ask(h, "cancel_moment_task", { moment_id })).errcode).toBe(0);
  expect(await h.sb.act({ who: "staff002", do: "confirm", msgid: moment_id })).toHaveProperty("error");
  expect(await ask(h, "get_moment_task", { moment_id })).toMatchObject({ task_list: [{ userid: "staff001", publish_status: 1 }] });
  expect(h.sb.phone(mei?.who ?? "").moments).toHaveLength(1);
  expect(h.sb.phone("staff002").tasks).toMatchObject([{ status: "cancelled" }]);

  const here = { lng: 121.47, lat: 31.23, name: "人民广场店" };
  const own = await h.sb.act({ who: "staff002", do: "post-moment", text: "今天店里人不多", location: here });
  expect((await ask(h, "get_moment_task", { moment_id: own.momentId })).errcode).toBe(41067);
  expect((await ask(h, "cancel_moment_task", { moment_id: own.momentId })).errcode).toBe(41067);
  const now = Date.parse(h.sb.clock().now) / 1000;
  const list = async (more: object): Promise<unknown[]> =>
    listIn<{ moment_id: string }>(await ask(h, "get_moment_list", { start_time: now - 60, end_time: now, ...more }), "moment_list").map(
      (row) => row.moment_id,
    );
  expect(await list({})).toEqual([moment_id, own.momentId]);
  expect(await list({ filter_type: 0 })).toEqual([moment_id]);
  expect(await list({ filter_type: 1 })).toEqual([own.momentId]);
  expect(await list({ creator: "staff001" })).toEqual([]);
  expect(await list({ creator: "staff002" })).toEqual([own.momentId]);
  expect(await ask(h, "get_moment_list", { start_time: now - 60, end_time: now, filter_type: 1 })).toMatchObject({
    moment_list: [{ creator: "staff002", create_type: 1, location: { longitude: "121.47", latitude: "31.23", name: "人民广场店" } }],
  });
});

test("nine pictures, or one video, or one link; from the right upload", async () => {
  const h = await createHarness({ settings: { limits: { "moment.minute": 100 } } });
  const [image, album, video] = [await picture(h, "1"), await picture(h, "2"), await picture(h, "1", "video", film(30))];
  const pictures = (count: number, media_id = image): object => ({
    attachments: Array.from({ length: count }, () => ({ msgtype: "image", image: { media_id } })),
  });
  expect((await add(h, pictures(9))).errcode).toBe(0);
  expect((await add(h, pictures(10))).errcode).toBe(41064);
  expect((await add(h, pictures(1, album))).errcode).toBe(41072);
  expect((await add(h, pictures(1, "nothing"))).errcode).toBe(40007);
  const clip = { msgtype: "video", video: { media_id: video } };
  expect((await add(h, { attachments: [clip] })).errcode).toBe(0);
  expect((await add(h, { attachments: [clip, clip] })).errcode).toBe(41064);
  expect((await add(h, { attachments: [clip, { msgtype: "image", image: { media_id: image } }] })).errcode).toBe(41065);
  expect((await add(h, { attachments: [{ msgtype: "file" }] })).errcode).toBe(41065);
  const link = (title: string): object => ({
    attachments: [{ msgtype: "link", link: { title, url: "http://shop.test/", media_id: image } }],
  });
  expect((await add(h, link("题".repeat(21)))).errcode).toBe(0);
  expect((await add(h, link("题".repeat(22)))).errcode).toBe(40058);
  expect((await add(h, {})).errcode).toBe(41089);
  await h.sb.advance("10s");
  const now = Date.parse(h.sb.clock().now) / 1000;
  expect(await ask(h, "get_moment_list", { start_time: now - 60, end_time: now })).toMatchObject({
    moment_list: [
      { image: Array.from({ length: 9 }, () => ({ media_id: image })) },
      { video: { media_id: video } },
      { link: { url: "http://shop.test/" } },
    ],
  });
});

test("two thousand characters or four thousand bytes, and nobody who could publish", async () => {
  const h = await createHarness({ settings: { limits: { "moment.minute": 100 } } });
  const text = (content: string): Promise<Answer> => add(h, { text: { content } });
  expect((await text("a".repeat(2000))).errcode).toBe(0);
  expect((await text("a".repeat(2001))).errcode).toBe(40058);
  expect((await text("中".repeat(1333))).errcode).toBe(0);
  expect((await text("中".repeat(1334))).errcode).toBe(40058);
  expect((await add(h, { ...TEXT, visible_range: { sender_list: { user_list: ["nobody"] } } })).errcode).toBe(40058);
  const users = (count: number): object => ({
    ...TEXT,
    visible_range: { sender_list: { user_list: Array.from({ length: count }, () => "staff001") } },
  });
  expect((await add(h, users(100_000))).errcode).toBe(0);
  expect((await add(h, users(100_001))).errcode).toBe(40058);
});

test("the job is remembered for a day, the list reaches back thirty, in pages", async () => {
  const h = await createHarness({
    settings: {
      limits: {
        "moment-list.page": 2,
        "moment-result.page-default": 2,
        "moment-result.page": 3,
        "moment-sent.page-default": 2,
        "moment-sent.page": 3,
      },
    },
  });
  await friends(h, 4);
  const { jobid } = await add(h, TEXT);
  expect((await job(h, "jobnothing")).errcode).toBe(40088);
  expect((await job(h, "")).errcode).toBe(40088);
  expect((await job(h, "x".repeat(64))).errcode).toBe(40088);
  expect((await job(h, "x".repeat(65))).errcode).toBe(40058);
  await moment(h);
  const moment_id = await moment(h);
  await h.sb.act({ who: "staff001", do: "confirm", msgid: moment_id });
  const pages = async (path: string, field: string, body: object): Promise<number[]> => {
    const sizes: number[] = [];
    for (let cursor = ""; ;) {
      const page = await ask(h, path, { ...body, cursor });
      sizes.push(listIn(page, field).length);
      if (typeof page.next_cursor !== "string") return sizes;
      cursor = page.next_cursor;
    }
  };
  const now = Date.parse(h.sb.clock().now) / 1000;
  const span = { start_time: now - 60, end_time: now };
  expect(await pages("get_moment_list", "moment_list", span)).toEqual([2, 1]);
  expect(await pages("get_moment_task", "task_list", { moment_id })).toEqual([2, 1]);
  expect(await pages("get_moment_task", "task_list", { moment_id, limit: 3 })).toEqual([3]);
  expect(await pages("get_moment_task", "task_list", { moment_id, limit: 4 })).toEqual([2, 1]);
  const of1 = { moment_id, userid: "staff001" };
  expect(await pages("get_moment_customer_list", "customer_list", of1)).toEqual([2, 2]);
  expect(await pages("get_moment_send_result", "customer_list", of1)).toEqual([2, 2]);
  expect(await pages("get_moment_send_result", "customer_list", { ...of1, limit: 3 })).toEqual([3, 1]);
  expect((await ask(h, "get_moment_list", { ...span, cursor: "nonsense" })).errcode).toBe(50100);
  expect((await ask(h, "get_moment_list", { start_time: now - 30 * 86_400, end_time: now })).errcode).toBe(0);
  expect((await ask(h, "get_moment_list", { start_time: now - 30 * 86_400 - 3600, end_time: now })).errcode).toBe(40058);
  await h.sb.advance("23h");
  expect(await job(h, jobid)).toMatchObject({ status: 3 });
  await h.sb.advance("1h");
  expect((await job(h, jobid)).errcode).toBe(40089);
});

test("switches: jobs at once, and how often a member can publish a day", async () => {
  const h = await createHarness({ settings: { momentJobs: 2, momentsPerDay: 1 } });
  const first = await moment(h);
  await add(h, TEXT);
  await add(h, TEXT);
  expect((await add(h, TEXT)).errcode).toBe(41078);
  await h.sb.advance("5s");
  expect((await add(h, TEXT)).errcode).toBe(0);
  await h.sb.act({ who: "staff001", do: "confirm", msgid: first });
  expect(await h.sb.act({ who: "staff001", do: "post-moment", text: "再发一条" })).toHaveProperty("error");
  await h.sb.advance("1d");
  expect(await h.sb.act({ who: "staff001", do: "post-moment", text: "再发一条" })).toMatchObject({ visible: 0 });
});

test("ten a minute", async () => {
  const h = await createHarness();
  for (let n = 0; n < 10; n++) expect((await add(h, TEXT)).errcode).toBe(0);
  expect((await add(h, TEXT)).errcode).toBe(45009);
  await h.sb.advance("61s");
  expect((await add(h, TEXT)).errcode).toBe(0);
});
