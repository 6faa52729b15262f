import type { Phrases } from "../types.ts";
import type { moments as zh } from "../zh-CN/moments.ts";

export const moments: Phrases<typeof zh> = {
  everybody: "Everybody else",
  warnings: {
    "selling-much":
      "“{{persona}}”: {{n}} members of staff have sold {{allowed}} times within four weeks, which is all their plan holds. Give something useful instead, or wait",
    "selling-again": "“{{persona}}”: the last post of {{n}} members of staff sold something, too. Put something else in between",
    "too-often": "“{{persona}}”: {{n}} members of staff have posted {{allowed}} times within four weeks, more often than planned",
  },
};
