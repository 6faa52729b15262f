import type { AnswerEntry, KfAccount } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { staffRows } from "./people.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs } from "./seed.ts";

const owner = staffRows[2];
const entry = (n: number, some: Partial<AnswerEntry> & Pick<AnswerEntry, "title" | "answer" | "keywords">): AnswerEntry => ({
  id: `ans_${n}`,
  questions: [],
  must: [],
  mustNot: [],
  channels: {},
  priority: 0,
  owner: owner?.userId ?? null,
  ownerName: owner?.name ?? "",
  validFrom: null,
  validTo: null,
  state: "live",
  version: 1,
  updatedAt: ago(n * dayMs),
  updatedBy: "周敏",
  valid: some.state !== "draft",
  used30d: 40 - n,
  ...some,
});
const rows: AnswerEntry[] = [
  entry(1, { title: "几点开门", questions: ["你们几点开门"], keywords: ["营业时间", "开门"], answer: "每天 7:30 到 22:00。", priority: 5 }),
  entry(2, { title: "外卖多久到", keywords: ["外卖", "配送"], must: ["多久"], answer: "三公里内 30 分钟左右。" }),
  entry(3, { title: "退款", keywords: ["退款", "退钱"], mustNot: ["已经退款"], answer: "小程序里点「申请退款」，当天到账。" }),
  entry(4, { title: "停车", keywords: ["停车", "车位"], answer: "商场地下停车场，消费满 50 元免两小时。", state: "draft", used30d: 0 }),
  entry(5, { title: "杯子漏了", keywords: ["杯子漏", "漏了"], answer: "拍张照，我们马上补一杯。" }),
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "answer",
    id,
  );

export const answerHandlers: Handlers["answers"] = {
  match: ({ text, drafts, limit }) => {
    const looked = rows.filter((row) => drafts || row.valid);
    const hits = looked.flatMap(({ id, title, answer, priority, keywords }) => {
      const word = keywords.find((one) => text.includes(one));
      if (word === undefined) return [];
      const start = text.indexOf(word);
      const why = [{ kind: "keyword" as const, word, said: word, start, end: start + word.length }];
      return [{ id, title, answer, priority, exact: text === word, why }];
    });
    return { hits: hits.slice(0, limit), looked: looked.length };
  },
  list: (input) =>
    cut(
      rows.filter(
        (row) =>
          (input.state === undefined || row.state === input.state) &&
          (input.owner === undefined || row.owner === input.owner) &&
          (input.query === undefined || [row.title, row.answer, ...row.questions, ...row.keywords].join().includes(input.query)),
      ),
      input,
    ),
  get: ({ id }) => of(id),
  save: ({ id, version, ...input }) => {
    if (id === undefined) {
      const made = entry(rows.length + 1, { ...input, used30d: 0 });
      rows.unshift(made);
      return made;
    }
    const row = of(id);
    if (row.version !== version) throw new Refusal(409, "answerSavedMeanwhile", { by: row.updatedBy });
    return Object.assign(row, input, { version: row.version + 1, valid: input.state === "live" });
  },
  remove: ({ id }) => {
    rows.splice(rows.indexOf(of(id)), 1);
    return { ok: true };
  },
  used: ({ id }) => {
    of(id).used30d += 1;
    return { ok: true };
  },
  import: () => ({ rows: 0, created: 0, changed: 0, unchanged: 0, rejected: 0, errors: [] }),
};

const accounts: KfAccount[] = [
  { id: "wkA", name: "门店客服", ours: true, answers: true, since: ago(9 * dayMs), readAt: ago(0), trouble: null },
  {
    id: "wkB",
    name: "小程序客服",
    ours: true,
    answers: false,
    since: null,
    readAt: ago(dayMs),
    trouble: { code: "95004", message: "95004 open_kfid doesn't exist", since: ago(dayMs / 8) },
  },
  { id: "wkC", name: "总部热线", ours: false, answers: false, since: null, readAt: null, trouble: null },
];

export const kfHandlers: Handlers["kf"] = {
  list: () => ({ items: accounts }),
  save: ({ id, answers }) => {
    const account = found(
      accounts.find((one) => one.id === id),
      "kf-account",
      id,
    );
    return Object.assign(account, { answers, since: answers ? ago(0) : null });
  },
};
