import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { sql } from "kysely";
import { withUnit } from "#actions";
import type { Ctx } from "#kit/ctx";
import { Problem, notFound } from "#kit/problem";
import { staffByIds, storesByIds } from "./ask.ts";
import { toWgs84 } from "./geo.ts";
import { bumpStores } from "./store-version.ts";

/** Changes a store; a position needs both numbers. */
export async function updateStore(ctx: Ctx, input: ParsedInputOf<typeof api.stores.update>): Promise<OutputOf<typeof api.stores.update>> {
  return withUnit(ctx, async (unit) => {
    await bumpStores(unit);
    const before = (await storesByIds(unit, [input.id])).get(input.id);
    if (!before) throw notFound("store", input.id);
    if ((input.lng === undefined) !== (input.lat === undefined)) throw new Problem("invalidInput", { issues: "lng, lat" });
    if (input.managerUserId && !(await staffByIds(unit, [input.managerUserId])).has(input.managerUserId))
      throw new Problem("liveCodeStaffUnknown", { userIds: input.managerUserId });
    const position = input.lng !== undefined && input.lat !== undefined ? toWgs84({ lng: input.lng, lat: input.lat }, input.datum) : before;
    const after = {
      name: input.name ?? before.name,
      address: input.address ?? before.address,
      state: input.state ?? before.state,
      managerUserId: input.managerUserId === undefined ? before.managerUserId : input.managerUserId,
      lng: position.lng,
      lat: position.lat,
    };
    await sql`update store set name = ${after.name}, address = ${after.address}, lng = ${after.lng}, lat = ${after.lat},
      state = ${after.state}, manager_user_id = ${after.managerUserId}, updated_at = ${unit.now}
      where corp_id = ${unit.corpId} and id = ${input.id}`.execute(unit.db);
    await unit.audit("stores.update", `store:${input.id}`, { before, after });
    return { ok: true as const };
  });
}
