import { fail } from "../kit/errors.ts";
import { bool, int, list, object, pageSize, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import { seconds } from "../kit/time.ts";
import type { JsonObject } from "../people-host.ts";
import { isServing } from "../world/org.ts";
import { publicId } from "../world/persons.ts";
import { listedRelation } from "../world/relations.ts";
import { customersOf, movesOf, startTransfer, waitingTransfer } from "../world/transfers.ts";
import type { Transfer, User } from "../world/types.ts";
import { pair } from "../world/world.ts";
import type { World } from "../world/world.ts";
import { family } from "./call.ts";
import type { ApiRoute, Call } from "./call.ts";
import { sees, visibleUsers } from "./scope.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("transfers", "customers");

const PAIR = { handover_userid: text({ required: 41009 }), takeover_userid: text({ required: 41009 }) };

const REQUEST = { ...PAIR, external_userid: list(text({ required: 41035 }), { required: 41035, max: "transfer.batch" }) };

const ACCEPTED = {
  customer: list(object({ external_userid: text({ required: 0 }), errcode: int({ required: 0 }) }, { required: 0 }), { required: 0 }),
};

type Pair = Values<typeof PAIR>;
type Request = Values<typeof REQUEST> & { transfer_success_msg?: string | undefined };

function userNamed(eyes: Eyes, userid: string): User {
  const user = eyes.world.users.get(userid);
  if (!user || !sees(eyes, userid)) throw fail(40003, `invalid userid: ${userid}`);
  return user;
}

/** Both sides of a transfer, checked as far as they concern the whole call. */
function sides(eyes: Eyes, { handover_userid, takeover_userid }: Pair, kind: Transfer["kind"]): { from: User; to: User } {
  const from = userNamed(eyes, handover_userid);
  const to = userNamed(eyes, takeover_userid);
  if (from === to) throw fail(40130, "handover and takeover are the same member");
  if (kind === "resigned" && from.status !== 5) throw fail(40097, "the handover member has not left");
  if (kind === "onjob" && !isServing(from)) throw fail(84074, `no external-contact permission: ${handover_userid}`);
  if (to.status !== 1) throw fail(40003, `invalid userid: ${to.userid}`);
  if (!to.contact) throw fail(84074, `no external-contact permission: ${to.userid}`);
  return { from, to };
}

/** Why one customer cannot be transferred now; 0 when nothing speaks against it. */
function obstacle(world: World, from: User, to: User, external: string, kind: Transfer["kind"], taken: number): number {
  const who = world.byExternal.get(external);
  if (who === undefined) return 40096;
  if (!listedRelation(world, from.userid, who)) return 40131;
  if (waitingTransfer(world, from.userid, who)) return kind === "onjob" ? 40129 : 40100;
  if (customersOf(world, to.userid) + taken >= world.settings.customersPerMember) return 40099;
  if (kind === "onjob" && !world.limits.allows("transfer.times", movesOf(world, who).length + 1)) return 40128;
  return 0;
}

function transfer(call: Call<object, Request>, kind: Transfer["kind"]): JsonObject {
  const { world, body, sim } = call;
  const { from, to } = sides(call, body, kind);
  let taken = 0;
  const customer = body.external_userid.map((external): JsonObject => {
    const errcode = obstacle(world, from, to, external, kind, taken);
    const person = world.persons.get(world.byExternal.get(external) ?? "");
    if (errcode === 0 && person) {
      const message = body.transfer_success_msg ?? "";
      const hours = world.limits.max("transfer.wait");
      startTransfer(sim, { handover: from.userid, takeover: to.userid, person, kind, message, hours });
      taken += 1;
    }
    return { external_userid: external, errcode };
  });
  return { customer };
}

const RESULT = { ...PAIR, cursor: text({ fallback: "" }) };

const RESULTS = {
  customer: list(
    object({ external_userid: text({ required: 0 }), status: int({ required: 0 }), takeover_time: int({ required: 0 }) }, { required: 0 }),
    { required: 0 },
  ),
  next_cursor: text({ required: 0 }),
};

/** What became of the transfers from one member to another. `takeover_time` of one that waits lies ahead. */
function result(call: Call<object, Values<typeof RESULT>>, kind: Transfer["kind"]): JsonObject {
  const { world, body } = call;
  const { handover_userid, takeover_userid, cursor } = body;
  userNamed(call, handover_userid);
  userNamed(call, takeover_userid);
  const rows = [...world.transfersOf.of(pair(handover_userid, takeover_userid))]
    .flatMap((id) => world.transfers.get(id) ?? [])
    .filter((row) => row.kind === kind);
  const limit = world.limits.max("transfer-result.page");
  world.limits.allows("transfer-result.page", rows.length);
  const page = pageOf(rows, { cursor, limit }, `transfers:${kind}:${handover_userid}:${takeover_userid}`);
  return {
    customer: page.items.map((row) => ({
      external_userid: publicId(world, row.who),
      status: row.status,
      takeover_time: row.status === 1 || row.status === 2 ? seconds(row.dueAt) : 0,
    })),
    next_cursor: page.next,
  };
}

interface Unassigned {
  userid: string;
  who: string;
  leftAt: number;
}

/** Customers of members who left that nobody is to take over yet; the latest to leave first. */
function unassigned(eyes: Eyes): Unassigned[] {
  const { world } = eyes;
  const gone = visibleUsers(eyes, false).filter((user) => user.status === 5);
  gone.sort((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0) || (a.userid < b.userid ? -1 : 1));
  return gone.flatMap((user) =>
    [...world.relationsOfUser.of(user.userid)].flatMap((who): Unassigned[] => {
      const waits = listedRelation(world, user.userid, who) && !waitingTransfer(world, user.userid, who);
      return waits ? [{ userid: user.userid, who, leftAt: user.leftAt ?? 0 }] : [];
    }),
  );
}

export const transferRoutes: ApiRoute[] = [
  post(
    "externalcontact/transfer_customer",
    {
      body: { ...REQUEST, transfer_success_msg: text({ maxChars: "transfer.message" }) },
      answer: ACCEPTED,
      errors: [40003, 40096, 40099, 40128, 40129, 40130, 40131, 84074],
      limits: ["transfer.times", "transfer.wait"],
    },
    (call) => transfer(call, "onjob"),
  ),
  post(
    "externalcontact/transfer_result",
    { body: RESULT, answer: RESULTS, errors: [40003, 50100], limits: ["transfer-result.page"] },
    (call) => result(call, "onjob"),
  ),
  post(
    "externalcontact/resigned/transfer_customer",
    { body: REQUEST, answer: ACCEPTED, errors: [40003, 40096, 40097, 40099, 40100, 40130, 40131, 84074], limits: ["transfer.wait"] },
    (call) => transfer(call, "resigned"),
  ),
  post(
    "externalcontact/resigned/transfer_result",
    { body: RESULT, answer: RESULTS, errors: [40003, 50100], limits: ["transfer-result.page"] },
    (call) => result(call, "resigned"),
  ),
  post(
    "externalcontact/get_unassigned_list",
    {
      body: {
        page_id: int({ min: 0 }),
        page_size: pageSize({ fallback: "unassigned.page", max: "unassigned.page" }),
        cursor: text({ fallback: "" }),
      },
      answer: {
        info: list(
          object({ handover_userid: text({ required: 0 }), external_userid: text({ required: 0 }), dimission_time: int({ required: 0 }) }),
          { required: 0 },
        ),
        is_last: bool({ required: 0 }),
        next_cursor: text(),
      },
      errors: [40058, 50100],
      limits: ["unassigned.offset"],
    },
    (call) => {
      const { world, body } = call;
      const { page_size: size, cursor } = body;
      const rows = unassigned(call);
      const byPage = body.page_id !== undefined && cursor === "";
      const offset = (body.page_id ?? 0) * size;
      if (byPage && !world.limits.allows("unassigned.offset", offset)) throw fail(40058, "page_id × page_size is too large: use cursor");
      const page = byPage ? { items: rows.slice(offset, offset + size), next: "" } : pageOf(rows, { cursor, limit: size }, "unassigned");
      const isLast = byPage ? offset + size >= rows.length : page.next === "";
      return {
        info: page.items.map(({ userid, who, leftAt }) => ({
          handover_userid: userid,
          external_userid: publicId(world, who),
          dimission_time: seconds(leftAt),
        })),
        is_last: isLast,
        ...(page.next === "" ? {} : { next_cursor: page.next }),
      };
    },
  ),
];
