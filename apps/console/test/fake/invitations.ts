import type { Invitation, InvitationFunnel, InvitationPerson, InvitationPlan } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour } from "./seed.ts";

const none = { segmentIds: [], tagIds: [], groupIds: [], storeIds: [] };
const plan = (name: string, some: Partial<InvitationPlan> = {}): InvitationPlan => ({
  name,
  audience: { everyone: false, ...none, segmentIds: ["seg_1"], except: none },
  liveCodeId: "lc_02",
  apart: "code",
  text: "店里的福利群给你留了个位子，周五群友价只在群里说。",
  card: { title: "给你留了个位子", desc: "点开长按二维码进群" },
  waveHours: 48,
  until: ago(-5 * dayMs),
  ...some,
});
const nothing: InvitationFunnel = { people: 0, out: 0, waiting: 0, asked: 0, reached: 0, opened: 0, joined: 0, joinedUnopened: 0 };
const one = (n: number, some: Partial<Invitation> & Pick<Invitation, "plan">): Invitation => ({
  id: `inv_${n}`,
  name: some.plan.name,
  state: "draft",
  code: { id: "lc_02", name: "徐汇店福利群码" },
  funnel: nothing,
  until: some.plan.until,
  createdAt: ago(n * 2 * dayMs),
  savedBy: "周敏",
  revision: 1,
  reason: null,
  submittedAt: null,
  submittedBy: null,
  endedAt: null,
  nextAt: null,
  seats: 42,
  waves: [],
  outs: [],
  ...some,
});
const rows: Invitation[] = [
  one(1, {
    plan: plan("三十天没来的熟客进群"),
    state: "running",
    funnel: { people: 1240, out: 186, waiting: 424, asked: 630, reached: 548, opened: 143, joined: 88, joinedUnopened: 7 },
    submittedAt: ago(3 * dayMs),
    submittedBy: "周敏",
    nextAt: ago(-22 * hour),
    waves: [
      {
        id: "snd_4",
        no: 1,
        state: "ended",
        startsAt: ago(3 * dayMs),
        until: ago(dayMs),
        people: 360,
        seats: 54,
        rate: 0.15,
        reached: 322,
        opened: 98,
        joined: 61,
        send: "done",
      },
      {
        id: "snd_1",
        no: 2,
        state: "open",
        startsAt: ago(dayMs),
        until: ago(-dayMs),
        people: 270,
        seats: 43,
        rate: 0.158,
        reached: 226,
        opened: 45,
        joined: 27,
        send: "running",
      },
    ],
    outs: [
      { reason: "already-in", n: 171 },
      { reason: "joined-before", n: 15 },
    ],
  }),
  one(2, { plan: plan("咖啡小课堂的老学员") }),
  one(3, {
    plan: plan("静安店开业第一批", { until: ago(9 * dayMs) }),
    state: "done",
    reason: "everybody-asked",
    seats: 0,
    funnel: { people: 96, out: 4, waiting: 0, asked: 92, reached: 90, opened: 61, joined: 47, joinedUnopened: 2 },
    submittedAt: ago(12 * dayMs),
    submittedBy: "林小北",
    endedAt: ago(10 * dayMs),
  }),
];
const person = (n: number, some: Partial<InvitationPerson>): InvitationPerson => ({
  customerId: `cus_${String(n).padStart(4, "0")}`,
  name: ["小梅", "阿远", "何静", null, "陈子昂", "一一", "大鹏"][n - 1] ?? null,
  stage: "waiting",
  wave: null,
  reason: null,
  reachedAt: null,
  openedAt: null,
  joinedAt: null,
  group: null,
  ...some,
});
const people = [
  person(1, {
    stage: "joined",
    wave: 1,
    reachedAt: ago(60 * hour),
    openedAt: ago(59 * hour),
    joinedAt: ago(59 * hour),
    group: "徐汇店福利群 3",
  }),
  person(2, { stage: "opened", wave: 1, reachedAt: ago(58 * hour), openedAt: ago(40 * hour) }),
  person(3, { stage: "reached", wave: 2, reachedAt: ago(20 * hour) }),
  person(4, { stage: "missed", wave: 2, reason: "person-budget" }),
  person(5, { stage: "asked", wave: 2 }),
  person(6, {}),
  person(7, { stage: "out", reason: "already-in" }),
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "invitation",
    id,
  );

export const invitationHandlers: Handlers["invitations"] = {
  list: (input) =>
    cut(
      rows.filter((row) => (input.state === undefined || row.state === input.state) && row.name.includes(input.query ?? "")),
      input,
    ),
  get: ({ id }) => of(id),
  people: (input) =>
    cut(
      people.filter(({ stage, wave }) => input.stage === undefined || stage === input.stage || (input.stage === "asked" && wave !== null)),
      input,
    ),
  preview: () => ({ audience: 1240, alreadyIn: 171, seats: 54, rate: 0.15, firstWave: 360, waves: 3 }),
  save: ({ id, plan: saved, revision }) => {
    if (id === undefined) {
      const made = one(rows.length + 1, { plan: saved });
      rows.unshift(made);
      return made;
    }
    const row = of(id);
    if (revision !== undefined && row.revision !== revision)
      throw new Refusal(409, "invitationSavedMeanwhile", { by: row.savedBy, time: "10:20" });
    return Object.assign(row, { plan: saved, name: saved.name, revision: row.revision + 1 });
  },
  submit: ({ id }) => Object.assign(of(id), { state: "running", submittedAt: ago(0) }),
  cancel: ({ id }) => Object.assign(of(id), { state: "cancelled", reason: "stopped", endedAt: ago(0) }),
};
