import type { CalendarProblem, CalendarSlot, CalendarWeek, Column, ColumnPlan, GroupClass, SlotPlan, ValueMix } from "@shuke/contract";
import { columnValues } from "@shuke/contract/calendar-words";
import type { Handlers } from "./handlers.ts";
import { groupRows, staffRows } from "./people.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, dayMs, now } from "./seed.ts";

const MONDAY = "2027-03-01";
const NEXT = "2027-03-08";
const TODAY = "2027-03-05";
const shift = (day: string, n: number) => new Date(Date.parse(`${day}T00:00:00Z`) + n * dayMs).toISOString().slice(0, 10);
const every = (at: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, at }));
const link = { title: "看看这周的", desc: "", page: "welfare" as const };

const column = (
  n: number,
  name: string,
  some: Partial<ColumnPlan>,
  posts: number,
  share: number | null,
  expected: number | null,
): Column => ({
  name,
  persona: "",
  format: "text",
  value: "information",
  selling: false,
  greeting: null,
  road: "hand",
  classes: ["store", "general"],
  times: [],
  text: `${name}：今天说一件小事，三分钟看完。`,
  contentId: null,
  link,
  metric: "opened",
  target: 0.2,
  owner: staffRows[n % 3]?.userId ?? "",
  ...some,
  id: `col_${n}`,
  revision: 1,
  archived: false,
  playbook: n < 5 ? "weekly-columns" : null,
  ownerName: staffRows[n % 3]?.name ?? "",
  contentName: null,
  savedAt: ago(n * dayMs),
  savedBy: "林小满",
  results: {
    posts,
    measured: share === null ? 0 : posts,
    groups: { planned: posts * 32, reached: posts * 28 },
    members: posts * 4100,
    opened: share === null ? null : Math.round(posts * 4100 * share),
    talked: null,
    share,
    expected,
  },
});
const columns: Column[] = [
  column(1, "早安", { greeting: "morning", value: "connection", times: every("09:00"), metric: "talked", target: null }, 40, null, null),
  column(
    2,
    "今日上新",
    { persona: "店长，先说味道再说价", format: "arrivals", road: "send", times: [1, 3].map((weekday) => ({ weekday, at: "10:00" })) },
    16,
    0.21,
    0.2,
  ),
  column(
    3,
    "门店小课堂",
    { persona: "咖啡师阿禾，先替大家尝一遍", value: "learning", times: [2, 4].map((weekday) => ({ weekday, at: "15:00" })) },
    15,
    0.17,
    0.17,
  ),
  column(
    4,
    "群友价",
    { value: "benefit", selling: true, format: "offer", road: "send", times: [{ weekday: 5, at: "11:00" }] },
    8,
    0.34,
    0.31,
  ),
  column(5, "店主说", { value: "opinion", format: "topic", times: [{ weekday: 6, at: "15:00" }] }, 1, 0.41, 0.22),
  column(6, "晚安", { greeting: "evening", value: "connection", times: every("21:00"), metric: "talked", target: null }, 40, null, null),
];

const slot = (n: number, c: number, day: string, at: string, some: Partial<CalendarSlot> = {}): CalendarSlot => {
  const of = found(columns[c - 1], "column", `col_${c}`);
  return {
    id: `cal_${n}`,
    columnId: of.id,
    column: of.name,
    value: of.value,
    selling: of.selling,
    day,
    at,
    road: of.road,
    text: of.text,
    contentId: null,
    link: of.link,
    state: "draft",
    reason: null,
    words: of.text,
    sendId: null,
    results: null,
    ...some,
  };
};
const given = (opened: number | null): Partial<CalendarSlot> => ({
  state: "given",
  results: { groups: { planned: 32, reached: 28 }, members: 4100, opened, talked: null },
});
const thisWeek: CalendarSlot[] = [
  ...[0, 1, 2, 3].flatMap((d) => [
    slot(10 + d, 1, shift(MONDAY, d), "09:00", given(null)),
    slot(20 + d, 6, shift(MONDAY, d), "21:00", given(null)),
  ]),
  slot(1, 2, MONDAY, "10:00", { ...given(861), sendId: "snd_1" }),
  slot(2, 3, shift(MONDAY, 1), "15:00", given(640)),
  slot(3, 2, shift(MONDAY, 2), "10:00", { ...given(733), sendId: "snd_1" }),
  slot(4, 3, shift(MONDAY, 3), "15:00", { state: "missed", reason: "staff-budget" }),
  slot(14, 1, TODAY, "09:00", given(null)),
  slot(5, 4, TODAY, "11:00", { state: "published", sendId: "snd_1" }),
  slot(6, 5, TODAY, "15:00", { state: "published" }),
  slot(7, 2, shift(MONDAY, 5), "10:00"),
  slot(8, 4, shift(MONDAY, 5), "15:00", { road: "hand" }),
  slot(9, 4, shift(MONDAY, 6), "11:00"),
];
const weeks = new Map<string, { slots: CalendarSlot[]; before: CalendarSlot[] | null; revision: number }>([
  [`store ${MONDAY}`, { slots: thisWeek, before: null, revision: 3 }],
]);
const marks: Record<GroupClass, string> = { store: "【山禾周历】", general: "" };
const weekOf = (groupClass: GroupClass, monday: string) => {
  const key = `${groupClass} ${monday}`;
  const known = weeks.get(key) ?? { slots: [], before: null, revision: 0 };
  weeks.set(key, known);
  return known;
};

