import { sql } from "kysely";
import { api, type SendPlan } from "@shuke/contract";
import type { Actor } from "#kit/actor";
import type { Ctx } from "#kit/ctx";
import { addDays, atLocal, localDay } from "#kit/tz";
import { saveContent, saveFolder } from "#modules/assets";
import { fillByItself, installColumn, saveMark } from "#modules/calendar";
import { saveInvitation, submitInvitation } from "#modules/invitations";
import { saveMoment, submitMoment } from "#modules/moments";
import { readPlaybook } from "#modules/playbooks";
import { createSend, forecastSend, saveSendSettings, submitSend } from "#modules/sends";
import { arriveStock, installProduct, takeHerself, wantHerself } from "#modules/stock";
import type { SeedDeps } from "./seed.ts";
import type { Step } from "./talks.ts";

const ZONE = "Asia/Shanghai";
const DAY = 86_400_000;
/** Who has the communities, as she appears in the console. */
const HEAD: Actor = { kind: "user", id: "demo-head", name: "沈清和" };
/** Above so many people somebody else looks at a send first. */
const SECOND_ABOVE = 100;
const BEANS = "云南日晒豆 200 克";
/** How many asked for the beans until they came, how many packets came, and how many of those told came for theirs. */
const [ASKERS, PIECES, TAKERS] = [12, 10, 7];
/** A new brand's groups bear no greeting every morning and evening. */
const GREETING_DAYS: readonly number[] = [1, 4];

const CONTENTS = [
  {
    folder: "每周上新",
    name: "本周豆单",
    text: "这周店里三支豆子：云南保山日晒（梅子、坚果）、埃塞水洗（柑橘、茉莉）、低因瑞士水洗（可可）。到店报名字，免费闻香再选。",
    days: 12,
  },
  {
    folder: "每周上新",
    name: "周五群友价",
    text: "周五群友价：桂花拿铁、澳白各 12 元，打烊前到店报「福利群」，每人两杯。",
    days: 14,
  },
  {
    folder: "到店话术",
    name: "第一次来怎么点",
    text: "第一次来不知道喝什么：爱酸甜选手冲，爱奶香选澳白，下午怕睡不着选低因。",
    days: null,
  },
  { folder: "到店话术", name: "下雨天外带提醒", text: "外面下雨，外带的杯子我们多套一层纸袋，路上慢点走，撒了回来补一杯。", days: null },
  {
    folder: "到店话术",
    name: "会员日预告（待改）",
    text: "会员日还在对商品，名单定了再发。",
    days: null,
    isDraft: true,
  },
] as const;

/** What the head of communities set up and sent in the days before `now`; in the order of the hours. */
export function playSteps(deps: SeedDeps, now: Date): Step[] {
  const at = (days: number, time: string) => atLocal(localDay(now, ZONE), time, ZONE, -days);
  return [
    { at: at(9, "09:40"), run: () => fillLibrary(deps) },
    { at: at(9, "10:20"), run: () => beginCalendar(deps) },
    { at: at(8, "11:00"), run: () => offerBeans(deps) },
    { at: at(7, "12:10"), run: () => askForBeans(deps) },
    { at: at(6, "13:00"), run: () => inviteFriends(deps) },
    { at: at(5, "10:10"), run: () => beansCome(deps) },
    { at: at(5, "17:30"), run: () => takeBeans(deps) },
    { at: at(2, "11:20"), run: () => publishMoment(deps) },
    { at: at(freeDay(now), "16:10"), run: () => tellGroups(deps) },
    { at: new Date(now.getTime() - 90_000), run: () => planNext(deps, at(-2, "10:00")) },
  ];
}

const ctxOf = ({ db, corpId, clock }: SeedDeps): Ctx => ({ db, corpId, actor: HEAD, now: clock.now() });
const after = ({ clock }: SeedDeps, days: number) => new Date(clock.now().getTime() + days * DAY).toISOString();

