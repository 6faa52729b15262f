import { readFile } from "node:fs/promises";
import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smallBrand } from "../factories.ts";
import { createWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await smallBrand(world);
  await world.advance("10m");
});
afterAll(() => world.close());

/** The last link in her chat with this member of staff. */
function linkFrom(who: string, userId: string): string {
  const chat = world.phone(who).chats.find((one) => one.with === userId);
  const attachments = (chat?.messages ?? []).flatMap((message) => message.attachments ?? []);
  const link = attachments.findLast((one) => one["msgtype"] === "link")?.["link"];
  return typeof link === "object" && link !== null && "url" in link && typeof link.url === "string" ? link.url : "";
}

test("she scans the poster, is welcomed in time, finds her store, joins its group and is known by it", async () => {
  const csv = await readFile(new URL("../../test-data/stores-sample.csv", import.meta.url), "utf8");
  await world.api(api.stores.import, { csv, datum: "gcj02" });
  await world.api(api.stores.import, {
    csv: "code,name,city,lng,lat\nX1,徐汇一店,上海市,121.4365,31.1884\nX2,静安一店,上海市,121.4484,31.2285\n",
  });
  const groups = (await world.api(api.groups.list, {})).items;
  const stores = (await world.api(api.stores.list, { query: "一店" })).items;
  const xuhui = stores.find(({ name }) => name === "徐汇一店");
  const chat = groups.find(({ name }) => name.startsWith("徐汇"));
  const poster = await world.api(api.liveCodes.create, {
    kind: "staff",
    name: "门店海报",
    channel: "海报",
    userIds: ["officer"],
    tags: ["渠道/海报"],
    welcomeText: "你好，送你一张券",
    welcomeLink: { title: "领券", page: "welfare", desc: "到店出示" },
  });
  const entrance = await world.api(api.liveCodes.create, {
    kind: "group",
    name: "徐汇一店福利群",
    storeId: xuhui?.id ?? "",
    chatIds: [chat?.chatId ?? ""],
  });
  await world.advance("5m");
  const qr = (await world.api(api.liveCodes.get, { id: poster.id })).qrUrl ?? "";
  expect(qr).toMatch(/^http/u);

  const { who, externalUserId = "" } = await world.act({ who: "new", do: "scan", url: qr });
  await world.advance("1m");
  const link = linkFrom(who, "officer");
  expect(link).toContain(`/m/c/${poster.id}?v=welcome.${poster.id}`);

  const treat = await world.act({ who, do: "open", url: link });
  expect(treat.html).toContain("领券");
  const find = new URL("/m/find-store", link).href;
  const list = await world.act({ who, do: "submit", url: find, form: "locate", fields: { lng: "121.437", lat: "31.188" } });
  expect(list.html).toContain("徐汇一店");
  const seat = await world.act({ who, do: "submit", url: list.url ?? "", form: "choose", fields: {} });
  const code = /data-qr="([^"]+)"/u.exec(seat.html ?? "")?.[1] ?? "";
  const joined = await world.act({ who, do: "scan", url: code });
  expect(joined.joined).toBe(chat?.chatId);
  await world.advance("10m");

  const again = await world.act({ who, do: "open", url: find });
  expect(again.html).toContain(`data-already-in="${chat?.chatId ?? "?"}"`);
  expect((await world.api(api.liveCodes.get, { id: poster.id })).figures).toMatchObject({ added: 1, kept: 1 });
  expect((await world.api(api.liveCodes.get, { id: entrance.id })).figures).toMatchObject({ joined: 1 });
  const found = (await world.api(api.customers.list, { query: externalUserId })).items[0];
  expect(found?.tags.map(({ name }) => name).toSorted()).toEqual(["徐汇一店", "海报"]);
});
