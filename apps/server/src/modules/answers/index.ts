import { answerDownloads, api } from "@shuke/contract";
import { download, type Download, route, type Route } from "#http/route";
import { exportAnswers, exportPaste } from "./export-answers.ts";
import { importAnswers } from "./import-answers.ts";
import { getAnswer, listAnswers } from "./list-answers.ts";
import { matchAnswers } from "./match-answers.ts";
import { removeAnswer, saveAnswer, useAnswer } from "./save-answer.ts";

export { answerer, type Given } from "./match-answers.ts";
export { countUses } from "./save-answer.ts";

export const routes: readonly Route[] = [
  route(api.answers.match, matchAnswers),
  route(api.answers.list, listAnswers),
  route(api.answers.get, getAnswer),
  route(api.answers.save, saveAnswer),
  route(api.answers.remove, removeAnswer),
  route(api.answers.used, useAnswer),
  route(api.answers.import, importAnswers),
];
export const downloads: readonly Download[] = [download(answerDownloads.list, exportAnswers), download(answerDownloads.paste, exportPaste)];
