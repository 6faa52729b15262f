import { api, type Role } from "@shuke/contract";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putUser } from "#modules/access";
import { settled, visit } from "./console.ts";
import { createStage, type Stage } from "./stage.ts";

/** A store manager, a group owner and a guide: each sees her part, and nothing of it refuses her. */
const people = [
  { role: "storeManager", userId: "store-001" },
  { role: "groupOwner", userId: "store-001" },
  { role: "guide", userId: "officer-1" },
] as const satisfies ReadonlyArray<{ role: Role; userId: string }>;
const ASKED = "昨天的拿铁是冷的";
const password = "a long enough password";

let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
  const { auth, db } = stage.world.app.core;
  const { corp } = await stage.world.api(api.session.current, {});
  for (const { role, userId } of people) {
    const user = { email: `${role}@example.com`, name: role, password, role, staffUserId: userId };
    await putUser(auth, db, { corpId: corp.id, now: stage.world.now() }, user);
  }
  await stage.world.api(api.tickets.note, { kind: "complaint", text: ASKED, owner: "store-001" });
  await stage.world.advance("10s");
});
afterAll(() => stage?.close());

/** Signed in as one of them; what the server refuses is kept. */
async function come(role: Role, refused: string[]): Promise<Page> {
  const page = await stage.open();
  page.on("response", (answer) => {
    if (answer.status() >= 400 && answer.status() !== 401) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
  });
  await page.goto(stage.world.app.core.publicUrl);
  await page.locator("input[type=email]").fill(`${role}@example.com`);
  await page.locator("input[type=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/today");
  await settled(page);
  return page;
}

test.each(people)("$role opens every page that her navigation shows, in both languages, and nothing refuses her", async ({ role }) => {
  const refused: string[] = [];
  const page = await come(role, refused);
  const ways = await page.locator(".sidebar a.nav-item").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(ways).toContain("/customers");
  expect(ways.filter((way) => /segments|sops|insight|system|codes/u.test(way))).toEqual([]);
  for (const language of ["zh-CN", "en"]) {
    await page.evaluate(`localStorage.setItem('shuke.language', '${language}')`);
    for (const way of ways) {
      await visit(stage, page, way);
      expect([role, way, await page.locator(".error-state, .ant-message-error").count()]).toEqual([role, way, 0]);
    }
  }
  expect(refused).toEqual([]);
  await page.context().close();
});

test("nothing went wrong in any page on the way", () => expect(stage.troubles).toEqual([]));
