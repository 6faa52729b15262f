import { api, type StockPlan } from "@shuke/contract";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { massTasks, touchLedger } from "#actions";
import { useTombstoneKey } from "#kit/forgotten";
import { customerId } from "#kit/ids";
import type { OrderFact } from "#log";
import { handlers as orders } from "#modules/orders";
import { duties as sendDuties, handlers as sends } from "#modules/sends";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createTestCorp, type TestCorp } from "../../../test/told-corp.ts";
import { arriveStock, forecastArrival, stopArrival } from "./arrive.ts";
import { handlers } from "./index.ts";
import { moveArrivals } from "./look.ts";
import { pageOfStock, wantHerself, withdrawHerself } from "./page.ts";
import { archiveProduct, installProduct, saveProduct } from "./save-product.ts";
import { getProduct, listPeople, listProducts } from "./screens.ts";
import { addManyWants, addWants, markTaken, withdrawWant } from "./wants.ts";

const HOUR = 3_600_000;
const byText = (a: unknown, b: unknown) => String(a).localeCompare(String(b));
let database: TestDatabase;
let corp: TestCorp;
let product: string;
beforeAll(async () => {
  useTombstoneKey("a key of this test");
  database = await createTestDatabase();
});
afterAll(() => database.drop());
const people = ["wm1", "wm2", "wm3", "wm4", "wm5", "wm6"];
beforeEach(async () => {
  // Saturday, ten in the morning in Shanghai.
  corp = await createTestCorp(database);
  await corp.staff("anna");
  for (const who of people) await corp.befriend(who, "anna", "");
  await settle();
  product = (await saveProduct(corp.ctx(), { plan: plan() })).id;
});

const plan = (more: Partial<StockPlan> = {}): StockPlan =>
  api.stock.save.input.parse({
    plan: { name: "医用口罩", sku: "MASK-50", unit: "盒", text: "{{name}}到货了，给你留到 {{until}}", holdHours: 4, ...more },
  }).plan;
const read = () => corp.drainWith([...orders, massTasks, touchLedger, ...sends, ...handlers]);
async function settle(): Promise<void> {
  await read();
  for (let done = 1; done > 0;) {
    done = 0;
    for (const duty of [moveArrivals, ...sendDuties]) done += await duty.run(database.db, corp.corpId, corp.ctx().now);
    await read();
  }
}
async function pass(hours: number): Promise<void> {
  for (let left = hours * HOUR; left > 0; left -= 10 * 60_000) {
    corp.advance(10 * 60_000);
    await settle();
  }
}
const cus = (who: string) => customerId(corp.corpId, who);
/** They come one after the other. */
async function want(who: string, quantity = 1): Promise<void> {
  await addWants(corp.ctx(), { id: product, customerIds: [cus(who)], quantity, storeId: null });
  corp.advance(1000);
}
const arrive = async (pieces: number) => {
  const { id } = await arriveStock(corp.ctx(), { productId: product, pieces, storeId: null });
  await settle();
  return id;
};
const arrival = async (id: string) => {
  const found = (await getProduct(corp.ctx(), { id: product })).arrivals.find((one) => one.id === id);
  if (!found) throw new Error("no such arrival");
  expect(found.reserved + found.taken + found.free).toBe(found.arrived);
  return found;
};
const states = async () =>
  (await listPeople(corp.ctx(), { id: product, limit: 50 })).items.map(({ customerId: id, state, reason }) =>
    [people.find((who) => cus(who) === id) ?? "?", state, ...(reason ? [reason] : [])].join(" "),
  );
