import { sql } from "kysely";
import type { api, KfAccount, OutputOf, ParsedInputOf } from "@shuke/contract";
import { withUnit } from "#actions";
import type { Db } from "#db/connect";
import type { Ctx } from "#kit/ctx";
import { notFound } from "#kit/problem";

type Row = {
  id: string;
  name: string;
  ours: boolean;
  answers: boolean;
  since: Date | null;
  read_at: Date | null;
  error: string | null;
  error_code: string | null;
  failed_since: Date | null;
};

/** Those that WeCom still has, by name. */
export async function listKfAccounts(ctx: Ctx): Promise<OutputOf<typeof api.kf.list>> {
  return { items: await readAccounts(ctx) };
}

/** The switch. Turned on anew it begins anew: nothing that was said before is answered. */
export async function saveKfAccount(ctx: Ctx, { id, answers }: ParsedInputOf<typeof api.kf.save>): Promise<KfAccount> {
  // WeCom names whole seconds.
  const since = new Date(Math.floor(ctx.now.getTime() / 1000) * 1000);
  return withUnit(ctx, async (unit) => {
    const { rows } = await sql`update kf_account set answers = ${answers},
        answers_since = case when not ${answers} then null when answers then answers_since else ${since} end
      where corp_id = ${ctx.corpId} and open_kfid = ${id} and gone_at is null returning 1`.execute(unit.db);
    if (rows.length === 0) throw notFound("kf-account", id);
    // What was kept to be answered is nobody's any more.
    if (!answers) await sql`delete from kf_words where corp_id = ${ctx.corpId} and open_kfid = ${id}`.execute(unit.db);
    const [account] = await readAccounts(unit, id);
    if (!account) throw notFound("kf-account", id);
    await unit.audit("kf.save", `kf:${id}`, { name: account.name, answers });
    return account;
  });
}

async function readAccounts(ctx: Ctx, only?: string): Promise<KfAccount[]> {
  const { rows } =
    await sql<Row>`select open_kfid as id, name, ours, answers, answers_since as since, read_at, error, error_code, failed_since
    from kf_account where corp_id = ${ctx.corpId} and gone_at is null and (${only === undefined} or open_kfid = ${only ?? ""})
    order by name, open_kfid`.execute(ctx.db);
  return rows.map(({ id, name, ours, answers, since, read_at, error, error_code, failed_since }) => ({
    id,
    name,
    ours,
    answers,
    since: since?.toISOString() ?? null,
    readAt: read_at?.toISOString() ?? null,
    // Of one that is not ours nothing can be read: that says it all.
    trouble: failed_since === null || !ours ? null : { code: error_code ?? "", message: error ?? "", since: failed_since.toISOString() },
  }));
}

/** Accounts that are to answer by themselves and are not read any more, so that customers wait for nothing; the longest first to say. */
export async function deafAccounts({
  db,
  corpId,
}: {
  db: Db;
  corpId: string;
}): Promise<{ count: number; name: string; since: Date | null }> {
  const { rows } = await sql<{ name: string; since: Date | null }>`select name, coalesce(failed_since, read_at) as since from kf_account
    where corp_id = ${corpId} and answers and gone_at is null and (failed_since is not null or not ours)
    order by coalesce(failed_since, read_at), open_kfid`.execute(db);
  return { count: rows.length, name: rows[0]?.name ?? "", since: rows[0]?.since ?? null };
}
