import { api } from "@shuke/contract";
import type { Ready } from "../ready-file.ts";
import { call } from "./remote.ts";

/** Days on which goods come; both early enough that their waves are over at the end. */
const DELIVERIES = [5, 10];
/** Pieces for each hundred who wait. */
const SHARE = 20;

/**
 * What the shop's people do about stock in a rehearsal, each afternoon: note who wants what, say that it has come, hand over what was kept; each
 * evening they hand over once more. By the verbs that they have; nothing where no product is kept. `played` is what was done already: a world
 * whose server was killed stops at other hours.
 */
export async function playStock(ready: Ready, hoursIn: number, played: Set<string>): Promise<void> {
  const [day, hour] = [Math.floor(hoursIn / 24), hoursIn % 24];
  const part = hour < 6 || hour >= 18 ? null : hour < 12 ? "afternoon" : "evening";
  if (part === null || played.has(`${day} ${part}`)) return;
  played.add(`${day} ${part}`);
  const { items: products } = await call(ready, api.stock.list, {});
  for (const [n, { id: productId }] of products.entries()) {
    if (part === "afternoon") await noteWants(ready, productId, n);
    if (part === "afternoon" && DELIVERIES.includes(day)) {
      const { waiting } = await call(ready, api.stock.forecast, { productId, pieces: 1 });
      await call(ready, api.stock.arrive, { productId, pieces: Math.max(2, Math.ceil((waiting * SHARE) / 100)) });
    }
    await handOver(ready, productId);
  }
}

/** Every second person wants the first product, every third the second, those who come later after those who came before. */
async function noteWants(ready: Ready, id: string, n: number): Promise<void> {
  const wants = await everybody(ready, id);
  const asked = new Set(wants.map(({ customerId }) => customerId));
  const { items } = await call(ready, api.customers.list, { limit: 500 });
  const some = items.map((one) => one.id).filter((one) => !asked.has(one) && drawn(one) % (n + 2) === 0);
  for (let from = 0; from < some.length; from += 200) await call(ready, api.stock.want, { id, customerIds: some.slice(from, from + 200) });
}

/** Of those for whom some are kept one in four comes, one in eight lets others have it. */
async function handOver(ready: Ready, id: string): Promise<void> {
  const { items } = await call(ready, api.stock.people, { id, state: "held", limit: 500 });
  for (const { id: wantId, customerId } of items) {
    const lot = drawn(customerId ?? wantId) % 64;
    // The last piece may have gone to whoever came before.
    if (lot < 16) await call(ready, api.stock.taken, { wantId, quantity: 1 }).catch(unlessRefused);
    else if (lot < 24) await call(ready, api.stock.withdraw, { wantId }).catch(unlessRefused);
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes("answered 409")) throw error;
}

async function everybody(ready: Ready, id: string) {
  const found = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await call(ready, api.stock.people, { id, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

/** The same person draws the same lot in every run. */
function drawn(id: string): number {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return sum >> 3;
}