const wantOf = async (who: string) => {
  const found = (await listPeople(corp.ctx(), { id: product, limit: 50 })).items.find((one) => one.customerId === cus(who));
  if (!found) throw new Error(`no want of ${who}`);
  return found;
};
let orderNo = 0;
async function buys(...order: Parameters<typeof pays>): Promise<void> {
  await pays(...order);
  await settle();
}
/** The till says so; nobody has read it yet. */
async function pays(who: string | null, quantity = 1, more: Partial<OrderFact> = {}): Promise<void> {
  orderNo += 1;
  const at = corp.ctx().now.toISOString();
  const order: OrderFact = {
    orderNo: `O${orderNo}`,
    personId: who === null ? null : cus(who),
    keyPersonId: who === null ? null : cus(who),
    keys: {},
    fresh: [],
    amountFen: 3900,
    refundedFen: 0,
    paidAt: at,
    day: at.slice(0, 10),
    storeId: null,
    storeCode: "",
    channel: "",
    credit: "unknown",
    changedAt: at,
    source: "hook",
    items: [{ sku: "MASK-50", quantity }],
    ...more,
  };
  await corp.tell("order.recorded", order);
}
/** WeCom took the newest call, anna confirmed it, and it arrived with these. */
async function delivered(): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    sender: string;
    recipients: string[];
    by: string;
  }>`select a.id, a.payload->>'sender' as sender, array_agg(t.recipient order by t.recipient) as recipients, min(t.planned_by) as by
    from planned_action a join touch t on t.corp_id = a.corp_id and t.action_id = a.id and t.budget = 'person' and t.state = 'reserved'
    where a.corp_id = ${corp.corpId} and a.kind = 'mass-task.create' and a.status = 'planned' group by 1, 2`.execute(database.db);
  for (const { id, sender, recipients, by } of rows) {
    const base = { msgid: `msg-${id}`, actionId: id, sender };
    const at = corp.ctx().now.toISOString();
    await sql`update planned_action set status = 'sent' where corp_id = ${corp.corpId} and id = ${id}`.execute(database.db);
    await corp.tell("mass-task.created", { ...base, chatType: "single", recipients, failed: [], plannedBy: by });
    await corp.tell("mass-task.confirmed", { ...base, sentAt: at });
    await corp.tell("mass-task.delivered", { ...base, results: recipients.map((recipient) => ({ recipient, status: 1, at })) });
    await corp.tell("mass-task.closed", { ...base, why: "complete", unsent: [] });
  }
  await settle();
  return rows.flatMap(({ recipients }) => recipients);
}

test("people are told in waves, the oldest want first; whoever does not take gives back and the next are told, until the pieces are out", async () => {
  for (const who of people) await want(who);
  const foreseen = await forecastArrival(corp.ctx(), { productId: product, pieces: 1, storeId: null });
  expect(foreseen).toMatchObject({ waiting: 6, unreachable: 0, known: 0, waves: [{ people: 3 }], left: 0, without: 3 });
  const id = await arrive(1);
  // One piece, three of ten come: three are told.
  expect(await states()).toEqual(["wm1 held", "wm2 held", "wm3 held", "wm4 waiting", "wm5 waiting", "wm6 waiting"]);
  expect(await arrival(id)).toMatchObject({ arrived: 1, reserved: 1, free: 0, taken: 0, waves: [{ no: 1, people: 3, pieces: 3 }] });
  corp.advance(12 * 60_000);
  expect(await delivered()).toEqual(["wm1", "wm2", "wm3"]);
  await pass(1);
  expect(await arrival(id)).toMatchObject({ received: 3, minutesTo80: 12 });
  await pass(3);
  expect((await states()).slice(0, 3)).toEqual(["wm1 passed expired", "wm2 passed expired", "wm3 passed expired"]);
  expect(await delivered()).toEqual(["wm4", "wm5", "wm6"]);
  await buys("wm5");
  expect((await states()).slice(3)).toEqual(["wm4 waiting", "wm5 taken", "wm6 waiting"]);
  expect(await arrival(id)).toMatchObject({ state: "done", reason: "sold-out", taken: 1, free: 0, reserved: 0, received: 6 });
  const sold = await arrival(id);
  expect(sold.waves.map(({ taken, returned }) => [taken, returned])).toEqual([
    [0, [{ reason: "expired", people: 3 }]],
    [1, [{ reason: "sold-out", people: 2 }]],
  ]);
  expect(sold.takeRate).toBeCloseTo(1 / 6);
});

test("whoever bought, withdrew or was forgotten before her wave drops out, with the reason", async () => {
  for (const who of people) await want(who);
  await buys("wm1");
  await withdrawWant(corp.ctx(), { wantId: (await wantOf("wm2")).id });
  await sql`insert into forgotten (corp_id, hash, forgetting_id, at) select ${corp.corpId}, ${(await import("#kit/forgotten")).tombstoneOf(corp.corpId, "external\u0000wm3")}, 'f', ${corp.ctx().now}`.execute(
    database.db,
  );
  await corp.tell("relation.ended", { externalUserId: "wm3", userId: "anna", by: "staff" });
  await corp.tell("relation.ended", { externalUserId: "wm4", userId: "anna", by: "customer" });
  await settle();
  const id = await arrive(5);
  expect(await states()).toEqual([
    "wm1 dropped bought",
    "wm2 withdrawn withdrawn",
    "wm3 dropped forgotten",
    "wm4 dropped not-friend",
    "wm5 held",
    "wm6 held",
  ]);
  expect(await delivered()).toEqual(["wm5", "wm6"]);
  expect((await arrival(id)).dropped).toEqual([{ reason: "not-friend", people: 1 }]);
});

test("whoever takes it back while her call waits is left out of it, and her pieces are free", async () => {
  await want("wm1", 2);
  await want("wm2");
  const id = await arrive(3);
  expect(await arrival(id)).toMatchObject({ reserved: 3, free: 0 });
  await withdrawHerself(corp.ctx(), "wm1", (await wantOf("wm1")).id);
  expect(await arrival(id)).toMatchObject({ reserved: 1, free: 2 });
  expect(await delivered()).toEqual(["wm2"]);
});

