import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { listKfAccounts, saveKfAccount } from "./accounts.ts";
import { answerKf } from "./answer.ts";
import { talksProjection } from "./project.ts";
import { countKf, unansweredKf } from "./unanswered.ts";
import { forgetKfWords } from "./words.ts";

export { deafAccounts } from "./accounts.ts";

export const handlers: readonly Handler[] = [talksProjection, answerKf, unansweredKf, countKf];
export const duties: readonly Duty[] = [forgetKfWords];
export const routes: readonly Route[] = [route(api.kf.list, listKfAccounts), route(api.kf.save, saveKfAccount)];
