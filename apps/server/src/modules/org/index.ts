import type { Handler } from "#log";
import { projectStaff } from "./project.ts";

export {
  leftAmong,
  notServing,
  type Serving,
  searchStaff,
  servingAfter,
  servingStaff,
  staffByIds,
  staffNames,
  type Standing,
  standingOf,
  storeIdsByCode,
  storesByIds,
  storesManagedBy,
} from "./ask.ts";
export { firstCorp } from "./first-corp.ts";
export { type Datum, haversine, type Position, toWgs84, wgs84ToGcj02 } from "./geo.ts";
export { corpLanguage } from "./language.ts";
export { type ImportReport, importStores } from "./import-stores.ts";
export { citiesOf } from "./read-stores.ts";
export { routes } from "./routes.ts";
export { type StoreIndex, storeIndex } from "./store-index.ts";
export type { StaffMember, StoreRow } from "./types.ts";
export { provideWorkload, type Workload, type WorkloadAsk, workloads } from "./workload.ts";

export const handlers: Handler[] = [projectStaff];