test("each order counts once, what others buy is gone, and what the counter marked and the till reports is one thing", async () => {
  for (const who of ["wm1", "wm2"]) await want(who);
  const id = await arrive(3);
  await delivered();
  await buys(null);
  expect(await arrival(id)).toMatchObject({ taken: 1, reserved: 2, free: 0 });
  await markTaken(corp.ctx(), { wantId: (await wantOf("wm1")).id });
  expect(await arrival(id)).toMatchObject({ taken: 2, reserved: 1 });
  await buys("wm1");
  expect(await arrival(id)).toMatchObject({ taken: 2, reserved: 1 });
  const again = { orderNo: "same" };
  await buys("wm2", 1, again);
  await buys("wm2", 1, again);
  expect(await arrival(id)).toMatchObject({ taken: 3, reserved: 0, free: 0 });
  // More than came is sold by nobody.
  await buys("wm3", 5);
  expect(await arrival(id)).toMatchObject({ taken: 3 });
  await expect(markTaken(corp.ctx(), { wantId: (await wantOf("wm1")).id })).rejects.toMatchObject({ code: "stockWantOver" });
});

test("the counter and the till at once, over several arrivals: nobody waits for the other in a circle, no piece goes twice", async () => {
  for (const late of ["wm3", "wm4", "wm5", "wm6"]) {
    const ids: string[] = [];
    for (const who of ["wm1", "wm2"]) {
      await want(who);
      ids.push(await arrive(1));
      await delivered();
    }
    await want(late);
    const { id: wantId } = await wantOf(late);
    // The till's first order is of the newer arrival; the counter begins with the older one.
    for (const who of ["wm2", "wm1"]) {
      await pays(who);
      corp.advance(1000);
    }
    const marks = Array.from({ length: 6 }, () =>
      markTaken(corp.ctx(), { wantId }).catch((error: unknown) => Object(error).code as unknown),
    );
    const [, ...answers] = await Promise.all([read(), ...marks]);
    expect(answers).toEqual(Array.from({ length: 6 }, () => "stockNoneLeft"));
    for (const id of ids) expect(await arrival(id)).toMatchObject({ taken: 1, reserved: 0, free: 0 });
    await withdrawWant(corp.ctx(), { wantId });
  }
});

test("what two mark at the counter at once is taken once", async () => {
  await want("wm1");
  const id = await arrive(3);
  await delivered();
  const { id: wantId } = await wantOf("wm1");
  const mark = () =>
    markTaken(corp.ctx(), { wantId }).then(
      () => "taken",
      (error: unknown) => Object(error).code as unknown,
    );
  expect((await Promise.all([mark(), mark(), mark()])).toSorted(byText)).toEqual(["stockWantOver", "stockWantOver", "taken"]);
  expect(await arrival(id)).toMatchObject({ taken: 1 });
});

test("stopping calls off what was not sent, keeps what was promised, and tells nobody else", async () => {
  for (const who of people) await want(who);
  const early = await arrive(1);
  await stopArrival(corp.ctx(), { id: early, why: "数错了" });
  await settle();
  // Once it is sure that nobody gets it any more.
  await pass(1 / 6);
  expect(await arrival(early)).toMatchObject({ state: "stopped", free: 1, reserved: 0 });
  expect((await states()).filter((one) => one.endsWith("waiting"))).toHaveLength(6);
  expect(await delivered()).toEqual([]);
  const late = await arrive(1);
  await delivered();
  await stopArrival(corp.ctx(), { id: late, why: "" });
  await settle();
  expect(await arrival(late)).toMatchObject({ state: "stopped", reserved: 1 });
  await pass(4);
  expect(await arrival(late)).toMatchObject({ reserved: 0, free: 1, waves: [{ no: 1, state: "ended" }] });
  await expect(stopArrival(corp.ctx(), { id: late, why: "" })).rejects.toMatchObject({ code: "stockArrivalOver" });
});

test("whoever could not be reached waits on and is tried again; at night nobody is told before the morning", async () => {
  await want("wm1");
  corp.advance(12 * HOUR);
  const id = await arrive(1);
  expect((await arrival(id)).waves[0]?.startsAt).toBe("2025-03-02T01:00:00.000Z");
  // Nobody confirms, and the time for which it is kept passes.
  await pass(15.5);
  const seen = await arrival(id);
  expect(seen.waves.map(({ returned }) => returned)).toEqual([[{ reason: "not-reached", people: 1 }], expect.anything()]);
  await pass(30);
  expect(await arrival(id)).toMatchObject({ state: "done", reason: "no-wants", free: 1 });
  expect(await states()).toEqual(["wm1 waiting"]);
});

