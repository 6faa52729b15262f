import { api } from "@shuke/contract";
import type { Page } from "playwright-core";
import type { BrandWorld } from "./brand-world.ts";
import { type Camera, untilStill, type View } from "./camera.ts";

const PHONE = { width: 390, height: 844 } as const;
const DESK = { width: 1440, height: 900, scale: 1 } as const;
/** People's Square in Shanghai: several stores are near. */
const SQUARE = { lng: 121.4737, lat: 31.2304 };
const URUMQI = { lng: 87.6168, lat: 43.8256 };

/** What customers and staff see: the pages on a phone, then both phones on the panel. */
export async function shootPhones(world: BrandWorld, camera: Camera): Promise<void> {
  for (const view of [
    { language: "zh-CN", dark: false, suffix: "" },
    { language: "en", dark: false, suffix: ".en" },
    { language: "zh-CN", dark: true, suffix: ".dark" },
  ] as const) {
    await shootPages(world, camera, { ...view, ...PHONE }, view.suffix);
  }
  await shootPanel(world, camera, "zh-CN", "");
  await shootPanel(world, camera, "en", ".en");
}

async function shootPages(world: BrandWorld, camera: Camera, view: View, suffix: string): Promise<void> {
  const who = await newcomer(world);
  const page = await camera.open(view);
  const open = async (address: string, holder = who): Promise<void> => {
    await page.goto(await onPhone(world, holder, world.app.core.publicUrl + address));
    await untilStill(page);
  };
  const shoot = (name: string): Promise<string> => camera.shoot(page, `phone-${name}${suffix}`);
  await open("/m/welfare");
  await shoot("welfare");
  await open("/m/find-store");
  await shoot("find-store");
  await locate(page, URUMQI);
  await shoot("too-far");
  await open("/m/find-store");
  await locate(page, SQUARE);
  await shoot("find-store-near");
  await page.locator("form[data-form=choose] button").first().click();
  await page.locator("[data-qr]").waitFor();
  await untilStill(page);
  await shoot("group-code");
  await world.act({ who, do: "scan", url: (await page.locator("[data-qr]").getAttribute("data-qr")) ?? "" });
  await world.advance("10s");
  await open("/m/my-group");
  await shoot("my-group");
  const { items } = await world.api(api.tasks.list, { limit: 100 });
  const task = items.find(({ kind }) => kind === "finish-group-setup");
  if (task) {
    await open(`/m/t/${task.id}`, task.assignee);
    await shoot("staff-task");
  }
  await page.context().close();
}

/** As the phone's position would have filled it in. */
async function locate(page: Page, at: { lng: number; lat: number }): Promise<void> {
  const form = page.locator("form[data-form=locate]");
  await form.locator("[name=lng]").evaluate((input, value) => input.setAttribute("value", value), String(at.lng));
  await form.locator("[name=lat]").evaluate((input, value) => input.setAttribute("value", value), String(at.lat));
  await form.getByRole("button").click();
  await page.waitForURL("**/find-store?near=1");
  await untilStill(page);
}

async function shootPanel(world: BrandWorld, camera: Camera, language: View["language"], suffix: string): Promise<void> {
  const who = await newcomer(world);
  const page = await camera.open({ language, dark: false, ...DESK });
  await page.goto(`${world.sandbox.url}/_sandbox/panel/`);
  if (language === "en") await page.getByTestId("language").click();
  const customer = page.getByTestId("phone-customer");
  const staff = page.getByTestId("phone-staff");
  await customer.getByTestId("person-select").selectOption(who);
  await staff.getByTestId("staff-select").selectOption("officer-1");
  await staff.getByTestId("staff-tab-tasks").click();
  await customer.getByTestId("customer-tab-chats").click();
  await customer.getByTestId("chat-item").first().click();
  await customer.getByTestId("link-card").first().waitFor();
  await untilStill(page);
  await camera.shoot(page, `panel-welcome${suffix}`);
  await customer.getByTestId("link-card").first().click();
  const inside = customer.getByTestId("page-frame").contentFrame();
  await inside.locator("[data-next]").click();
  await inside.locator("form[data-form=locate] button").click();
  await customer.getByTestId("sheet-yes").click();
  await inside.locator("form[data-form=choose]").first().waitFor();
  await untilStill(page);
  await camera.shoot(page, `panel-find-store${suffix}`);
  await shootBehind(world, camera, page, suffix);
  await page.context().close();
}

/** A moment on both phones, a trouble at work, and one call with its request and answer. */
async function shootBehind(world: BrandWorld, camera: Camera, page: Page, suffix: string): Promise<void> {
  const customer = page.getByTestId("phone-customer");
  const staff = page.getByTestId("phone-staff");
  const friend = (await customer.locator("[data-testid=message]:not(.mine)").first().getAttribute("data-from")) ?? "";
  await staff.getByTestId("staff-select").selectOption(friend);
  await world.act({ who: friend, do: "post-moment", text: "今天的豆子是耶加雪菲，柑橘味，来闻闻" });
  await customer.getByTestId("page-close").click();
  await customer.getByTestId("back").click();
  await customer.getByTestId("customer-tab-moments").click();
  await staff.getByTestId("staff-tab-moments").click();
  await staff.getByTestId("moment-item").first().waitFor();
  await page.getByTestId("fault-slow").check();
  await page.getByTestId("fault-clear").waitFor();
  await page.getByTestId("call").first().click();
  await page.getByTestId("call-answer").waitFor();
  await untilStill(page);
  await camera.shoot(page, `panel-behind${suffix}`);
  await page.getByTestId("fault-clear").click();
  await page.getByTestId("fault-clear").waitFor({ state: "detached" });
}

async function newcomer(world: BrandWorld): Promise<string> {
  const { who } = await world.act({ who: "new", do: "scan", url: world.poster, home: SQUARE });
  await world.advance("20s");
  return who;
}

async function onPhone(world: BrandWorld, who: string, url: string): Promise<string> {
  const answer = await fetch(`${world.sandbox.url}/_sandbox/panel/visit`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ who, url }),
  });
  const body: unknown = await answer.json();
  if (typeof body !== "object" || body === null || !("src" in body)) throw new Error(`no way to show ${url} on a phone`);
  return String(body.src);
}
