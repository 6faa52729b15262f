import type { Ctx } from "#kit/ctx";
import { chatInfo } from "#modules/groups";
import { poolsWithHolds } from "./rows.ts";
import type { SeatInput } from "./rules.ts";
import type { LiveCodeRow } from "./types.ts";

/** What the seat rules need to know of each code, by code id. */
export async function seatInputs(ctx: Ctx, codes: readonly LiveCodeRow[], except = ""): Promise<Map<string, SeatInput>> {
  const ids = codes.map(({ id }) => id);
  const pools = await poolsWithHolds(ctx, ids, except);
  const chats = await chatInfo(
    ctx,
    [...pools.values()].flatMap(({ chatIds }) => chatIds),
  );
  return new Map(
    codes.map((code) => {
      const living = (pools.get(code.id)?.chatIds ?? []).flatMap((chatId) => chats.get(chatId) ?? []).filter((chat) => !chat.dismissed);
      return [
        code.id,
        {
          state: code.state,
          hasQr: code.qrUrl !== null,
          seatLimit: code.seatLimit,
          // Without one living group WeCom has nothing to go on from.
          autoCreate: code.autoCreate && living.length > 0,
          members: living.map((chat) => chat.members),
          held: pools.get(code.id)?.held ?? 0,
        },
      ];
    }),
  );
}