async function fillLibrary(deps: SeedDeps): Promise<void> {
  const ctx = ctxOf(deps);
  const folders = new Map<string, string>();
  for (const { folder } of CONTENTS) {
    if (!folders.has(folder)) folders.set(folder, (await saveFolder(ctx, api.contents.saveFolder.input.parse({ name: folder }))).id);
  }
  for (const { folder, days, name, text, ...rest } of CONTENTS) {
    await saveContent(
      ctx,
      api.contents.save.input.parse({
        folderId: folders.get(folder),
        name,
        text,
        expiresAt: days === null ? null : after(deps, days),
        publish: !("isDraft" in rest),
      }),
    );
  }
}

/** The columns of the playbook, and a calendar that fills itself from then on. */
async function beginCalendar(deps: SeedDeps): Promise<void> {
  const ctx = ctxOf(deps);
  const playbook = await readPlaybook(ctx, "weekly-columns");
  for (const plan of playbook.columns) {
    const times = plan.greeting ? plan.times.filter(({ weekday }) => GREETING_DAYS.includes(weekday)) : plan.times;
    await installColumn(ctx, playbook.playbook, { ...plan, times });
  }
  if (playbook.calendar) await saveMark(ctx, playbook.calendar);
  await fillByItself(ctx);
}

async function offerBeans(deps: SeedDeps): Promise<void> {
  const ctx = ctxOf(deps);
  const playbook = await readPlaybook(ctx, "stock-notice");
  for (const plan of playbook.products) await installProduct(ctx, playbook.playbook, plan);
}

