import type { api, OutputOf } from "@shuke/contract";
import { ago, hour, minute } from "./seed.ts";

export const archiveHandlers = {
  status: (): OutputOf<typeof api.archive.status> => ({
    state: "on",
    keepDays: 90,
    completeAt: ago(4 * minute),
    nextAt: ago(-56 * minute),
    trouble: null,
    messages: { day: 1_284, all: 96_410 },
    sealed: [{ keyVersion: 3, count: 12 }],
    consents: { agree: 12_406, refuse: 318 },
    gaps: [
      { from: ago(24 * 24 * hour), to: ago(22 * 24 * hour), why: "beyond-window" },
      { from: null, to: ago(200 * 24 * hour), why: "before-start" },
    ],
  }),
  update: () => ({ ok: true as const }),
};
