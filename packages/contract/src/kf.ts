import { z } from "zod";
import { id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const kfAccount = z.object({
  /** WeCom's open_kfid. */
  id: z.string(),
  name: z.string(),
  /** Whether this app may speak for it: granted in WeCom's console. */
  ours: z.boolean(),
  /** It answers by itself what a standing answer fits, since when; what was said before stays as it is. */
  answers: z.boolean(),
  since: instant.nullable(),
  /** Everything up to here was read; null: nothing yet. */
  readAt: instant.nullable(),
  /** WeCom's own words, while reading fails. */
  trouble: z.object({ code: z.string(), message: z.string(), since: instant }).nullable(),
});
export type KfAccount = z.infer<typeof kfAccount>;

export const kf = {
  list: endpoint({
    name: "kf.list",
    summary: "Accounts of WeChat customer service, and which of them answer by themselves",
    permission: "tasks.read",
    scope: "any",
    input: z.object({}),
    output: z.object({ items: z.array(kfAccount) }),
  }),
  save: endpoint({
    name: "kf.save",
    summary: "Let an account answer by itself from now on, or no more; what no answer fits waits for a person in the queue",
    permission: "plays.write",
    input: z.object({ id, answers: z.boolean() }),
    output: kfAccount,
  }),
};
