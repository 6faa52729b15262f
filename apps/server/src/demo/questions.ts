import { sql } from "kysely";
import type { TicketKind } from "@shuke/contract";
import { system } from "#kit/actor";
import { localMinute } from "#kit/tz";
import { answerTicket, askOnPage } from "#modules/tickets";
import type { SeedDeps } from "./seed.ts";

type Asked = { kind?: TicketKind; text: string; answer?: string };

/** What people of a coffee shop's groups ask. Without an answer: a colleague forgot it, and it is overdue. */
const ASKED: readonly Asked[] = [
  { text: "新人 9.9 元券领了以后能用多久？", answer: "券领了以后 7 天内有效，门店和小程序都能用" },
  { text: "周末几点开门？", answer: "周末早上八点开门，晚上十点打烊" },
  { kind: "complaint", text: "昨天下午的冰美式送到只剩半杯，袋子全湿了", answer: "很抱歉，已经给你补一杯，到店报会员号就能领" },
  { text: "燕麦奶还有吗，上次去说卖完了", answer: "今天补到货了，可以换燕麦奶，加 3 元" },
  { text: "领的券什么时候过期", answer: "券领了以后 7 天内有效，门店和小程序都能用哦" },
  { kind: "suggestion", text: "能不能早上七点半开门，上班路上想买一杯", answer: "记下了，我们这周试一下提早半小时开门" },
  { kind: "complaint", text: "排了四十分钟才轮到，旁边取外卖的随到随拿" },
  { text: "可以开发票吗？", answer: "可以，小程序订单页点「开发票」，当天就能开" },
  { text: "9.9 元券是不是有有效期", answer: "您好，券领了以后 7 天内有效，门店和小程序都能用" },
  { text: "店里能带狗吗？", answer: "外摆可以带，进店请牵好绳，谢谢理解" },
  { kind: "complaint", text: "小程序扣了两次钱，订单只有一个", answer: "查到了，多扣的一笔已经退回，一到三天到账" },
  { text: "豆子现在是哪里的", answer: "这个月是云南保山，日晒，坚果味重一点" },
  { text: "杯子能单卖吗，上次看到的绿色那款" },
];

/** True: asked. In the shops' hours one more question is asked by somebody of a group and mostly answered. */
export async function askOne({ db, corpId, clock, sandbox }: SeedDeps, n: number): Promise<boolean> {
  const asked = ASKED[n];
  const now = clock.now();
  const minute = localMinute(now, "Asia/Shanghai");
  if (!asked || minute < 9 * 60 || minute > 20 * 60) return false;
  const { rows } = await sql<{ who: string }>`select distinct member_id as who from group_member
    where corp_id = ${corpId} and member_type = 2 and left_at is null order by 1 limit 50`.execute(db);
  const who = rows[(n * 7) % Math.max(1, rows.length)]?.who;
  if (who === undefined) return false;
  const made = await askOnPage({ db, corpId, actor: system("demo"), now }, who, { kind: asked.kind ?? "question", text: asked.text });
  if (made === null || asked.answer === undefined) return made !== null;
  // Most are answered before their time; each fourth a little after it.
  await sandbox.advance(n % 4 === 3 ? "3h" : "40m");
  const { rows: owners } = await sql<{ owner: string | null }>`select owner from ticket
    where corp_id = ${corpId} and id = ${made.id} and state in ('open', 'promised')`.execute(db);
  const owner = owners[0]?.owner;
  if (!owner) return true;
  await answerTicket({ db, corpId, actor: { kind: "staff", userId: owner }, now: clock.now() }, { id: made.id, answer: asked.answer });
  return true;
}
