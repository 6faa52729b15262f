export { type Erased, eraseRows } from "./erase-rows.ts";
export { makePseudonyms, type Names, type Pseudonyms } from "./pseudonyms.ts";
