import type { api, OutputOf, ParsedInputOf } from "@shuke/contract";
import { customerRows } from "./people.ts";
import { ago, cut, dayMs, hour, minute, pick } from "./seed.ts";

type Refused = OutputOf<typeof api.gate.refusals>["items"][number];
type Preference = OutputOf<typeof api.preferences.get>;

const wants: ReadonlyArray<Pick<Refused, "kind" | "reason"> & { label: string; to: string }> = [
  { kind: "mass-send", reason: "person-budget", label: "七天新人 SOP · 第二天 会员福利", to: "/sops/sop_1?step=day2" },
  { kind: "group-post", reason: "group-budget", label: "新群第一周 · 开群第一帖", to: "/sops/sop_2?step=d1" },
  { kind: "mass-send", reason: "preference", label: "七天新人 SOP · 第七天 回访", to: "/sops/sop_1?step=day7" },
  { kind: "confirmation", reason: "staff-budget", label: "七天新人 SOP · 第一天 用券提醒", to: "/sops/sop_1?step=day1" },
  { kind: "group-post", reason: "group-selling", label: "福利日预告", to: "/sops/sop_3?step=d1" },
  { kind: "mass-send", reason: "displaced", label: "周末买一送一", to: "/sends/snd_1" },
  { kind: "sidebar", reason: "quiet-hours", label: "七天新人 SOP · 第三天 问口味", to: "/sops/sop_1?step=day3" },
];
const stock = { kind: "send", label: "到货通知 · 桂花乌龙", to: "/sends/snd_2" };
const refused: Refused[] = Array.from({ length: 64 }, (_, n) => {
  const { kind, reason, label, to } = pick(wants, "refused", n);
  const row = customerRows[n % customerRows.length];
  const who: Refused["who"] =
    kind === "group-post"
      ? { budget: "group", id: "grp_001", name: "静安寺店 福利群" }
      : kind === "confirmation"
        ? { budget: "staff", id: null, name: "陈小满" }
        : { budget: "person", id: row?.id ?? null, name: row?.name ?? "" };
  return {
    id: `tch_${n}`,
    at: ago(n * 97 * minute),
    wantedAt: ago(n * 97 * minute),
    kind,
    reason,
    who,
    why: { kind: "sop", label, to },
    gaveWayTo: reason === "displaced" ? stock : null,
  };
});
const said = new Map<string, Preference>();
const preferenceOf = (customerId: string): Preference =>
  said.get(customerId) ?? { level: "usual", without: [], saidBy: null, saidAt: null };

export const gateHandlers = {
  explain: ({ customerId, at }: ParsedInputOf<typeof api.gate.explain>): OutputOf<typeof api.gate.explain> => {
    const why = { kind: "sop", label: "七天新人 SOP · 第二天 会员福利", to: "/sops/sop_1?step=day2" };
    const preference = preferenceOf(customerId);
    return {
      at: at ?? ago(0),
      reason: preference.level === "none" ? "preference" : "person-budget",
      freeAt: preference.level === "none" ? null : ago(-20 * hour),
      load: 2.6,
      budget: 3,
      preference,
      quiet: false,
      touches: [
        { at: ago(-2 * dayMs), kind: "mass-send", weight: 1, share: 0, state: "reserved", yields: true, why },
        { at: ago(dayMs), kind: "mass-send", weight: 1, share: 1, state: "delivered", yields: false, why },
        { at: ago(4 * dayMs), kind: "sidebar", weight: 1, share: 1, state: "delivered", yields: false, why },
        { at: ago(8 * dayMs), kind: "mass-send", weight: 1, share: 0.6, state: "delivered", yields: false, why },
      ],
    };
  },
  refusals: (input: ParsedInputOf<typeof api.gate.refusals>) =>
    cut(
      refused.filter(
        (row) =>
          (input.reason === undefined || row.reason === input.reason) &&
          (input.kind === undefined || row.kind === input.kind) &&
          (input.customerId === undefined || row.who.id === input.customerId),
      ),
      input,
    ),
  refusalCounts: () => ({
    items: [...Map.groupBy(refused, ({ reason }) => reason)]
      .map(([reason, rows]) => ({ reason, count: rows.length }))
      .toSorted((a, b) => b.count - a.count),
  }),
};
export const preferenceHandlers = {
  get: ({ customerId }: ParsedInputOf<typeof api.preferences.get>) => preferenceOf(customerId),
  set: ({ customerId, level, without }: ParsedInputOf<typeof api.preferences.set>): Preference => {
    const next: Preference = { level, without: without ?? preferenceOf(customerId).without, saidBy: "console", saidAt: ago(0) };
    said.set(customerId, next);
    return next;
  },
};
