import type { Translated } from "../types.ts";
import type { answerErrors as source } from "../zh-CN/errors-answers.ts";

export const answerErrors: Translated<typeof source> = {
  answerNoWords: "“{{title}}” has neither a question nor a keyword, so nobody will find it. Write at least one",
  answerDates: "“{{title}}” ends before it begins. Please change one of the dates",
  answerTitleTaken: "There is already an answer called “{{title}}”. Choose another title, or change that one",
  answerSavedMeanwhile: "{{by}} saved this answer after you opened it. Yours is not saved yet: look at the present one, then decide",
  answerTooMany: "At most {{most}} standing answers. Delete those that are no longer used",
  answerTwice: "Two lines of the file are called “{{title}}”. Keep one of them",
  answerCell: "The cell under “{{column}}” cannot be read. Mend it and import again",
  answerCsvColumns: "The header is not known: at least a title and an answer are needed. Columns: {{columns}}",
};
