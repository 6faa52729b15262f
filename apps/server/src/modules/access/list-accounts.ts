import type { Account, AccountState, api, OutputOf, ParsedInputOf, Role } from "@shuke/contract";
import { sql } from "kysely";
import type { Ctx } from "#kit/ctx";
import { emailOrNull } from "./account-rows.ts";
import { roleOfActor } from "./account-rules.ts";
import { reaches } from "./rules.ts";

type Row = {
  user_id: string;
  name: string;
  email: string;
  role: Role;
  state: AccountState;
  staff_user_id: string | null;
  staff_name: string | null;
  staff_left: boolean;
  stores: Array<{ id: string; name: string }>;
  departments: Array<{ id: number; name: string }>;
  last_seen_at: Date | null;
  created_at: Date;
  link_kind: "invite" | "reset" | null;
  link_until: Date | null;
};

/** What people are shown: whoever has left WeCom is not active, whatever her account says. */
const state = sql`case when m.state = 'disabled' then 'disabled' when s.removed then 'left' else m.state end`;

/** Accounts, the newest first. */
export async function listAccounts(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.accounts.list>,
  nowMs: number,
): Promise<OutputOf<typeof api.accounts.list>> {
  const cut = (input.cursor ?? "").indexOf("|");
  const since = cut > 0 ? new Date((input.cursor ?? "").slice(0, cut)) : null;
  const after =
    since === null || Number.isNaN(since.getTime())
      ? sql``
      : sql`and (m.created_at, m.user_id) < (${since}, ${(input.cursor ?? "").slice(cut + 1)})`;
  const like = input.query === undefined ? null : `%${input.query.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const from = sql`from member m join auth."user" u on u.id = m.user_id
      left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
    where m.corp_id = ${ctx.corpId} and m.state <> 'removed'
      ${like === null ? sql`` : sql`and (u.name ilike ${like} or u.email ilike ${like} or s.name ilike ${like} or m.staff_user_id ilike ${like})`}
      ${input.role === undefined ? sql`` : sql`and m.role = ${input.role}`}
      ${input.userId === undefined ? sql`` : sql`and m.user_id = ${input.userId}`}
      ${input.state === undefined ? sql`` : sql`and ${state} = ${input.state}`}`;
  const { rows } = await sql<Row>`
    select m.user_id, u.name, u.email, m.role, ${state} as state, m.staff_user_id, s.name as staff_name,
      coalesce(s.removed, false) as staff_left, m.last_seen_at, m.created_at, l.kind as link_kind, l.expires_at as link_until,
      coalesce((select jsonb_agg(jsonb_build_object('id', st.id, 'name', st.name) order by st.name) from store st
        where st.corp_id = m.corp_id and st.id = any(m.store_ids)), '[]') as stores,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.department_id, 'name', d.name) order by d.name) from department d
        where d.corp_id = m.corp_id and d.department_id = any(m.department_ids)), '[]') as departments
    from (select m.user_id ${from} ${after} order by m.created_at desc, m.user_id desc limit ${input.limit + 1}) page
      join member m on m.corp_id = ${ctx.corpId} and m.user_id = page.user_id join auth."user" u on u.id = m.user_id
      left join staff s on s.corp_id = m.corp_id and s.user_id = m.staff_user_id
      left join account_link l on l.corp_id = m.corp_id and l.user_id = m.user_id and l.expires_at > ${new Date(nowMs)}
    order by m.created_at desc, m.user_id desc`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n ${from}`.execute(ctx.db);
  const own = await ownRole(ctx);
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => itemOf(row, ctx, own)),
    nextCursor: rows.length > input.limit && last ? `${last.created_at.toISOString()}|${last.user_id}` : null,
    total: counted[0]?.n ?? 0,
  };
}

async function ownRole(ctx: Ctx): Promise<Role> {
  const { actor } = ctx;
  if (actor.kind !== "user") return roleOfActor(ctx, new Map());
  const { rows } = await sql<{ role: Role }>`select role from member where corp_id = ${ctx.corpId} and user_id = ${actor.id}`.execute(
    ctx.db,
  );
  return rows[0]?.role ?? "analyst";
}

function itemOf(row: Row, { actor }: Ctx, own: Role): Account {
  const { staff_user_id: staffUserId, link_kind: kind, link_until: until } = row;
  return {
    userId: row.user_id,
    name: row.name,
    email: emailOrNull(row.email),
    role: row.role,
    staff: staffUserId === null ? null : { userId: staffUserId, name: row.staff_name ?? "", left: row.staff_left },
    stores: row.stores,
    departments: row.departments,
    state: row.state,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    link: kind === null || until === null ? null : { kind, expiresAt: until.toISOString() },
    isMe: actor.kind === "user" && actor.id === row.user_id,
    mayChange: reaches(own, row.role),
  };
}
