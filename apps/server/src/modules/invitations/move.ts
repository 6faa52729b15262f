import { sql } from "kysely";
import { type Unit, withUnit } from "#actions";
import type { Db } from "#db/connect";
import { system } from "#kit/actor";
import type { Duty } from "#kit/duty";
import { newId } from "#kit/ids";
import { Problem } from "#kit/problem";
import { freeSeats } from "#modules/live-codes";
import { handIn } from "#modules/sends";
import { INVITATION, insideCode, readWaves, toInvitation } from "./rows.ts";
import { rateOf, waveSize } from "./rules.ts";
import { end } from "./save-invitation.ts";
import type { InvitationRow, WaveRow } from "./types.ts";

const HOUR = 3_600_000;
/** Groups are full, or it is no hour to ask anybody: then it is looked again. */
const LOOK_MS = 2 * HOUR;
/** What is shorter is no time in which somebody could be asked and come. */
const LEAST_MS = HOUR;

/** Asks the next wave once the one before had its time: as many as the free seats are expected to hold. */
export const moveInvitations: Duty = {
  name: "invitations.move",
  async run(db: Db, corpId: string, now: Date) {
    return withUnit({ db, corpId, actor: system("invitations.move"), now }, async (unit) => {
      const { rows } = await sql<InvitationRow>`select ${INVITATION} from invitation i where i.corp_id = ${corpId} and i.next_at <= ${now}
        order by i.next_at, i.id limit 1 for update skip locked`.execute(unit.db);
      const [row] = rows;
      if (!row) return 0;
      await move(unit, toInvitation(row));
      return 1;
    });
  },
  dueAt: (corp) => sql`select min(i.next_at) from invitation i where i.corp_id = ${corp} and i.next_at is not null`,
};

async function move(unit: Unit, row: InvitationRow): Promise<void> {
  const over = new Date(row.plan.until);
  const waves = await readWaves(unit, row.id);
  const open = waves.find(({ state }) => state === "open");
  if (open && open.until > unit.now) return lookAgain(unit, row, open.until);
  await sql`update invitation_wave set state = 'ended' where corp_id = ${unit.corpId} and invitation_id = ${row.id} and state = 'open'`.execute(
    unit.db,
  );
  if (over.getTime() - unit.now.getTime() < LEAST_MS) {
    return over > unit.now ? lookAgain(unit, row, over) : end(unit, row.id, "done", "time-over");
  }
  // Whoever came by another way meanwhile needs no invitation.
  await sql`update invitation_person p set reason = 'joined-before' where p.corp_id = ${unit.corpId} and p.invitation_id = ${row.id}
    and p.wave_id is null and p.reason is null and p.external_user_id in (${insideCode(unit.corpId, row.plan.liveCodeId)})`.execute(
    unit.db,
  );
  const { rows } = await sql<{ waiting: number; joined: number }>`select
      (count(*) filter (where wave_id is null and reason is null))::int as waiting,
      (count(*) filter (where wave_id is not null and joined_at is not null))::int as joined
    from invitation_person where corp_id = ${unit.corpId} and invitation_id = ${row.id}`.execute(unit.db);
  const { waiting = 0, joined = 0 } = rows[0] ?? {};
  if (waiting === 0) return end(unit, row.id, "done", "everybody-asked");
  await askNext(unit, row, waves, { waiting, joined, over });
}

type Standing = { waiting: number; joined: number; over: Date };

async function askNext(unit: Unit, row: InvitationRow, waves: readonly WaveRow[], { waiting, joined, over }: Standing): Promise<void> {
  const seats = (await freeSeats(unit, row.plan.liveCodeId)) ?? 0;
  const asked = waves.reduce((sum, { people }) => sum + people, 0);
  const rate = rateOf(asked, joined);
  const size = waveSize(seats, rate, waiting);
  if (size === 0) return lookAgain(unit, row, soon(unit.now, over));
  const wave = newId("ivw", unit.now);
  const no = waves.length + 1;
  const until = new Date(Math.min(unit.now.getTime() + row.plan.waveHours * HOUR, over.getTime()));
  if (!(await handedIn(unit, { id: wave, reach: size, plan: sendOf(row, { wave, no, until }) })))
    return lookAgain(unit, row, soon(unit.now, over));
  // By lot, so that nobody's turn follows from her id.
  await sql`update invitation_person p set wave_id = ${wave} from (select external_user_id from invitation_person
      where corp_id = ${unit.corpId} and invitation_id = ${row.id} and wave_id is null and reason is null
      order by md5(${`${row.id}/`}::text || external_user_id), external_user_id limit ${size}) c
    where p.corp_id = ${unit.corpId} and p.invitation_id = ${row.id} and p.external_user_id = c.external_user_id`.execute(unit.db);
  await sql`insert into invitation_wave (corp_id, id, invitation_id, no, starts_at, until, people, seats, rate)
    values (${unit.corpId}, ${wave}, ${row.id}, ${no}, ${unit.now}, ${until}, ${size}, ${seats}, ${rate})`.execute(unit.db);
  await lookAgain(unit, row, until);
}

/** False where nobody can be asked before the wave would end: it is evening. */
async function handedIn(unit: Unit, send: Parameters<typeof handIn>[1]): Promise<boolean> {
  try {
    await handIn(unit, send);
    return true;
  } catch (error) {
    // Said before anything is written.
    if (error instanceof Problem && error.code === "sendNoHour") return false;
    throw error;
  }
}

const sendOf = ({ name, plan: { text, card } }: InvitationRow, { wave, no, until }: { wave: string; no: number; until: Date }) => ({
  name: `${name} ${no}`.slice(0, 60),
  to: "customers" as const,
  audience: { everyone: false, list: { of: "invitation" as const, id: wave }, ...NOBODY, except: NOBODY },
  content: { text, link: { title: card.title, desc: card.desc, page: "invite" as const } },
  variants: [],
  rules: [],
  holdOutPercent: 0,
  from: null,
  until: until.toISOString(),
  hours: { from: "09:00", to: "20:00" },
  spreadHours: 0,
  selling: false,
  topic: null,
});

const NOBODY = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };

const soon = (now: Date, over: Date) => new Date(Math.min(now.getTime() + LOOK_MS, over.getTime()));

async function lookAgain(unit: Unit, { id }: InvitationRow, at: Date): Promise<void> {
  await sql`update invitation set next_at = ${at} where corp_id = ${unit.corpId} and id = ${id}`.execute(unit.db);
}
