import type { Ticket, TicketSettings, TicketState } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows, groupRows, staffRows } from "./people.ts";
import { found } from "./refusal.ts";
import { ago, cut, dayOf, hour, minute, now } from "./seed.ts";

type Some = Partial<Ticket> & Pick<Ticket, "text">;
const ticket = (n: number, some: Some): Ticket => {
  const owner = staffRows[1 + (n % 5)];
  const group = groupRows[n % 12];
  const customer = customerRows[n * 3];
  const dueAt = some.dueAt ?? new Date(now + (n + 1) * 35 * minute).toISOString();
  return {
    id: `tkt_${n}`,
    kind: "question",
    state: "promised",
    source: "page",
    customer: customer ? { id: customer.id, name: customer.name ?? "" } : null,
    group: group ? { id: group.id, name: group.name } : null,
    store: null,
    owner: owner ? { userId: owner.userId, name: owner.name } : null,
    openedAt: ago((n + 1) * 40 * minute),
    dueAt,
    firstDueAt: dueAt,
    overdue: false,
    answeredAt: null,
    answer: null,
    inTime: null,
    shown: null,
    note: "",
    reopened: 0,
    taskId: `tsk_${n}`,
    replyPath: `/m/q/tkt_${n}?v=ticket.answer.tsk_${n}`,
    ...some,
  };
};
const answered = (n: number, text: string, answer: string, some: Partial<Ticket> = {}) =>
  ticket(n, {
    text,
    answer,
    state: "answered",
    openedAt: ago((n + 1) * hour),
    answeredAt: ago(n * hour),
    inTime: true,
    dueAt: ago((n - 1) * hour),
    ...some,
  });

const rows: Ticket[] = [
  ticket(0, {
    text: "昨天下单的拿铁漏了半杯，店里说要我自己联系，到底谁来处理",
    kind: "complaint",
    overdue: true,
    dueAt: ago(25 * minute),
  }),
  ticket(1, {
    text: "生日券只写了当月有效，是到月底那天晚上几点",
    overdue: true,
    dueAt: ago(5 * minute),
    reopened: 1,
    state: "reopened",
    note: "说的是月底，没说几点",
  }),
  ticket(2, { text: "这个券怎么在小程序里找不到？", source: "archive", state: "open", owner: null, taskId: null, replyPath: null }),
  ticket(3, { text: "静安寺店周末几点开门", source: "staff" }),
  ticket(4, { text: "希望群里每周能投票选一款特价", kind: "suggestion", dueAt: new Date(now + 26 * hour).toISOString() }),
  ticket(5, { text: "咖啡豆开封以后能放多久？上次分享会没来得及问", source: "talk", customer: null }),
  answered(6, "领的券可以分享给朋友用吗", "券和账号绑定，不能转给别人；朋友进群也能领一张。", { shown: "B" }),
  answered(7, "可以开发票吗", "可以，小程序「我的订单」里点开那一单，最下面有「开发票」。", { shown: "A" }),
  answered(8, "为什么今天的早餐券用不了", "早餐券每天十点前可用，今天的已经过点了，明天还能用。", { inTime: false }),
  ticket(9, {
    text: "能不能别天天发链接",
    kind: "complaint",
    state: "closed",
    answer: "已经把群里的官方帖改成每天最多一条。",
    answeredAt: ago(30 * hour),
    inTime: true,
    shown: "B",
    dueAt: ago(31 * hour),
  }),
];

let settings: TicketSettings = {
  minutes: { question: 120, complaint: 60, suggestion: 1440 },
  opens: "09:00",
  closes: "21:00",
  workdaysOnly: false,
  remindMinutes: 30,
  unheardMinutes: 30,
  closeAfterDays: 3,
};
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "ticket",
    id,
  );
const isLive = (state: TicketState) => state !== "answered" && state !== "closed";

export const ticketHandlers: Handlers["tickets"] = {
  list: (input) =>
    cut(
      rows.filter(
        (row) =>
          (input.state === undefined || row.state === input.state) &&
          (input.kind === undefined || row.kind === input.kind) &&
          (input.source === undefined || row.source === input.source) &&
          (input.owner === undefined || row.owner?.userId === input.owner) &&
          (input.whose !== "nobody" || row.owner === null) &&
          (input.overdue !== true || row.overdue) &&
          (input.query === undefined || row.text.includes(input.query)),
      ),
      input,
    ),
  get: ({ id }) => {
    const row = of(id);
    return {
      ticket: row,
      story: [
        { at: row.openedAt, what: "noted", by: "", note: row.owner?.name ?? "", dueAt: row.firstDueAt },
        ...(row.answer === null
          ? []
          : [{ at: row.answeredAt ?? row.openedAt, what: "answered", by: "周敏", note: row.answer, dueAt: null }]),
        ...(row.shown === null ? [] : [{ at: ago(hour), what: "shown", by: "", note: "", dueAt: null }]),
        ...(row.state === "reopened" ? [{ at: ago(90 * minute), what: "reopened", by: "周敏", note: row.note, dueAt: row.dueAt }] : []),
      ],
    };
  },
  note: ({ kind, text }) => {
    const made = ticket(rows.length, { kind, text, source: "staff", dueAt: new Date(now + 2 * hour).toISOString() });
    rows.unshift(made);
    return made;
  },
  assign: ({ ids, owner }) => {
    const taker = staffRows.find((row) => row.userId === owner);
    const given = rows.filter((row) => ids.includes(row.id) && isLive(row.state));
    for (const row of given) Object.assign(row, { owner: { userId: owner, name: taker?.name ?? owner }, state: "promised" });
    return { given: given.length };
  },
  move: ({ id, dueAt, why }) => Object.assign(of(id), { dueAt, note: why, overdue: false }),
  answer: ({ id, answer }) => Object.assign(of(id), { answer, state: "answered", answeredAt: ago(0), inTime: true, overdue: false }),
  close: ({ ids }) => {
    const some = rows.filter((row) => ids.includes(row.id) && row.state !== "closed");
    for (const row of some) Object.assign(row, { state: "closed", overdue: false });
    return { closed: some.length };
  },
  reopen: ({ id, why }) => Object.assign(of(id), { state: "reopened", note: why, dueAt: new Date(now + 2 * hour).toISOString() }),
  figures: () => {
    const count = (key: string, name: string, opened: number, late: number) => ({
      key,
      name,
      opened,
      answered: opened - 2,
      inTime: opened - 2 - late,
      judged: opened - 1,
      medianMinutes: 38 + late * 9,
    });
    return {
      from: dayOf(29),
      to: dayOf(0),
      all: count("", "", 118, 11),
      shown: 83,
      live: { open: rows.filter((row) => isLive(row.state)).length, overdue: rows.filter((row) => row.overdue).length },
      kinds: [count("question", "", 86, 6), count("complaint", "", 21, 5), count("suggestion", "", 11, 0)],
      stores: [count("sto_1", "静安寺店", 44, 3), count("sto_2", "徐家汇店", 39, 7), count("", "", 35, 1)],
    };
  },
  repeated: () => ({
    items: [
      {
        text: "券可以给朋友用吗",
        answer: "券和账号绑定，不能转给别人；朋友进群也能领一张。",
        times: 7,
        lastAt: ago(6 * hour),
        ids: ["tkt_6"],
      },
      {
        text: "怎么开发票",
        answer: "小程序「我的订单」里点开那一单，最下面有「开发票」。",
        times: 4,
        lastAt: ago(7 * hour),
        ids: ["tkt_7"],
      },
    ],
    looked: 97,
  }),
  settings: () => settings,
  saveSettings: (input) => (settings = input),
};
