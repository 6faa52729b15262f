import type { ReportSheet } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { staffRows } from "./people.ts";
import { Refusal } from "./refusal.ts";
import { ago, cut, dayMs, hour } from "./seed.ts";

const sheet: ReportSheet = {
  title: "2027-03-04 日报",
  subtitle: "全部门店",
  tiles: [
    { label: "新加好友", value: "431", change: "前一天 398", tone: "good" },
    { label: "进群", value: "148", change: "前一天 150", tone: "bad" },
    { label: "流失好友", value: "12", change: "前一天 20", tone: "good" },
    { label: "退群", value: "9", change: "前一天 9", tone: "plain" },
  ],
  lists: [
    {
      title: "最该先改的",
      none: "没有没达标的步骤。",
      lines: [
        { text: "第三天 群里提问 · 七天新人 SOP", detail: "59.4%，目标 85%，还差 64 人", tone: "bad", to: "/sops/sop_1?days=7" },
        { text: "目标：十个群过 400 人", detail: "落后 18 天", tone: "bad", to: "/goals" },
      ],
    },
    {
      title: "做得最好的",
      none: "还没有达标的步骤。",
      lines: [{ text: "第一天 自我介绍 · 七天新人 SOP", detail: "93.1%，目标 90%", tone: "good", to: "/sops/sop_1?days=7" }],
    },
    {
      title: "等你处理",
      none: "没有等你处理的事。",
      lines: [{ text: "7 个任务超时了", detail: "", tone: "bad", to: "/tasks?overdue=true" }],
    },
  ],
  foot: "数据到 2027-03-04 24:00",
};
/** A grey square: what is drawn is the server's business. */
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGO4AAAA6wDqkkXI6QAAAABJRU5ErkJggg==";
let settings = {
  day: { on: true, at: "09:00" },
  week: { on: false, at: "09:00", weekday: 1 },
  heads: true,
  storeManagers: true,
  also: [] as string[],
  never: [] as string[],
};
const states = ["sent", "sent", "nothing", "waiting", "failed"] as const;
const rows = staffRows.slice(0, 12).map((one, n) => ({
  id: `rep_${n + 1}`,
  kind: "day" as const,
  day: ago(dayMs).slice(0, 10),
  userId: one.userId,
  name: one.name,
  stores: n === 0 ? null : 1 + (n % 3),
  state: states[n % states.length] ?? ("sent" as const),
  sends: 1,
  createdAt: ago(5 * hour),
}));

export const reportHandlers: Handlers["reports"] = {
  get: () => ({ settings, nextDayAt: settings.day.on ? ago(-19 * hour) : null, nextWeekAt: null, timeZone: "Asia/Shanghai", readers: 13 }),
  save: (next) => {
    settings = next;
    return { ok: true };
  },
  preview: () => ({ sheet, picture, whose: "全部门店" }),
  list: (input) => cut(rows, input),
  picture: ({ id }) => {
    if (!rows.some((row) => row.id === id)) throw new Refusal(404, "notFound", { what: "report", id });
    return { sheet, picture };
  },
  resend: () => ({ ok: true }),
};