test("she asks for it herself, once, takes it back, and is told what she may not", async () => {
  expect(await wantHerself(corp.ctx(), "wm1", product, 9)).toBe(true);
  expect(await wantHerself(corp.ctx(), "wm1", product, 1)).toBe(false);
  const page = await pageOfStock(corp.ctx(), "wm1", "");
  expect(page).toMatchObject({ wants: [{ quantity: 2, road: "page", state: "waiting" }], products: [], unreachable: false });
  await expect(withdrawHerself(corp.ctx(), "wm2", page.wants[0]?.id ?? "")).rejects.toMatchObject({ code: "stockUnknownPerson" });
  expect(await withdrawHerself(corp.ctx(), "wm1", page.wants[0]?.id ?? "")).toBe(true);
  expect(await withdrawHerself(corp.ctx(), "wm1", page.wants[0]?.id ?? "")).toBe(false);
  expect((await pageOfStock(corp.ctx(), "wm1", "")).products).toMatchObject([{ name: "医用口罩" }]);
  expect((await pageOfStock(corp.ctx(), "stranger", "")).unreachable).toBe(true);
});

test("products are named once by their number, changed by whoever read them last, put away and taken out; many wants come at once", async () => {
  await expect(saveProduct(corp.ctx(), { plan: plan() })).rejects.toMatchObject({ code: "stockSkuTaken" });
  expect(await installProduct(corp.ctx(), "stock-notice", plan())).toBe("kept");
  const named = await saveProduct(corp.ctx(), { id: product, revision: 1, plan: plan({ name: "口罩" }) });
  expect(named).toMatchObject({ name: "口罩", revision: 2, waiting: 0 });
  await expect(saveProduct(corp.ctx(), { id: product, revision: 1, plan: plan() })).rejects.toMatchObject({ code: "stockSavedMeanwhile" });
  const many = { id: product, segmentIds: [], tagIds: [], csv: "wm1,2\nwm2\nnobody", quantity: 1 };
  expect(await addManyWants(corp.ctx(), many)).toEqual({ added: 2, again: 0, unknown: 1 });
  expect(await addManyWants(corp.ctx(), many)).toEqual({ added: 0, again: 2, unknown: 1 });
  expect((await listProducts(corp.ctx(), { query: "口", archived: false, limit: 10 })).items).toMatchObject([{ waiting: 2, wanted: 3 }]);
  const first = await listPeople(corp.ctx(), { id: product, limit: 1 });
  const rest = await listPeople(corp.ctx(), { id: product, limit: 1, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items].map(({ quantity }) => quantity)).toEqual([2, 1]);
  await arrive(1);
  await expect(archiveProduct(corp.ctx(), { id: product, archived: true })).rejects.toMatchObject({ code: "stockUnderWay" });
  await pass(8);
  await archiveProduct(corp.ctx(), { id: product, archived: true });
  await expect(want("wm5")).rejects.toMatchObject({ code: "stockPutAway" });
});

test("who wants to hear of nothing gives back at once, who wants stock notices only is told; a send that nobody lets go ends the arrival", async () => {
  const says = (who: string, level: string) =>
    sql`insert into contact_preference (corp_id, external_user_id, level, said_by, said_at) values (${corp.corpId}, ${who}, ${level}, 'page', ${corp.ctx().now})`.execute(
      database.db,
    );
  await says("wm1", "none");
  await says("wm2", "stock-only");
  for (const who of ["wm1", "wm2"]) await want(who);
  const id = await arrive(2);
  await pass(1 / 6);
  expect(await states()).toEqual(["wm1 waiting", "wm2 held"]);
  expect(await arrival(id)).toMatchObject({ reserved: 1, free: 1, waves: [{ returned: [{ reason: "not-reached", people: 1 }] }] });
  expect(await delivered()).toEqual(["wm2"]);
  await stopArrival(corp.ctx(), { id, why: "" });
  await pass(4);
  // From here on a second person lets every send go, and nobody does.
  await sql`update corp set settings = '{"sends": {"approvalAbove": 0}}' where corp_id = ${corp.corpId}`.execute(database.db);
  await want("wm3");
  expect(await forecastArrival(corp.ctx(), { productId: product, pieces: 1, storeId: null })).toMatchObject({ needsApproval: true });
  const late = await arrive(1);
  expect((await arrival(late)).waves).toMatchObject([{ waitsForApproval: true, state: "open" }]);
  await pass(5);
  expect(await arrival(late)).toMatchObject({ state: "stopped", reason: "refused", free: 1 });
});

test("a want is over in time", async () => {
  await want("wm1");
  corp.advance(91 * 24 * HOUR);
  await arrive(1);
  expect(await states()).toEqual(["wm1 expired expired"]);
});
