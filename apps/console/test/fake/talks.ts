import type { Talk, TalkPlan, TalkQuestion, TalkState } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, groupRows, staffRows } from "./people.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour, minute, now } from "./seed.ts";

const runSheet: TalkPlan["runSheet"] = [
  { minute: 0, title: "开场", owner: "", text: "大家下午好，今天四十五分钟，专门回答刚进群的伙伴。" },
  { minute: 5, title: "票最多的三个问题", owner: "", text: "先答大家投票最多的，答完贴在群里。" },
  { minute: 35, title: "福利怎么领", owner: staffRows[2]?.userId ?? "", text: "新人券在「我的会员码」那一页，到店出示就行。" },
  { minute: 42, title: "收尾", owner: "", text: "没来得及答的，我们会在约定的时间前一个个回。" },
];
const groupIds = groupRows.slice(0, 6).map(({ id }) => id);
const make = (n: number, title: string, state: TalkState, startsAt: number, some: Partial<TalkPlan> = {}): Talk => {
  const host = staffRows[n % 4];
  const plan: TalkPlan = {
    kind: "newcomer",
    title,
    guest: "",
    host: host?.userId ?? "",
    startsAt: new Date(startsAt).toISOString(),
    minutes: 45,
    groupIds,
    storeIds: [],
    classes: [],
    texts: { announce: "", remind: "", soon: "" },
    runSheet,
    ...some,
  };
  const told = state !== "draft";
  const asked = told && state !== "announced" ? questions.length : 0;
  const stage = (key: "announce" | "remind" | "soon", hours: number, late = false) => ({
    key,
    at: new Date(startsAt - hours * hour).toISOString(),
    state: startsAt - hours * hour > now ? ("waiting" as const) : late ? ("missed" as const) : ("planned" as const),
    groups: startsAt - hours * hour > now || late ? 0 : 5,
    delivered: startsAt - hours * hour > now || late ? 0 : 4,
    refused: startsAt - hours * hour > now || late ? 0 : 1,
    reason: startsAt - hours * hour > now || late ? null : "group-budget",
  });
  return {
    id: `tlk_${n}`,
    kind: plan.kind,
    state,
    title,
    guest: plan.guest,
    host: { userId: plan.host, name: host?.name ?? "" },
    startsAt: plan.startsAt,
    minutes: plan.minutes,
    groups: 6,
    questions: asked,
    answered: asked === 0 ? 0 : 2,
    plan,
    stages: told ? [stage("announce", 48), stage("remind", 24), stage("soon", 1, n === 1)] : [],
    revision: 1,
    place: 1,
    startedAt: ["live", "digest", "closed"].includes(state) ? new Date(startsAt).toISOString() : null,
    endedAt: ["digest", "closed"].includes(state) ? new Date(startsAt + 45 * minute).toISOString() : null,
    digest: ["digest", "closed"].includes(state) ? "1. 券可以给朋友用吗\n券和账号绑定，朋友进群也能领一张。" : "",
    replayUrl: "",
    path: `/m/talk/tlk_${n}?v=talk.tlk_${n}.link`,
    groupList: groupRows.slice(0, 6).map(({ id, name }) => ({ id, name })),
  };
};
const question = (n: number, text: string, votes: number, some: Partial<TalkQuestion> = {}): TalkQuestion => ({
  id: `tlq_${n}`,
  text,
  customer: { id: customerRows[n]?.id ?? "", name: customerRows[n]?.name ?? "" },
  votes,
  askedAt: ago((9 - n) * hour),
  answer: null,
  answeredAt: null,
  ticketId: null,
  ...some,
});
const questions: TalkQuestion[] = [
  question(0, "咖啡豆开封以后能放多久？", 31),
  question(1, "为什么每家店的特价不一样", 18),
  question(2, "能不能固定每周三出新品", 9),
  question(3, "券可以给朋友用吗", 24, { answer: "券和账号绑定，朋友进群也能领一张。", answeredAt: ago(8 * minute) }),
  question(4, "可以自带杯吗", 12, { answer: "可以，减两元。", answeredAt: ago(3 * minute) }),
  question(5, "上次的退款还没到", 2, { ticketId: "tkt_0" }),
];
const rows: Talk[] = [
  make(1, "三月新人答疑", "live", now - 12 * minute),
  make(2, "烘焙师来聊豆子", "collecting", now + 26 * hour, { kind: "guest", guest: "林师傅" }),
  make(3, "四月新品直播", "draft", now + 6 * dayMs, { kind: "live" }),
  make(4, "周末手冲小课堂", "digest", now - 5 * hour, { kind: "guest", guest: "阿杰" }),
  make(5, "二月新人答疑", "closed", now - 20 * dayMs),
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "talk",
    id,
  );
const set = (id: string, patch: Partial<Talk>) => Object.assign(of(id), patch);

export const talkHandlers: Handlers["talks"] = {
  list: (input) =>
    cut(
      rows.filter(
        (row) => (input.state === undefined || row.state === input.state) && (input.kind === undefined || row.kind === input.kind),
      ),
      input,
    ),
  get: ({ id }) => of(id),
  questions: ({ id }) => ({ items: of(id).questions === 0 ? [] : questions }),
  reach: ({ groupIds, storeIds, classes }) => ({
    groups: groupIds.length + storeIds.length * 3 + (classes.includes("store") ? 186 : 0) + (classes.includes("general") ? 4 : 0),
  }),
  save: ({ id, plan, revision }) => {
    if (id !== undefined && revision !== undefined && revision < of(id).revision)
      throw new Refusal(409, "talkSavedMeanwhile", { by: "阿美", time: "2026-03-02 10:05", revision: of(id).revision });
    const made = make(rows.length + 1, plan.title, "draft", Date.parse(plan.startsAt), plan);
    if (id !== undefined) return set(id, { ...made, id, revision: of(id).revision + 1 });
    rows.unshift(made);
    return made;
  },
  announce: ({ id }) => set(id, { state: "announced", groups: 6 }),
  move: ({ id, startsAt }) => ({ talk: set(id, { startsAt }), toldGroups: 5 }),
  cancel: ({ id }) => ({ talk: set(id, { state: "cancelled" }), toldGroups: 5 }),
  start: ({ id }) => set(id, { state: "live", startedAt: ago(0), place: 0 }),
  next: ({ id, place }) => set(id, { place }),
  answer: ({ questionId, answer }) => {
    const one = questions.find((row) => row.id === questionId);
    if (one) Object.assign(one, { answer, answeredAt: ago(0) });
    return { ok: true };
  },
  follow: ({ questionId }) => {
    const one = questions.find((row) => row.id === questionId);
    if (one) one.ticketId = "tkt_5";
    return { ticketId: "tkt_5" };
  },
  end: ({ id }) => set(id, { state: "digest", endedAt: ago(0), digest: "1. 券可以给朋友用吗\n券和账号绑定，朋友进群也能领一张。" }),
  close: ({ id, digest, replayUrl }) => ({ talk: set(id, { state: "closed", digest, replayUrl }), followed: 3 }),
  figures: () => ({
    groups: { planned: 6, delivered: 5 },
    opened: 214,
    asked: 6,
    askers: 6,
    votes: 96,
    answered: 2,
    meanMinutes: 7.5,
    talked: null,
    orders: { after: 61, before: 54 },
  }),
};
