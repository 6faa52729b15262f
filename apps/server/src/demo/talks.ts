import { sql } from "kysely";
import { api } from "@shuke/contract";
import { withUnit } from "#actions";
import { type Actor, system } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { atLocal, localDay } from "#kit/tz";
import { announceTalk, answerQuestion, askInTalk, closeTalk, endTalk, nextItem, saveTalk, startTalk, voteInTalk } from "#modules/talks";
import { answerTicket } from "#modules/tickets";
import { managerId, officerId } from "./brand.ts";
import type { SeedDeps } from "./seed.ts";

const ZONE = "Asia/Shanghai";
const HOUR = 3_600_000;
const MINUTE = 60_000;
const HOST = officerId(0);

type Asked = { text: string; votes: number; answer?: string };

/** What was asked on the page, in the order in which it came. Without an answer there was no time for it: it was answered the day after. */
const ASKED: readonly Asked[] = [
  { text: "豆子开封以后能放多久？", votes: 14, answer: "密封放阴凉处，四周内喝完。别放冰箱，会串味" },
  { text: "你们的豆子是自己烘的吗？", votes: 3, answer: "是，每周二烘，周三送到店，袋子上有烘焙日期" },
  { text: "家里没有磨豆机，店里能帮磨吗？", votes: 11, answer: "能，买的时候说一声用什么器具，当场磨，不收费" },
  { text: "手冲总是发苦，是水太烫吗？", votes: 9, answer: "多半是。水温降到 90 度，粉磨粗一点，两分半内滤完" },
  { text: "手冲课什么时候再开？", votes: 4 },
  { text: "浅烘和深烘怎么选？", votes: 7, answer: "爱喝酸甜、像果茶的选浅烘；平时加奶喝，选中深烘" },
  { text: "晚上想喝又怕睡不着，有低因的吗？", votes: 5, answer: "有瑞士水洗低因，手冲和拿铁都能换，加 4 元" },
  { text: "一个人喝得慢，有没有小包装？", votes: 6, answer: "有 100 克的，下周三到店" },
];
const LATER = "下个月第一个周六开一场，名额 12 位，周三在群里先放报名";
const REPLAY = "https://live.shanhe.example/replay/beans";

const past = (startsAt: Date) => ({
  kind: "guest" as const,
  title: "烘焙师来聊：豆子怎么选、怎么存",
  guest: "陆师傅（山禾烘焙师）",
  host: HOST,
  startsAt: startsAt.toISOString(),
  minutes: 50,
  classes: ["store" as const],
  texts: { announce: "", remind: "", soon: "陆师傅一小时后在群里开聊，带了三支豆子，问题还能提" },
  runSheet: [
    { minute: 0, title: "开场", text: "大家晚上好。今天请来烘焙师陆师傅，先聊二十分钟，再答大家票最多的问题。" },
    { minute: 3, title: "三支豆子怎么喝", owner: officerId(1), text: "第一支是云南保山，日晒，坚果味重一点，加奶也压不住它。" },
    { minute: 22, title: "票最多的问题", text: "先答票最多的，答完我会贴在群里，没赶上的看回放。" },
    { minute: 40, title: "到店试喝怎么领", owner: managerId(0), text: "这周到店说「陆师傅」，三支豆子任选一支试喝一小杯。" },
    { minute: 47, title: "收尾", text: "没答到的明天一个个回，整理好会发到群里。晚安。" },
  ],
});

const next = (startsAt: Date) => ({
  kind: "newcomer" as const,
  title: "新人答疑：券怎么用、积分怎么攒",
  host: HOST,
  startsAt: startsAt.toISOString(),
  minutes: 45,
  classes: ["store" as const],
  texts: { announce: "", remind: "", soon: "" },
  runSheet: [
    { minute: 0, title: "开场", text: "刚进群的伙伴看过来，今天四十五分钟，专门答你们的问题。" },
    { minute: 5, title: "新人券怎么用", owner: officerId(2), text: "9.9 元券领了以后 7 天内有效，门店和小程序都能用，一单用一张。" },
    { minute: 20, title: "票最多的问题", text: "先答票最多的，答完贴在群里。" },
    { minute: 40, title: "收尾", text: "没来得及答的，会在约定的时间前一个个回。" },
  ],
});

/** What happens at which hour; in the order of the hours. */
export type Step = { at: Date; run: () => Promise<void> };

/** One session that was held four evenings before `now`, and one that is planned for the same hour in a week. */
export function sessionSteps(deps: SeedDeps, now: Date): Step[] {
  const evening = (days: number) => atLocal(localDay(now, ZONE), "19:30", ZONE, days);
  const begins = evening(-4);
  const before = (hours: number) => new Date(begins.getTime() - hours * HOUR);
  const half = Math.ceil(ASKED.length / 2);
  let id = "";
  return [
    {
      at: before(57),
      run: async () => {
        id = await announced(deps, past(begins));
      },
    },
    { at: before(31), run: () => ask(deps, id, ASKED.slice(0, half), 0) },
    { at: before(8), run: () => ask(deps, id, ASKED.slice(half), half) },
    { at: before(3), run: () => vote(deps, id) },
    { at: begins, run: () => hold(deps, id) },
    { at: before(-15), run: () => answerLater(deps) },
    {
      at: new Date(now.getTime() - MINUTE),
      run: async () => {
        await announced(deps, next(evening(7)));
      },
    },
  ];
}

