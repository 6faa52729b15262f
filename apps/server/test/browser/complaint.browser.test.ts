import { api } from "@shuke/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { says, signIn, visit } from "./console.ts";
import { openFindStore, openPanel, type Panel, scanPoster, takeStaffPhone, tellPosition } from "./panel.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;
let panel: Panel;
const SPILT = "昨天 15:30 在政立路店，咖啡洒了一袋子";
const SORRY = "抱歉，重做一杯给你，到店报会员号就行";

beforeAll(async () => {
  stage = await createStage();
  panel = await openPanel(stage);
});
afterAll(() => stage?.close());

const cases = () => stage.world.api(api.tickets.list, {}).then(({ items }) => items);

/** From the officer's card over her treat to the page of the group in which she is, and on to whom she asks. */
async function openAsk(): Promise<void> {
  const { customer: phone, customerPage } = panel;
  await phone.locator("[data-testid=chat-item][data-with^=officer-]").click();
  await phone.getByTestId("link-card").first().click();
  await customerPage.locator("[data-next]").click();
  await customerPage.getByRole("link", { name: "问一问" }).click();
  await customerPage.locator("form[data-form=ask]").waitFor();
}

test("a member of a store's group complains on the page behind her card, and hears by when she is answered", async () => {
  const { customer: phone, customerPage } = panel;
  await scanPoster(panel);
  await stage.world.advance("20s");
  await openFindStore(panel);
  await tellPosition(panel, true);
  await customerPage.locator("form[data-form=choose] button").first().click();
  await phone.getByTestId("page-scan").click();
  await phone.getByTestId("leave-group").waitFor();
  await stage.world.advance("10s");
  await phone.getByTestId("back").click();
  await openAsk();
  await customerPage.getByLabel("是哪一类").selectOption("complaint");
  await customerPage.getByLabel("想说什么").fill(SPILT);
  await customerPage.getByRole("button", { name: "提交" }).click();
  await customerPage.locator("[data-sent]").waitFor();
  await stage.world.advance("10s");
  expect(await cases()).toMatchObject([
    { kind: "complaint", state: "promised", source: "page", owner: { userId: "store-001" }, group: { name: "政立路店福利群1" } },
  ]);
  await phone.getByTestId("page-close").click();
});

test("the group's owner is told on his phone, and writes the answer there: so far it is his word", async () => {
  const { staff, staffPage } = panel;
  await takeStaffPhone(panel, "store-001", "messages");
  await staff.locator("[data-testid=chat-item][data-kind=app]").click();
  await staff.getByTestId("link-card").filter({ hasText: SPILT }).click();
  await staffPage.getByRole("heading", { name: SPILT }).waitFor();
  await staffPage.getByLabel("答复").fill(SORRY);
  await staffPage.getByRole("button", { name: "记下答复" }).click();
  await staffPage.getByText("记下了。把下面这段发给客户").waitFor();
  await stage.world.advance("10s");
  expect(await cases()).toMatchObject([{ state: "answered", answer: SORRY, inTime: true, shown: null }]);
  await staff.getByTestId("page-close").click();
});

test("she reads it on her own page, which shows that she got it; the console tells the whole story in both languages", async () => {
  const { customer: phone, customerPage } = panel;
  await phone.getByTestId("back").click();
  await openAsk();
  await customerPage.getByRole("link", { name: "看答复" }).click();
  await customerPage.locator("[data-answer]").filter({ hasText: SORRY }).waitFor();
  await stage.world.advance("10s");
  const [made] = await cases();
  expect(made).toMatchObject({ shown: "B" });
  const page = await signIn(stage);
  await visit(stage, page, "/tickets");
  await page.getByRole("button", { name: new RegExp(SPILT) }).click();
  await says(page, ".ant-drawer", SORRY, "客户打开了答复", "政立路店福利群1", "王思远");
  await page.evaluate("localStorage.setItem('shuke.language', 'en')");
  await visit(stage, page, `/tickets?ticket=${made?.id ?? ""}`);
  await says(page, ".ant-drawer", SORRY, "Complaint");
  expect(await page.locator("html").getAttribute("lang")).toBe("en");
  await page.context().close();
});

test("what nobody answers by the agreed time stands overdue at the top", async () => {
  const page = await signIn(stage);
  await stage.world.api(api.tickets.note, { kind: "complaint", text: "排队等了四十分钟", owner: "store-001" });
  await stage.world.advance("2h");
  await visit(stage, page, "/tickets");
  const first = page.locator("tbody tr.ant-table-row").first();
  expect(await first.innerText()).toMatch(/排队等了四十分钟[^]*王思远[^]*逾期/);
  await page.context().close();
});

test("nothing went wrong in any page on the way", () => {
  expect(stage.troubles).toEqual([]);
});
