import type { Translated } from "../types.ts";
import type { fields as source } from "../zh-CN/console-fields.ts";

export const fields: Translated<typeof source> = {
  fields: {
    answers: { yes: "yes", no: "no" },
  },
};