const mondayOf = (week: string | undefined, fallback = MONDAY): string => {
  if (week === undefined) return fallback;
  const day = week.includes("W") ? MONDAY : week;
  return shift(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
};
const mixOf = (slots: ReadonlyArray<{ value: CalendarSlot["value"] }>): ValueMix =>
  columnValues.map((value) => {
    const posts = slots.filter((one) => one.value === value).length;
    return { value, posts, share: slots.length === 0 ? 0 : posts / slots.length };
  });

function problemsOf(slots: readonly CalendarSlot[]): CalendarProblem[] {
  const found: CalendarProblem[] = [];
  const sorted = slots
    .toSorted((a, b) => `${a.day}${a.at}`.localeCompare(`${b.day}${b.at}`))
    .filter(({ column: name }) => !name.endsWith("安"));
  sorted.forEach((one, n) => {
    if (one.state !== "draft") return;
    const base = { slotId: one.id, day: one.day };
    if (one.selling && sorted[n - 1]?.selling)
      found.push({ ...base, code: "two-selling", refuses: false, message: `「${one.column}」紧跟在另一条带货后面，中间插一条别的` });
    if (one.at > "21:15" || one.at < "08:30")
      found.push({
        ...base,
        code: "quiet",
        refuses: true,
        message: `「${one.column}」排在 ${one.at}，安静时段（21:30—08:30）发不出去，换个时间`,
      });
  });
  for (const day of new Set(slots.filter(({ state }) => state === "draft").map((one) => one.day)))
    found.push({ code: "no-morning", refuses: false, slotId: null, day, message: "这一天没有早安打头" });
  return found.toSorted((a, b) => Number(b.refuses) - Number(a.refuses));
}

function look(groupClass: GroupClass, monday: string): CalendarWeek {
  const { slots, before, revision } = weekOf(groupClass, monday);
  const living = slots.filter(({ state }) => state !== "missed" && state !== "cancelled");
  const selling = living.filter((one) => one.selling).length;
  return {
    groupClass,
    week: monday,
    days: Array.from({ length: 7 }, (_, n) => shift(monday, n)),
    today: TODAY,
    timeZone: "Asia/Shanghai",
    revision,
    groups: groupClass === "store" ? 32 : 4,
    owners: groupClass === "store" ? 9 : 2,
    slots: slots.toSorted((a, b) => `${a.day}${a.at}`.localeCompare(`${b.day}${b.at}`)),
    problems: problemsOf(slots),
    mix: mixOf(living),
    service: living.length - selling,
    selling,
    mark: marks[groupClass],
    auto: false,
    canUndo: before !== null,
    path: `/m/week?c=${groupClass}&w=${monday}`,
  };
}

function arrange(groupClass: GroupClass, monday: string, revision: number | undefined, plans: readonly SlotPlan[]): CalendarWeek {
  const week = weekOf(groupClass, monday);
  if (revision !== undefined && revision !== week.revision) throw new Refusal(409, "calendarSavedMeanwhile", { revision: week.revision });
  const kept = week.slots.filter(({ state }) => state !== "draft");
  week.before = week.slots.filter(({ state }) => state === "draft");
  week.revision += 1;
  week.slots = [
    ...kept,
    ...plans.map(({ id, columnId, ...plan }, n) =>
      slot(100 + week.revision * 90 + n, Number(columnId.slice(4)), plan.day, plan.at, {
        ...plan,
        words: plan.text,
        ...(id ? { id } : {}),
      }),
    ),
  ];
  return look(groupClass, monday);
}

const proposal = (monday: string) =>
  columns.flatMap((of) =>
    of.times.map(({ weekday, at }) => {
      const day = shift(monday, weekday - 1);
      const why = of.greeting
        ? { code: "greeting" as const, message: "一天由早晚安带起来" }
        : of.results.expected === null
          ? { code: "unknown" as const, message: "还没有成绩可比，先按五种价值轮着来" }
          : { code: "best" as const, message: `这个时间它的成绩最好：${(of.results.expected / 0.21).toFixed(1)} 倍于平均（已按条数收缩）` };
      const { id: columnId, name, value, selling, road, text, contentId, link: card } = of;
      const { expected } = of.results;
      return {
        key: `${day}/${at}/${columnId}`,
        columnId,
        column: name,
        value,
        selling,
        day,
        at,
        road,
        text,
        contentId,
        link: card,
        expected,
        why,
      };
    }),
  );
const open = (monday: string, slots: readonly CalendarSlot[]) =>
  proposal(monday)
    .filter(({ day, at }) => day > TODAY && !slots.some((one) => one.day === day && one.at === at))
    .toSorted((a, b) => a.key.localeCompare(b.key));

const save = (plan: ColumnPlan, id: string): Column => {
  const n = columns.findIndex((one) => one.id === id);
  const made = { ...column(columns.length + 1, plan.name, plan, 0, null, null), ...(n < 0 ? {} : { id }) };
  if (n < 0) columns.push(made);
  else columns[n] = { ...made, results: columns[n]?.results ?? made.results };
  return columns[n < 0 ? columns.length - 1 : n] ?? made;
};

const columnHandlers: Handlers["columns"] = {
  list: ({ archived, value, groupClass, ...page }) =>
    cut(
      columns.filter(
        (one) =>
          one.archived === archived &&
          (value === undefined || one.value === value) &&
          (groupClass === undefined || one.classes.includes(groupClass)),
      ),
      page,
    ),
  create: ({ plan }) => save(plan, ""),
  update: ({ id, plan }) => save(plan, id),
  archive: ({ id, archived }) =>
    Object.assign(
      found(
        columns.find((one) => one.id === id),
        "column",
        id,
      ),
      { archived },
    ),
};

const calendarHandlers: Handlers["calendar"] = {
  week: ({ groupClass, week }) => look(groupClass, mondayOf(week)),
  month: ({ groupClass, month }) => {
    const from = mondayOf(`${month}-01`);
    const to = shift(from, 34);
    const slots = [...weeks].flatMap(([key, { slots: these }]) => (key.startsWith(groupClass) ? these : []));
    return { from, to, today: TODAY, slots: slots.filter(({ day }) => day >= from && day <= to) };
  },
  groups: ({ limit, cursor }) => {
    const { items, nextCursor } = cut(groupRows, { limit, cursor });
    const posts = thisWeek.filter(({ state }) => state === "given");
    return {
      items: items.map(({ id, name }, n) => ({ id, name, posts: posts.length - (n % 3), selling: n % 2, mix: mixOf(posts.slice(n % 3)) })),
      nextCursor,
    };
  },
  save: ({ groupClass, week, revision, slots }) => arrange(groupClass, mondayOf(week), revision, slots),
  undo: ({ groupClass, week }) => {
    const monday = mondayOf(week);
    const { before } = weekOf(groupClass, monday);
    if (before === null) throw new Refusal(409, "calendarNothingToUndo");
    return arrange(groupClass, monday, undefined, before);
  },
  propose: ({ groupClass, week }) => {
    const monday = mondayOf(week, NEXT);
    const items = open(monday, weekOf(groupClass, monday).slots);
    return { groupClass, week: monday, items, left: [], mix: mixOf(items) };
  },
  accept: ({ groupClass, week, keys }) => {
    const monday = mondayOf(week, NEXT);
    const { slots } = weekOf(groupClass, monday);
    const drafts = slots.filter(({ state }) => state === "draft");
    const items = open(monday, slots).filter(({ key }) => keys === undefined || keys.includes(key));
    return arrange(groupClass, monday, undefined, [...drafts, ...items]);
  },
  publish: ({ groupClass, week }) => {
    const known = weekOf(groupClass, mondayOf(week));
    for (const one of known.slots) if (one.state === "draft") one.state = "published";
    known.before = null;
    known.revision += 1;
    return look(groupClass, mondayOf(week));
  },
  withdraw: ({ id }) => {
    const [key, { slots }] = found(
      [...weeks].find(([, week]) => week.slots.some((one) => one.id === id)),
      "slot",
      id,
    );
    for (const one of slots) if (one.id === id) Object.assign(one, { state: "cancelled", reason: "withdrawn" });
    return look(key.startsWith("store") ? "store" : "general", key.split(" ")[1] ?? MONDAY);
  },
  saveMark: ({ groupClass, mark }) => {
    marks[groupClass] = mark;
    return { mark, auto: false, savedAt: new Date(now).toISOString() };
  },
};

export const weekHandlers = { columns: columnHandlers, calendar: calendarHandlers };
