import { sql } from "kysely";
import type {
  api,
  Invitation,
  InvitationFunnel,
  InvitationItem,
  InvitationPerson,
  InvitationStage,
  OutputOf,
  ParsedInputOf,
} from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { customerId } from "#kit/ids";
import { namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { codeNames, freeSeats } from "#modules/live-codes";
import { type Reached, reachedPeople, sendFigures } from "#modules/sends";
import { INVITATION, readInvitation, readWaves, toInvitation } from "./rows.ts";
import type { InvitationRow } from "./types.ts";

export async function listInvitations(
  ctx: Ctx,
  { query = "", state, cursor, limit }: ParsedInputOf<typeof api.invitations.list>,
): Promise<OutputOf<typeof api.invitations.list>> {
  const like = `%${query.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
  const where = sql`i.corp_id = ${ctx.corpId} and (${query === ""} or i.name ilike ${like}) and (${state ?? null}::text is null or i.state = ${state ?? null})`;
  const [, at, id] = /^([^|]+)\|(.+)$/u.exec(cursor ?? "") ?? [];
  const after = at === undefined ? sql`true` : sql`(i.created_at, i.id) < (${at}::timestamptz, ${id ?? ""})`;
  const { rows } = await sql<InvitationRow>`select ${INVITATION} from invitation i where ${where} and ${after}
    order by i.created_at desc, i.id desc limit ${limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from invitation i where ${where}`.execute(ctx.db);
  const shown = rows.slice(0, limit).map(toInvitation);
  const last = shown.at(-1);
  return {
    items: await toItems(ctx, shown),
    nextCursor: rows.length > limit && last ? `${last.createdAt.toISOString()}|${last.id}` : null,
    total: counted[0]?.n ?? 0,
  };
}

const NOBODY: InvitationFunnel = { people: 0, out: 0, waiting: 0, asked: 0, reached: 0, opened: 0, joined: 0, joinedUnopened: 0 };

async function toItems(ctx: Ctx, rows: readonly InvitationRow[]): Promise<InvitationItem[]> {
  const funnels = await funnelsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  const codes = await codeNames(
    ctx,
    rows.map(({ plan }) => plan.liveCodeId),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    state: row.state,
    code: { id: row.plan.liveCodeId, name: codes.get(row.plan.liveCodeId) ?? "" },
    funnel: funnels.get(row.id) ?? NOBODY,
    until: row.plan.until,
    createdAt: row.createdAt.toISOString(),
    savedBy: row.savedBy,
  }));
}

async function funnelsOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, InvitationFunnel>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<InvitationFunnel & { id: string }>`select invitation_id as id, count(*)::int as people,
      (count(*) filter (where reason is not null))::int as out,
      (count(*) filter (where wave_id is null and reason is null))::int as waiting,
      (count(*) filter (where wave_id is not null))::int as asked, 0 as reached,
      (count(*) filter (where opened_at is not null))::int as opened,
      (count(*) filter (where joined_at is not null))::int as joined,
      (count(*) filter (where joined_at is not null and (opened_at is null or opened_at > joined_at)))::int as "joinedUnopened"
    from invitation_person where corp_id = ${ctx.corpId} and invitation_id = any(${[...ids]}) group by 1`.execute(ctx.db);
  const { rows: waves } = await sql<{ id: string; wave: string }>`select invitation_id as id, id as wave from invitation_wave
    where corp_id = ${ctx.corpId} and invitation_id = any(${[...ids]})`.execute(ctx.db);
  const sends = await sendFigures(
    ctx,
    waves.map(({ wave }) => wave),
  );
  return new Map(
    rows.map(({ id, ...funnel }) => {
      const reached = waves.filter((one) => one.id === id).reduce((sum, { wave }) => sum + (sends.get(wave)?.delivered ?? 0), 0);
      return [id, { ...funnel, reached }];
    }),
  );
}

export async function getInvitation(ctx: Ctx, { id }: { id: string }): Promise<Invitation> {
  const row = await readInvitation(ctx, id);
  const [item] = await toItems(ctx, [row]);
  if (!item) throw new Error(`${id} is no item`);
  const waves = await readWaves(ctx, id);
  const ids = waves.map((wave) => wave.id);
  const sends = await sendFigures(ctx, ids);
  const { rows: came } = await sql<{ id: string; opened: number; joined: number }>`select wave_id as id,
      (count(*) filter (where opened_at is not null))::int as opened, (count(*) filter (where joined_at is not null))::int as joined
    from invitation_person where corp_id = ${ctx.corpId} and wave_id = any(${ids}) group by 1`.execute(ctx.db);
  const { rows: outs } = await sql<Invitation["outs"][number]>`select reason, count(*)::int as n from invitation_person
    where corp_id = ${ctx.corpId} and invitation_id = ${id} and reason is not null group by 1 order by 2 desc, 1`.execute(ctx.db);
  return {
    ...item,
    plan: row.plan,
    revision: row.revision,
    reason: row.reason,
    submittedAt: row.submittedAt?.toISOString() ?? null,
    submittedBy: row.submittedBy,
    endedAt: row.endedAt?.toISOString() ?? null,
    nextAt: row.nextAt?.toISOString() ?? null,
    seats: await freeSeats(ctx, row.plan.liveCodeId),
    waves: waves.map((wave) => ({
      ...wave,
      startsAt: wave.startsAt.toISOString(),
      until: wave.until.toISOString(),
      reached: sends.get(wave.id)?.delivered ?? 0,
      opened: came.find((one) => one.id === wave.id)?.opened ?? 0,
      joined: came.find((one) => one.id === wave.id)?.joined ?? 0,
      send: sends.get(wave.id)?.state ?? null,
    })),
    outs,
  };
}

type PersonRow = {
  who: string;
  waveId: string | null;
  reason: Invitation["outs"][number]["reason"] | null;
  openedAt: Date | null;
  joinedAt: Date | null;
  chatId: string | null;
};

const STAGE = {
  waiting: sql`p.wave_id is null and p.reason is null`,
  asked: sql`p.wave_id is not null`,
  opened: sql`p.opened_at is not null`,
  joined: sql`p.joined_at is not null`,
  out: sql`p.reason is not null`,
} as const;

type PeopleOf = Pick<ParsedInputOf<typeof api.invitations.people>, "id" | "stage">;

const whereOf = (ctx: Ctx, { id, stage }: PeopleOf) =>
  sql`p.corp_id = ${ctx.corpId} and p.invitation_id = ${id} and ${stage === undefined ? sql`true` : STAGE[stage]}`;

/** In the order of their ids: the same person stays in her place while she comes further. */
export async function invitationPeople(
  ctx: Ctx,
  input: ParsedInputOf<typeof api.invitations.people>,
): Promise<OutputOf<typeof api.invitations.people>> {
  await readInvitation(ctx, input.id);
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::int as n from invitation_person p where ${whereOf(ctx, input)}`.execute(ctx.db);
  const { people, nextCursor } = await peoplePage(ctx, input);
  return { items: people.map(({ externalUserId: _who, ...person }) => person), nextCursor, total: counted[0]?.n ?? 0 };
}

type PeoplePage = { people: Array<InvitationPerson & { externalUserId: string }>; nextCursor: string | null };

/** The same people, without counting them all. */
export async function peoplePage(
  ctx: Ctx,
  { id, stage, cursor, limit }: PeopleOf & { cursor?: string | undefined; limit: number },
): Promise<PeoplePage> {
  const where = whereOf(ctx, { id, stage });
  const { rows } = await sql<PersonRow>`select p.external_user_id as who, p.wave_id as "waveId", p.reason, p.opened_at as "openedAt",
      p.joined_at as "joinedAt", p.chat_id as "chatId"
    from invitation_person p where ${where} and p.external_user_id > ${cursor ?? ""} order by p.external_user_id limit ${limit + 1}`.execute(
    ctx.db,
  );
  const shown = rows.slice(0, limit);
  const people = shown.map(({ who }) => who);
  const waves = new Map((await readWaves(ctx, id)).map((wave) => [wave.id, wave.no]));
  const reached = await reachedPeople(
    ctx,
    shown.flatMap(({ waveId }) => waveId ?? []),
    people,
  );
  const names = await namesOf(ctx, people);
  const chats = await chatInfo(
    ctx,
    shown.flatMap(({ chatId }) => chatId ?? []),
  );
  return {
    people: shown.map((row) => {
      const got = reached.get(`${row.waveId ?? ""}/${row.who}`);
      const stageNow = stageOf(row, got);
      return {
        externalUserId: row.who,
        customerId: customerId(ctx.corpId, row.who),
        name: names.get(row.who) ?? null,
        stage: stageNow,
        wave: row.waveId === null ? null : (waves.get(row.waveId) ?? null),
        reason: row.reason ?? (stageNow === "missed" ? reasonOf(got) : null),
        reachedAt: got?.state === "delivered" ? (got.at?.toISOString() ?? null) : null,
        openedAt: row.openedAt?.toISOString() ?? null,
        joinedAt: row.joinedAt?.toISOString() ?? null,
        group: row.chatId === null ? null : (chats.get(row.chatId)?.name ?? null),
      };
    }),
    nextCursor: rows.length > limit ? (people.at(-1) ?? null) : null,
  };
}

function stageOf(row: PersonRow, got: Reached | undefined): InvitationStage {
  if (row.joinedAt !== null) return "joined";
  if (row.reason !== null) return "out";
  if (row.openedAt !== null) return "opened";
  if (row.waveId === null) return "waiting";
  if (got === undefined || got.state === "planned") return "asked";
  return got.state === "delivered" ? "reached" : "missed";
}

const reasonOf = (got: Reached | undefined) => got?.reason ?? null;
