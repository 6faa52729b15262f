import type { LinkPerson, ShortLink } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { found, Refusal } from "./refusal.ts";
import { ago, cut, hour, minute } from "./seed.ts";

const one = (n: number, some: Partial<ShortLink> & Pick<ShortLink, "name" | "url">): ShortLink => ({
  id: `lnk_${n}`,
  path: `/m/k/k7Wm2pX${n}Q`,
  address: `https://community.example.com/m/k/k7Wm2pX${n}Q`,
  follow: "none",
  followMinutes: 120,
  followText: "",
  archived: false,
  version: 1,
  updatedAt: ago(n * 9 * hour),
  updatedBy: "周敏",
  figures: { people: 0, clicks: 0, bought: 0, others: { preview: 0, outside: 0, staff: 0, stranger: 0 } },
  ...some,
});
const rows: ShortLink[] = [
  one(1, {
    name: "秋季第一杯 9.9 元",
    url: "https://shop.example.com/offers/autumn-first-cup?from=community",
    follow: "task",
    followText: "刚看到你在看第一杯 9.9 元，要帮你留一张吗？今天都能用。",
    figures: { people: 214, clicks: 338, bought: 61, others: { preview: 47, outside: 12, staff: 9, stranger: 21 } },
  }),
  one(2, {
    name: "会员日菜单",
    url: "/m/welfare",
    follow: "send",
    followMinutes: 90,
    followText: "会员日半价到今晚 9 点，门店和外卖都能用。",
    figures: { people: 96, clicks: 120, bought: 18, others: { preview: 11, outside: 2, staff: 3, stranger: 0 } },
  }),
  one(3, { name: "加盟咨询", url: "https://shop.example.com/join" }),
];
const person = (n: number, some: Partial<LinkPerson>): LinkPerson => ({
  customerId: `cus_${String(n).padStart(4, "0")}`,
  name: ["小梅", "阿远", "何静", null, "陈子昂", "一一", "大鹏"][n - 1] ?? null,
  clicks: (n % 3) + 1,
  firstAt: ago(n * 3 * hour),
  lastAt: ago(n * 2 * hour),
  bought: false,
  follow: null,
  ...some,
});
const follow = (state: NonNullable<LinkPerson["follow"]>["state"], more: Partial<NonNullable<LinkPerson["follow"]>> = {}) => ({
  state,
  reason: null,
  dueAt: null,
  staff: null,
  ...more,
});
const people = [
  person(1, { follow: follow("waiting", { dueAt: ago(-40 * minute) }) }),
  person(2, { bought: true, follow: follow("bought") }),
  person(3, { follow: follow("tasked", { staff: "周敏" }) }),
  person(4, { follow: follow("refused", { reason: "person-budget", staff: "周敏" }) }),
  person(5, { follow: follow("nobody") }),
  person(6, { bought: true, follow: follow("sent", { staff: "陈露" }) }),
  person(7, { follow: follow("late") }),
];
const of = (id: string) =>
  found(
    rows.find((row) => row.id === id),
    "link",
    id,
  );

export const linkHandlers: Handlers["links"] = {
  list: (input) =>
    cut(
      rows.filter((row) => row.archived === input.archived && (input.query === undefined || (row.name + row.url).includes(input.query))),
      input,
    ),
  get: ({ id }) => ({
    ...of(id),
    follows: [
      { state: "waiting", n: 12 },
      { state: "bought", n: 58 },
      { state: "tasked", n: 96 },
      { state: "refused", n: 31 },
      { state: "late", n: 17 },
    ],
  }),
  people: (input) => cut(people, input),
  save: ({ id, version, ...input }) => {
    if (id === undefined) {
      const made = one(rows.length + 1, input);
      rows.unshift(made);
      return made;
    }
    const row = of(id);
    if (row.version !== version) throw new Refusal(409, "linkSavedMeanwhile", { by: row.updatedBy });
    return Object.assign(row, input, { version: row.version + 1 });
  },
  archive: ({ id }) => Object.assign(of(id), { archived: true, version: of(id).version + 1 }),
  restore: ({ id }) => Object.assign(of(id), { archived: false, version: of(id).version + 1 }),
};
