import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { seesStore } from "#kit/scope";
import { chatInfo } from "#modules/groups";
import { storeIndex, type StoreRow } from "#modules/org";
import { chatsOfStores } from "./ask.ts";
import { groupCodesOf } from "./rows.ts";
import { seatsLeft } from "./rules.ts";
import { seatInputs } from "./seats.ts";

/** Stores with their groups and seats, by number. The cursor is the last store number seen. */
export async function listStores(ctx: Ctx, input: ParsedInputOf<typeof api.stores.list>): Promise<OutputOf<typeof api.stores.list>> {
  const words = input.query?.trim().toLowerCase() ?? "";
  const { items } = await storeIndex(ctx);
  const matches = items
    .filter(
      (store) =>
        seesStore(ctx, store.id) &&
        (words === "" || `${store.name} ${store.code} ${store.address} ${store.city}`.toLowerCase().includes(words)) &&
        (input.city === undefined || store.city === input.city) &&
        (input.state === undefined || store.state === input.state),
    )
    .toSorted((a, b) => byCode(a.code, b.code));
  const rest = matches.filter((store) => input.cursor === undefined || byCode(store.code, input.cursor) > 0);
  const shown = rest.slice(0, input.limit);
  return {
    items: await withGroups(ctx, shown),
    nextCursor: rest.length > shown.length ? (shown.at(-1)?.code ?? null) : null,
    total: matches.length,
  };
}

const byCode = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

async function withGroups(ctx: Ctx, stores: readonly StoreRow[]) {
  const ids = stores.map(({ id }) => id);
  const codes = await groupCodesOf(ctx, ids);
  const seats = await seatInputs(ctx, codes);
  const members = await membersOf(ctx, ids);
  return stores.map((store) => {
    const mine = codes.filter((code) => code.storeId === store.id);
    const inputs = mine.flatMap((code) => seats.get(code.id) ?? []);
    const grows = inputs.some((input) => input.autoCreate && input.state === "active" && input.hasQr);
    return {
      ...store,
      groups: members.get(store.id)?.groups ?? 0,
      members: members.get(store.id)?.members ?? 0,
      seatsLeft: grows ? null : inputs.reduce((sum, input) => sum + seatsLeft(input), 0),
      liveCodeId: mine[0]?.id ?? null,
    };
  });
}

async function membersOf(ctx: Ctx, storeIds: readonly string[]): Promise<Map<string, { groups: number; members: number }>> {
  const chats = await chatsOfStores(ctx, storeIds);
  const info = await chatInfo(ctx, [...chats.values()].flat());
  return new Map(
    [...chats].map(([storeId, chatIds]) => {
      const living = chatIds.flatMap((chatId) => info.get(chatId) ?? []).filter(({ dismissed }) => !dismissed);
      return [storeId, { groups: living.length, members: living.reduce((sum, chat) => sum + chat.members, 0) }];
    }),
  );
}

/** All positions, compact, for the map. */
export async function storePoints(ctx: Ctx, input: ParsedInputOf<typeof api.stores.points>): Promise<OutputOf<typeof api.stores.points>> {
  const { items } = await storeIndex(ctx);
  const shown = items.filter((store) => input.city === undefined || store.city === input.city);
  const members = await membersOf(
    ctx,
    shown.map(({ id }) => id),
  );
  return {
    points: shown.map(({ id, name, lng, lat }) => [id, name, lng, lat, members.get(id)?.members ?? 0]),
  };
}
