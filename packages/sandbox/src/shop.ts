import { createHmac } from "node:crypto";
import { ControlError } from "./kit/errors.ts";
import { isBody } from "./kit/params.ts";
import type { Sim } from "./sim.ts";
import type { Order, Person } from "./world/types.ts";
import type { World } from "./world/world.ts";

/** Where the shop's system tells of orders, as its developers were given it. */
type ShopSettings = { url: string; secret: string };

/** Virtual time between two deliveries of a busy shop, and before a failed one is tried again. */
const GRID = 10 * 60_000;
const RETRY = 60_000;
const DAY = 86_400_000;
const MOST = 500;

/** Shares of orders: paid in the mini program (WeChat tells the unionid), with a phone, taken back later. */
const WITH_UNIONID = 0.82;
const WITH_PHONE = 0.7;
const REFUNDED = 0.02;

const settingsOf = (world: World): ShopSettings | null => world.cell<ShopSettings | null>("shop", null);
const waiting = (world: World, what: "orders" | "refunds"): string[] => world.cell<string[]>(`shop.${what}`, []);

export function shopState(world: World): { url: string; waiting: number } {
  return { url: settingsOf(world)?.url ?? "", waiting: waiting(world, "orders").length + waiting(world, "refunds").length };
}

/** `{url, secret}`; an empty url: the shop tells nobody any more. Orders from now on are told. */
export function setUpShop(world: World, body: unknown): { url: string; waiting: number } {
  const { url, secret } = isBody(body) ? body : {};
  if (typeof url !== "string" || (url !== "" && (typeof secret !== "string" || !URL.canParse(url)))) {
    throw new ControlError("shop takes {url, secret}; an empty url ends it");
  }
  world.keep("shop", url === "" ? null : { url, secret: String(secret) });
  return shopState(world);
}

/** An order was made: the shop tells of it with the others of the next ten minutes. */
export function noteOrder(world: World, orderId: string): void {
  if (settingsOf(world) === null) return;
  queue(world, "orders", orderId, Math.ceil((world.now() + 1) / GRID) * GRID);
}

function queue(world: World, what: "orders" | "refunds", id: string, at: number): void {
  const all = waiting(world, what);
  world.keep(`shop.${what}`, [...all, id]);
  if (all.length === 0) world.schedule(at, `shop|${what}`, "shop", { refund: "" });
}

/** A delivery is due, or an order is taken back. */
export async function runShop({ world }: Sim, refund: string): Promise<void> {
  const settings = settingsOf(world);
  if (settings === null) return;
  if (refund !== "") return queue(world, "refunds", refund, world.now());
  const orders = waiting(world, "orders").slice(0, MOST);
  const refunds = waiting(world, "refunds").slice(0, MOST);
  if (orders.length + refunds.length === 0) return;
  const delivered = await send(settings, {
    orders: orders.flatMap((id) => rowOf(world, id)),
    refunds: refunds.flatMap((id) => refundOf(world, id)),
  });
  if (!delivered) {
    world.schedule(world.now() + RETRY, "shop|again", "shop", { refund: "" });
    return;
  }
  const rest = [waiting(world, "orders").slice(orders.length), waiting(world, "refunds").slice(refunds.length)] as const;
  world.keep("shop.orders", rest[0]);
  world.keep("shop.refunds", rest[1]);
  if (rest[0].length + rest[1].length > 0) world.schedule(world.now(), "shop|more", "shop", { refund: "" });
  for (const id of orders) {
    if (world.random("shop refund", id) >= REFUNDED) continue;
    const days = 1 + Math.floor(world.random("shop refund days", id) * 3);
    world.schedule(world.now() + days * DAY, `shop|refund|${id}`, "shop", { refund: id });
  }
}

const numberOf = (order: Order): string =>
  `S${new Date(order.at).toISOString().slice(0, 10).replaceAll("-", "")}${order.id.padStart(8, "0")}`;

function rowOf(world: World, id: string): object[] {
  const order = world.orders.get(id);
  if (!order) return [];
  const person = world.persons.get(order.who);
  const inApp = world.random("shop way", id) < 0.6;
  return [
    {
      orderNo: numberOf(order),
      paidAt: new Date(order.at).toISOString(),
      amountFen: order.amountFen,
      storeCode: order.storeId,
      channel: inApp ? "小程序" : "门店收银",
      ...keysOf(world, order.who, person),
    },
  ];
}

/** A member keeps the phone she gave; whether she pays in the mini program is her habit, too. */
function keysOf(world: World, who: string, person: Person | undefined): { unionid?: string; phone?: string } {
  const phone = `138${String(world.randomInt(0, 99_999_999, "shop phone", who)).padStart(8, "0")}`;
  return {
    ...(person && person.unionid !== "" && world.random("shop unionid", who) < WITH_UNIONID ? { unionid: person.unionid } : {}),
    ...(world.random("shop has phone", who) < WITH_PHONE ? { phone } : {}),
  };
}

function refundOf(world: World, id: string): object[] {
  const order = world.orders.get(id);
  if (!order) return [];
  return [{ orderNo: numberOf(order), refundNo: "R1", amountFen: order.amountFen, refundedAt: new Date(world.now()).toISOString() }];
}

/** Signed as docs/orders.md says; the timestamp is the machine's, since no clock of ours is theirs. */
async function send({ url, secret }: ShopSettings, delivery: object): Promise<boolean> {
  const body = JSON.stringify(delivery);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shuke-timestamp": timestamp, "x-shuke-signature": signature },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    // What the other side finds wrong with us will not be better next time.
    return answer.status < 500;
  } catch {
    return false;
  }
}
