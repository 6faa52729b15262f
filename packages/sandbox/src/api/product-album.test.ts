import { expect, test } from "vitest";
import { createHarness, PNG } from "../testing/harness.ts";
import type { Harness } from "../testing/harness.ts";

const DAY = "24h";

async function picture(h: Harness, attachment_type = "2"): Promise<string> {
  const answer = await h.upload("media/upload_attachment", { data: PNG }, { media_type: "image", attachment_type });
  return String(answer.media_id);
}

function product(mediaId: string, input: object = {}): object {
  return {
    description: "拿铁月卡",
    price: 9900,
    product_sn: "SKU001",
    attachments: [{ type: "image", image: { media_id: mediaId } }],
    ...input,
  };
}

test("a product is added, read back, changed, listed and deleted", async () => {
  const h = await createHarness();
  const first = await picture(h);
  const { product_id } = await h.api("externalcontact/add_product_album", product(first));
  const shown = async (): Promise<unknown> => (await h.api("externalcontact/get_product_album", { product_id })).product;
  expect(await shown()).toMatchObject({ product_id, ...product(first) });
  const second = await picture(h);
  const change = { product_id, price: 8800, attachments: [{ type: "image", image: { media_id: second } }] };
  expect((await h.api("externalcontact/update_product_album", change)).errcode).toBe(0);
  expect(await shown()).toMatchObject({ ...product(second), price: 8800 });
  expect((await h.api("externalcontact/update_product_album", { product_id, description: "" })).errcode).toBe(41087);
  expect(await h.api("externalcontact/get_product_album_list", {})).toMatchObject({ product_list: [{ product_id, price: 8800 }] });
  expect((await h.api("externalcontact/delete_product_album", { product_id })).errcode).toBe(0);
  for (const path of ["get_product_album", "update_product_album", "delete_product_album"]) {
    expect((await h.api(`externalcontact/${path}`, { product_id })).errcode).toBe(41074);
    expect((await h.api(`externalcontact/${path}`, { product_id: "none" })).errcode).toBe(41075);
  }
  expect((await h.api("externalcontact/get_product_album_list", {})).product_list).toEqual([]);
});

test("pictures come from the album's own upload and live three days", async () => {
  const h = await createHarness();
  const good = await picture(h);
  const add = async (body: object): Promise<number> => (await h.api("externalcontact/add_product_album", body)).errcode;
  expect(await add(product(await picture(h, "1")))).toBe(41072);
  expect(await add(product(String((await h.upload("media/upload", { data: PNG }, { type: "image" })).media_id)))).toBe(41072);
  expect(await add(product("3nonsense"))).toBe(40007);
  expect(await add(product(good, { attachments: [] }))).toBe(41088);
  expect(await add(product(good, { attachments: undefined }))).toBe(41088);
  const { product_id } = await h.api("externalcontact/add_product_album", product(good));
  const update = async (attachments: object[]): Promise<number> =>
    (await h.api("externalcontact/update_product_album", { product_id, attachments })).errcode;
  const part = (media_id: string): object => ({ type: "image", image: { media_id } });
  expect(await update([])).toBe(41088);
  expect(await update([part("3nonsense")])).toBe(40007);
  expect(await update([part(await picture(h, "1"))])).toBe(41072);
  await h.sb.advance("71h");
  expect(await add(product(good))).toBe(0);
  await h.sb.advance(DAY);
  expect(await add(product(good))).toBe(40007);
});

test("an app reads all products and changes only its own; pages lead through all of them", async () => {
  const h = await createHarness();
  const media = await picture(h);
  const ids: unknown[] = [];
  for (let n = 0; n < 5; n++)
    ids.push((await h.api("externalcontact/add_product_album", product(media, { product_sn: `S${n}` }))).product_id);
  const other = h.as(await h.app({}));
  expect((await other.api("externalcontact/get_product_album", { product_id: ids[0] })).errcode).toBe(0);
  expect((await other.api("externalcontact/update_product_album", { product_id: ids[0], price: 1 })).errcode).toBe(48002);
  expect((await other.api("externalcontact/delete_product_album", { product_id: ids[0] })).errcode).toBe(48002);
  const first = await h.api("externalcontact/get_product_album_list", { limit: 3 });
  const second = await h.api("externalcontact/get_product_album_list", { limit: 3, cursor: first.next_cursor });
  const listed = [first, second].flatMap(({ product_list }) => JSON.parse(JSON.stringify(product_list)));
  expect(listed.map((row: { product_id: string }) => row.product_id)).toEqual(ids);
  expect(second).not.toHaveProperty("next_cursor");
  expect((await h.api("externalcontact/get_product_album_list", { cursor: "rubbish" })).errcode).toBe(50100);
});
