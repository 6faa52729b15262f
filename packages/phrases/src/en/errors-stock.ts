import type { Phrases } from "../types.ts";
import type { stockErrors as source } from "../zh-CN/errors-stock.ts";

export const stockErrors: Phrases<typeof source> = {
  stockSkuTaken: "{{sku}} is the number of “{{name}}” already. Take another one, or change that product",
  stockSavedMeanwhile: "{{by}} saved it at {{time}}, after you opened it. Refresh, look, then change it",
  stockPutAway: "“{{name}}” is put away. Take it out first",
  stockUnderWay: "People are still being told about “{{name}}”. Wait for the end or stop it, then put it away",
  stockWantOver: "This want is over already. Refresh to see how it stands",
  stockNoneLeft: "Nothing is free: the rest is kept for those who asked first. Wait for the next delivery, or note one",
  stockArrivalOver: "The notices about this delivery are over, there is nothing to stop",
  stockUnknownPerson: "This customer’s want was not found. Refresh and try again",
  stockTooManyLines: "{{most}} lines at most at a time. Please split the file",
};
