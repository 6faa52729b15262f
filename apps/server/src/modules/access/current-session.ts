import { api, type OutputOf, type Role, type session } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { notFound, Problem } from "#kit/problem";
import { may, permissionsOf } from "./rules.ts";

type Current = OutputOf<typeof session.current>;

/** Who I am and what I may do here. The clock is added by whoever conducts it. */
export async function currentSession(ctx: Ctx): Promise<Omit<Current, "clock">> {
  const user = await userOf(ctx);
  const { rows } = await sql<{ name: string; time_zone: string }>`
    select name, time_zone from corp where corp_id = ${ctx.corpId}`.execute(ctx.db);
  const corp = rows[0];
  if (!corp) throw notFound("corp", ctx.corpId);
  return {
    user,
    corp: { id: ctx.corpId, name: corp.name, timeZone: corp.time_zone },
    permissions: [...permissionsOf(user.role)],
    narrow: Boolean(ctx.scope),
    ...(ctx.scope ? { reach: reachOf(user.role) } : {}),
  };
}

const reachOf = (role: Role): string[] =>
  Object.values(api).flatMap((noun): string[] =>
    Object.values(noun).flatMap((one) => (one.scope !== undefined && may(role, one.permission) ? [one.name] : [])),
  );

async function userOf({ db, corpId, actor }: Ctx): Promise<Current["user"]> {
  type Row = { id: string; name: string; email: string; role: Role };
  let row: Row | undefined;
  if (actor.kind === "user") {
    ({
      rows: [row],
    } = await sql<Row>`select u.id, u.name, u.email, m.role from member m
      join auth."user" u on u.id = m.user_id where m.corp_id = ${corpId} and m.user_id = ${actor.id}`.execute(db));
  } else if (actor.kind === "apiKey") {
    ({
      rows: [row],
    } = await sql<Row>`select id, name, '' as email, role from api_key
      where corp_id = ${corpId} and id = ${actor.id}`.execute(db));
  }
  if (!row) throw new Problem("unauthorized", {}, 401);
  return row;
}
