import type { EntryStep } from "@shuke/contract";
import type { Handlers } from "./handlers.ts";
import { customerRows } from "./people.ts";
import { storeRows } from "./places.ts";
import { ago, cut, hour, whole } from "./seed.ts";

type Entry = Pick<Handlers["analytics"], "entryFunnel" | "entryBreakdown" | "entryPeople">;
const done = { added: 431, welcomed: 424, opened: 236, chosen: 201, joined: 148, kept7: 96 };
const keys = ["added", "welcomed", "opened", "chosen", "joined", "kept7"] as const satisfies EntryStep[];
const minutes = { added: 0.1, welcomed: 14, opened: 3.5, chosen: 42, joined: null, kept7: null };
const unknown = { rate: null, decided: 0, before: null, decidedBefore: 0, trend: "unknown" as const };

const steps = (share: number) =>
  keys.map((key, n) => {
    const before = n === 0 ? done.added : key === "kept7" ? 120 : done[keys[n - 1] ?? "added"];
    const [entered, came] = [Math.round(before * share), Math.round(done[key] * share)];
    return { key, entered, done: came, rate: key === "added" || entered === 0 ? null : came / entered };
  });

export const entryHandlers: Entry = {
  entryFunnel: ({ channel, storeId }) => ({
    compared: { from: "2027-02-04", to: "2027-03-05", before: { from: "2027-01-05", to: "2027-02-03" } },
    steps: [
      { key: "scanned", entered: null, done: null, rate: null, change: unknown, toNextMinutes: null },
      ...steps(channel === undefined && storeId === undefined ? 1 : 0.2).map((step) => ({
        ...step,
        change:
          step.rate === null
            ? { ...unknown, decided: step.done, decidedBefore: 398 }
            : {
                rate: step.rate,
                decided: step.entered,
                before: step.rate - whole(-9, 9, step.key) / 100,
                decidedBefore: 390,
                trend: whole(-9, 9, step.key) > 4 ? ("up" as const) : whole(-9, 9, step.key) < -4 ? ("down" as const) : ("same" as const),
              },
        toNextMinutes: minutes[step.key],
      })),
    ],
  }),
  entryBreakdown: (input) => {
    const names =
      input.by === "channel"
        ? ["收银台", "门口海报", "外卖小票", "桌贴", ""].map((name) => ({ key: name, name }))
        : storeRows.slice(0, 40).map(({ id, name }) => ({ key: id, name }));
    const rows = names.map((one, n) => {
      const own = steps((names.length - n) / names.length / 2);
      return { ...one, lost: (own[input.by === "store" ? 3 : 0]?.done ?? 0) - (own[4]?.done ?? 0), steps: own };
    });
    return { ...cut(rows, input), total: rows.length };
  },
  entryPeople: (input) =>
    cut(
      customerRows.slice(0, 60).map((row, n) => ({
        customerId: row.id,
        externalUserId: row.externalUserId,
        name: row.name ?? "",
        addedAt: ago((n + 3) * hour),
        doneAt: input.outcome === "done" ? ago((n + 2) * hour) : null,
      })),
      input,
    ),
};
