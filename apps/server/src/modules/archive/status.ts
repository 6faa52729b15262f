import { sql } from "kysely";
import type { ArchiveStatus } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";
import { archiveGaps } from "./ask.ts";
import { keepDaysOf } from "./retention.ts";

type State = {
  off: boolean;
  complete_at: Date | null;
  next_at: Date;
  error_code: string | null;
  error: string | null;
  failed_since: Date | null;
};

/** All messages are estimated where there are very many: nobody acts on the last digit. */
const EXACT = 100_000;

export async function archiveStatus(ctx: Ctx): Promise<ArchiveStatus> {
  const { corpId, db, now } = ctx;
  const { rows } = await sql<State>`select off, complete_at, next_at, error_code, error, failed_since from archive_state
    where corp_id = ${corpId}`.execute(db);
  const [state] = rows;
  const gaps = await archiveGaps(ctx);
  return {
    state: stateOf(state),
    keepDays: await keepDaysOf(ctx),
    completeAt: state?.complete_at?.toISOString() ?? null,
    nextAt: state && !state.off ? state.next_at.toISOString() : null,
    trouble:
      state?.error_code && state.failed_since
        ? { code: state.error_code, message: state.error ?? "", since: state.failed_since.toISOString() }
        : null,
    ...(await countsOf(ctx, new Date(now.getTime() - 86_400_000))),
    gaps: gaps.map(({ from, to, why }) => ({ from: from.getTime() === 0 ? null : from.toISOString(), to: to.toISOString(), why })),
  };
}

function stateOf(state: State | undefined): ArchiveStatus["state"] {
  if (!state) return "never";
  if (state.off) return "off";
  return state.failed_since ? "failing" : "on";
}

async function countsOf({ corpId, db }: Ctx, since: Date): Promise<Pick<ArchiveStatus, "messages" | "sealed" | "consents">> {
  const { rows } = await sql<{ day: number; some: number; estimate: number; agree: number; refuse: number }>`select
      (select count(*)::int from (select from archive_message where corp_id = ${corpId} and at >= ${since} limit ${EXACT}) d) as day,
      (select count(*)::int from (select from archive_message where corp_id = ${corpId} limit ${EXACT}) m) as some,
      (select greatest(reltuples, 0)::float8 from pg_class where oid = 'archive_message'::regclass) as estimate,
      (select count(*)::int from (select from archive_consent where corp_id = ${corpId} and agrees limit ${EXACT}) a) as agree,
      (select count(*)::int from (select from archive_consent where corp_id = ${corpId} and not agrees limit ${EXACT}) n) as refuse`.execute(
    db,
  );
  const sealed = await sql<{ keyVersion: number; count: number }>`select key_version as "keyVersion", count(*)::int as count
    from (select key_version from archive_sealed where corp_id = ${corpId} limit ${EXACT}) s group by 1 order by 1`.execute(db);
  const { day = 0, some = 0, estimate = 0, agree = 0, refuse = 0 } = rows[0] ?? {};
  return {
    messages: { day, all: some < EXACT ? some : Math.max(EXACT, Math.round(estimate)) },
    sealed: sealed.rows,
    consents: { agree, refuse },
  };
}