const ctxOf = ({ db, corpId, clock }: SeedDeps, actor: Actor = { kind: "staff", userId: HOST }): Ctx => ({
  db,
  corpId,
  actor,
  now: clock.now(),
});

async function announced(deps: SeedDeps, plan: ReturnType<typeof past> | ReturnType<typeof next>): Promise<string> {
  const { id } = await saveTalk(ctxOf(deps), api.talks.save.input.parse({ plan }));
  await announceTalk(ctxOf(deps), { id });
  return id;
}

/** Members of its groups, always in the same order. */
async function members({ db, corpId }: SeedDeps, id: string): Promise<string[]> {
  const { rows } = await sql<{ who: string }>`select distinct m.member_id as who from talk t
    join group_chat g on g.corp_id = t.corp_id and g.chat_id = any(t.chat_ids)
    join group_member m on m.corp_id = g.corp_id and m.group_id = g.id and m.member_type = 2 and m.left_at is null
    where t.corp_id = ${corpId} and t.id = ${id} order by 1 limit 60`.execute(db);
  return rows.map(({ who }) => who);
}

async function ask(deps: SeedDeps, id: string, asked: readonly Asked[], from: number): Promise<void> {
  const people = await members(deps, id);
  for (const [n, { text }] of asked.entries()) {
    const who = people[((from + n) * 7) % Math.max(1, people.length)];
    if (who === undefined) return;
    await opened(deps, id, [who], "announce");
    await askInTalk(ctxOf(deps, { kind: "customer", externalUserId: who }), id, who, text);
    await deps.sandbox.advance("11m");
  }
}

async function vote(deps: SeedDeps, id: string): Promise<void> {
  const { db, corpId } = deps;
  const people = await members(deps, id);
  await opened(deps, id, people.slice(0, Math.max(...ASKED.map(({ votes }) => votes)) + 9), "remind");
  const { rows } = await sql<{ id: string; text: string }>`select id, text from talk_question where corp_id = ${corpId} and talk_id = ${id}
    order by id`.execute(db);
  for (const question of rows) {
    const wanted = ASKED.find(({ text }) => text === question.text)?.votes ?? 0;
    for (const who of people.slice(0, wanted)) {
      await voteInTalk(ctxOf(deps, { kind: "customer", externalUserId: who }), id, who, question.id, true);
    }
  }
}

/** Whoever asks or votes had the page open, through the post that told of it. */
async function opened(deps: SeedDeps, id: string, people: readonly string[], post: string): Promise<void> {
  await withUnit(ctxOf(deps, system("demo")), async (unit) => {
    for (const externalUserId of people) {
      const data = { externalUserId, page: "talk", via: `talk.${id}.${post}` };
      unit.fact({ type: "page.opened", subject: `customer:${externalUserId}`, occurredAt: unit.now, data });
    }
  });
}

/** The evening itself: item by item, what most want first, and the digest on the spot. */
async function hold(deps: SeedDeps, id: string): Promise<void> {
  const { db, corpId, sandbox } = deps;
  await startTalk(ctxOf(deps), { id });
  await sandbox.advance("3m");
  await nextItem(ctxOf(deps), { id, place: 1 });
  await sandbox.advance("19m");
  await nextItem(ctxOf(deps), { id, place: 2 });
  const { rows } = await sql<{ id: string; text: string }>`select id, text from talk_question where corp_id = ${corpId} and talk_id = ${id}
    order by votes desc, id`.execute(db);
  for (const question of rows) {
    const answer = ASKED.find(({ text }) => text === question.text)?.answer;
    if (answer === undefined) continue;
    await sandbox.advance("2m");
    await answerQuestion(ctxOf(deps), { id, questionId: question.id, answer });
  }
  await nextItem(ctxOf(deps), { id, place: 4 });
  await sandbox.advance("11m");
  await nextItem(ctxOf(deps), { id, place: 5 });
  const { digest } = await endTalk(ctxOf(deps), { id });
  await sandbox.advance("9m");
  await closeTalk(ctxOf(deps), { id, digest, replayUrl: REPLAY });
}

/** What there was no time for. */
async function answerLater(deps: SeedDeps): Promise<void> {
  const { db, corpId } = deps;
  const { rows } = await sql<{ id: string }>`select id from ticket where corp_id = ${corpId} and source = 'talk'
    and state in ('open', 'promised') order by id`.execute(db);
  for (const { id } of rows) await answerTicket(ctxOf(deps), { id, answer: LATER });
}
