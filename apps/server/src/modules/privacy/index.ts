import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import { forgetDuty } from "./forget-duty.ts";
import { erase } from "./forget-person.ts";
import { everythingOf, exportPerson, fileOf } from "./export-person.ts";
import { previewForgetting } from "./preview.ts";
import { listForgettings } from "./requests.ts";

export { type Erased, eraseRows } from "./erase-rows.ts";
export { everythingOf, fileOf };
export { forgetPerson } from "./forget-person.ts";
export { countHeld } from "./preview.ts";
export { makePseudonyms, type Names, type Pseudonyms } from "./pseudonyms.ts";

export const duties: readonly Duty[] = [forgetDuty];
export const routes: readonly Route[] = [
  route(api.privacy.preview, previewForgetting),
  route(api.privacy.erase, erase),
  route(api.privacy.export, exportPerson),
  route(api.privacy.requests, listForgettings),
];
