import { tell } from "#actions";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { haversine, type Position, storeIndex, type StoreRow } from "#modules/org";
import { groupCodesOf, storesWithCode } from "./rows.ts";
import { type Refusal, refusalOf } from "./rules.ts";
import { seatInputs } from "./seats.ts";
import { routingSettings } from "./settings.ts";
import type { HowFound, Visitor } from "./types.ts";

/** What somebody is looking for. A position is WGS-84. */
export type Search = { at: Position | null; city: string; district: string; name: string };

export type Offer = { store: StoreRow; distanceM: number | null };
export type Found = {
  how: HowFound;
  /** Stores with a seat, the nearest first. */
  offers: Offer[];
  /** Why there is none: the best reason among those that were looked at. */
  reason: Refusal | "unknown" | null;
};

const SHOWN = 10;
/** How many stores are looked at for a seat before giving up. */
const LOOKED_AT = 60;

/** Stores that can be offered: open, near enough, with a code that has a seat (A3). Records the search as a fact. */
export async function findStores(ctx: Ctx, visitor: Visitor, search: Search): Promise<Found> {
  const { maxDistanceM } = await routingSettings(ctx);
  const candidates = await candidatesOf(ctx, search, maxDistanceM);
  const codes = await groupCodesOf(
    ctx,
    candidates.map(({ store }) => store.id),
  );
  const inputs = await seatInputs(ctx, codes, visitor.key);
  const offers: Offer[] = [];
  const refusals = new Set<Refusal>();
  for (const candidate of candidates) {
    const mine = codes.filter((code) => code.storeId === candidate.store.id).flatMap((code) => inputs.get(code.id) ?? []);
    const refusal = refusalOf({ open: candidate.store.state === "open", distanceM: candidate.distanceM, codes: mine }, maxDistanceM);
    if (refusal === null) offers.push(candidate);
    else refusals.add(refusal);
  }
  const how = howOf(search);
  const shown = offers.slice(0, SHOWN);
  await recordSearch(ctx, visitor, how, search, shown.length);
  return { how, offers: shown, reason: shown.length > 0 ? null : bestReason(refusals) };
}

export const howOf = ({ at, district, name }: Search): HowFound =>
  at ? "location" : name !== "" ? "name" : district !== "" ? "district" : "city";

/** Full and paused can change by tomorrow, too far cannot; nothing at all is unknown. */
function bestReason(refusals: ReadonlySet<Refusal>): Refusal | "unknown" {
  return (["full", "paused", "closed", "too-far"] as const).find((reason) => refusals.has(reason)) ?? "unknown";
}

async function candidatesOf(ctx: Ctx, search: Search, maxDistanceM: number): Promise<Offer[]> {
  const index = await storeIndex(ctx);
  const { at } = search;
  if (at) {
    const routed = await storesWithCode(ctx);
    // Those with a code first; the one nearest store of all tells why, when there is none.
    const near = index.nearest(at, LOOKED_AT, (store) => store.state === "open" && routed.has(store.id));
    const within = near.filter(({ distanceM }) => distanceM <= maxDistanceM);
    const hits = within.length > 0 ? within : index.nearest(at, 5);
    return hits.map(({ item, distanceM }) => ({ store: item, distanceM }));
  }
  const words = search.name.trim().toLowerCase();
  const matches = index.items.filter(
    (store) =>
      (search.city === "" || store.city === search.city) &&
      (search.district === "" || store.district === search.district) &&
      (words === "" || `${store.name} ${store.address} ${store.code}`.toLowerCase().includes(words)),
  );
  if (search.city === "" && search.district === "" && words === "") return [];
  const routed = await storesWithCode(ctx);
  const rank = (store: StoreRow) =>
    Number(store.state !== "open") * 4 + Number(!routed.has(store.id)) * 2 + Number(!startsWith(store, words));
  return matches
    .toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
    .slice(0, LOOKED_AT)
    .map((store) => ({ store, distanceM: null }));
}

const startsWith = (store: StoreRow, words: string) => words === "" || store.name.toLowerCase().startsWith(words);

export const distanceTo = (at: Position | null, store: Position): number | null => (at ? haversine(at, store) : null);

async function recordSearch(ctx: Ctx, visitor: Visitor, how: HowFound, search: Search, found: number): Promise<void> {
  const externalUserId = visitor.externalUserId;
  if (externalUserId === null) return;
  // A kilometre is enough to learn from; where she exactly stood is nobody's business.
  const at = search.at ? `${search.at.lng.toFixed(2)},${search.at.lat.toFixed(2)}` : "";
  const query = at || [search.name, search.city, search.district].filter((word) => word !== "").join(" ");
  await tell(ctx, {
    type: "store.searched",
    subject: `customer:${customerId(ctx.corpId, externalUserId)}`,
    data: { externalUserId, how, query, found },
    occurredAt: ctx.now,
    actor: { kind: "customer", externalUserId },
  });
}
