import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFindStore, openPanel, type Panel, scanPoster, stand, tellPosition } from "./panel.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;
let panel: Panel;

/** Where no store of the demo is near: Urumqi. */
const FAR = { lng: 87.6168, lat: 43.8256 };

beforeAll(async () => {
  stage = await createStage();
  panel = await openPanel(stage);
});
afterAll(() => stage?.close());

async function welcomed(): Promise<string> {
  const who = await scanPoster(panel);
  await stage.world.advance("20s");
  return who;
}

test("somebody who keeps her position to herself finds her store by city and district", async () => {
  const { customer: phone, customerPage } = panel;
  await welcomed();
  await openFindStore(panel);
  await tellPosition(panel, false);
  await customerPage.getByText("没拿到位置，也没关系：选城市或搜店名都行").waitFor();
  await customerPage.getByLabel("城市").selectOption("上海市");
  await customerPage.getByRole("heading", { name: /^上海市\s*的门店$/ }).waitFor();
  await customerPage.getByText("换个方式找").click();
  await customerPage.getByLabel("区县").selectOption("杨浦区");
  await customerPage.getByRole("heading", { name: /上海市.*杨浦区.*的门店$/ }).waitFor();
  const stores = customerPage.locator("form[data-form=choose]");
  expect(await stores.count()).toBe(1);
  await stores.getByRole("button").click();
  await phone.getByTestId("page-scan").click();
  await phone.getByTestId("leave-group").waitFor();
  expect(await phone.getByRole("heading").first().innerText()).toContain("政立路店福利群1");
});

test("somebody far from every store is told so kindly, and may look for a name instead", async () => {
  const { customer: phone, customerPage } = panel;
  await welcomed();
  await stand(panel, FAR);
  await phone.getByTestId("customer-tab-chats").click();
  await phone.getByTestId("chat-item").first().click();
  await openFindStore(panel);
  await tellPosition(panel, true);
  const kind = customerPage.locator("[data-reason=too-far]");
  expect(await kind.innerText()).toBe("看看别的城市，或直接搜店名");
  expect(await customerPage.getByRole("heading", { level: 1 }).innerText()).toBe("附近还没有我们的门店");
  expect(await customerPage.getByRole("link", { name: /^看看.+的门店$/ }).count()).toBe(1);
  expect(await customerPage.locator("form[data-form=choose]").count()).toBe(0);
  await customerPage.getByLabel("店名或路名").fill("政立路");
  await customerPage.getByRole("button", { name: "查找" }).click();
  await customerPage.getByRole("heading", { name: "「政立路」的结果" }).waitFor();
  expect(await customerPage.locator("form[data-form=choose]").first().innerText()).toContain("政立路店");
});

test("somebody who leaves the group and deletes the officer is sent nothing more", async () => {
  const { customer: phone, customerPage } = panel;
  const who = await welcomed();
  await openFindStore(panel);
  await tellPosition(panel, true);
  await customerPage.locator("form[data-form=choose] button").first().click();
  await phone.getByTestId("page-scan").click();
  await phone.getByTestId("leave-group").waitFor();
  await stage.world.advance("10s");
  await phone.getByTestId("leave-group").click();
  await phone.getByTestId("sheet-yes").click();
  await stage.world.advance("10s");
  await phone.locator("[data-testid=chat-item][data-with^=officer-]").click();
  await phone.getByTestId("unfriend").click();
  await phone.getByTestId("sheet-yes").click();
  await stage.world.advance("10s");
  const { items } = await stage.world.api(api.customers.list, { query: stage.world.phone(who).externalUserId ?? "" });
  expect(items).toMatchObject([{ state: "one-way", groups: [] }]);
  const { sops } = await stage.world.api(api.customers.get, { id: items[0]?.id ?? "" });
  expect(sops).toMatchObject([{ state: "exited", steps: [{ state: "exited" }, { state: "exited" }, { state: "exited" }] }]);
});

test("nothing went wrong in any page on the way", () => {
  expect(stage.troubles).toEqual([]);
});