async function beansOf({ db, corpId }: SeedDeps): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from stock_product where corp_id = ${corpId} and plan->>'name' = ${BEANS}`.execute(
    db,
  );
  return rows[0]?.id;
}

async function askForBeans(deps: SeedDeps): Promise<void> {
  const { db, corpId, sandbox } = deps;
  const beans = await beansOf(deps);
  if (beans === undefined) return;
  const { rows } = await sql<{ who: string }>`select distinct k.external_user_id as who from customer k
    join group_member m on m.corp_id = k.corp_id and m.member_id = k.external_user_id and m.left_at is null
    where k.corp_id = ${corpId} and k.state = 'friend' order by 1 limit ${ASKERS}`.execute(db);
  for (const [n, { who }] of rows.entries()) {
    const ctx: Ctx = { ...ctxOf(deps), actor: { kind: "customer", externalUserId: who } };
    await wantHerself(ctx, who, beans, n % 5 === 0 ? 2 : 1, n % 3 === 0 ? "counter" : "page");
    await sandbox.advance("9m");
  }
}

async function beansCome(deps: SeedDeps): Promise<void> {
  const productId = await beansOf(deps);
  if (productId !== undefined) await arriveStock(ctxOf(deps), api.stock.arrive.input.parse({ productId, pieces: PIECES }));
}

async function takeBeans(deps: SeedDeps): Promise<void> {
  const { db, corpId, sandbox } = deps;
  const { rows } = await sql<{ id: string; who: string }>`select n.id, k.external_user_id as who from stock_want n
    join customer k on k.corp_id = n.corp_id and k.id = n.customer_id
    where n.corp_id = ${corpId} and n.state = 'held' order by n.since limit ${TAKERS}`.execute(db);
  for (const { id, who } of rows) {
    await takeHerself({ ...ctxOf(deps), actor: { kind: "customer", externalUserId: who } }, who, id, undefined);
    await sandbox.advance("7m");
  }
}

/** A day not long ago on which neither the calendar nor the session has an official post: a group gets one a day. */
const freeDay = (now: Date): number => [2, 5, 1].find((days) => [2, 4, 6, 0].includes(weekday(now, days))) ?? 2;
const weekday = (now: Date, days: number) => new Date(`${addDays(localDay(now, ZONE), -days)}T00:00:00Z`).getUTCDay();

async function tellGroups(deps: SeedDeps): Promise<void> {
  const ctx = ctxOf(deps);
  const { id } = await createSend(
    ctx,
    written("groups", {
      name: "周末手冲体验",
      text: "这个周末下午三点，店里现磨现冲，三支豆子各尝一小杯，不收费。想来的在群里说一声，好留位子。",
      card: { title: "周末手冲体验怎么来", desc: "每家店八个位子" },
      until: after(deps, 1),
      topic: "events",
    }),
  );
  await forecastSend(ctx, { id });
  await submitSend(ctx, { id });
}

type Written = Pick<SendPlan, "name" | "until"> &
  Partial<Pick<SendPlan, "from" | "holdOutPercent" | "selling" | "topic">> & { text: string; card: { title: string; desc: string } };

const written = (to: SendPlan["to"], { text, card, ...plan }: Written) =>
  api.sends.create.input.parse({
    plan: {
      ...plan,
      to,
      audience: { everyone: true },
      content: { text, link: { ...card, page: "welfare" } },
    },
  });

/** Friends who have chosen no store yet. */
async function inviteFriends(deps: SeedDeps): Promise<void> {
  const { db, corpId } = deps;
  const ctx = ctxOf(deps);
  const { rows } = await sql<{
    id: string;
  }>`select id from live_code where corp_id = ${corpId} and kind = 'group' order by id limit 1`.execute(db);
  const liveCodeId = rows[0]?.id;
  if (liveCodeId === undefined) return;
  const plan = {
    name: "请还没进群的熟客进群",
    audience: { everyone: true },
    liveCodeId,
    apart: "class",
    text: "上次没来得及选门店吧？群里周二周四有三分钟小课堂，周五有群友价，点卡片就能进。",
    card: { title: "进门店福利群", desc: "每天不超过三条，随时可退" },
    until: after(deps, 5),
  };
  const { id, revision } = await saveInvitation(ctx, api.invitations.save.input.parse({ plan }));
  await submitInvitation(ctx, { id, revision });
}

async function publishMoment(deps: SeedDeps): Promise<void> {
  const ctx = ctxOf(deps);
  const plan = {
    name: "店里的早晨",
    text: "早上七点四十，第一壶豆子刚磨好。今天这支是云南保山，凑近杯口能闻到梅子味。路过进来闻一下，不买也欢迎。",
    staff: { positions: ["店长", "首席福利官"] },
    value: "connection",
    until: after(deps, 1),
  };
  const { id, revision } = await saveMoment(ctx, api.moments.save.input.parse({ plan }));
  await submitMoment(ctx, { id, revision });
}

/** One waits for a second person, one is still being written. */
async function planNext(deps: SeedDeps, from: Date): Promise<void> {
  const ctx = ctxOf(deps);
  await saveSendSettings(ctx, api.sends.saveSettings.input.parse({ approvalAbove: SECOND_ABOVE }));
  const until = new Date(from.getTime() + DAY).toISOString();
  const next = await createSend(
    ctx,
    written("customers", {
      name: "会员周：老朋友先喝",
      text: "后天起三天会员周，老朋友先来：手冲任选一支 15 元，带朋友来两个人都算。",
      card: { title: "会员周怎么算", desc: "到店报手机号后四位" },
      from: from.toISOString(),
      until,
      holdOutPercent: 10,
      selling: true,
      topic: "offers",
    }),
  );
  await forecastSend(ctx, { id: next.id });
  await submitSend(ctx, { id: next.id });
  const draft = await createSend(
    ctx,
    written("customers", {
      name: "手冲课报名（草稿）",
      text: "下周六下午的手冲课还有八个位子，零基础能来，豆子和器具店里都有。",
      card: { title: "手冲课说明", desc: "两小时，带走自己冲的一壶" },
      from: new Date(from.getTime() + 3 * DAY).toISOString(),
      until: new Date(from.getTime() + 4 * DAY).toISOString(),
      topic: "events",
    }),
  );
  await forecastSend(ctx, { id: draft.id });
}
