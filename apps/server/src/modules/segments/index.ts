import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { computeWanted, followTouched } from "./keep.ts";
import { behaviourProjection } from "./project.ts";
import { noteTouched } from "./touched.ts";

export { downloads, routes } from "./routes.ts";
export { provideSegmentUses, type SegmentUse } from "./uses.ts";
export { previewSegment } from "./preview.ts";
export { memberIdsAfter } from "./members.ts";
export { exportSegment } from "./export-segment.ts";
export { matching, probe } from "./compile.ts";
export { changingAt, dependsOn, familiesOf } from "./families.ts";
export { activeSegments, frameAt } from "./read.ts";
export { SOURCES as sources, touchedBy, TOUCHING as touchingEvents } from "./touched.ts";
export type { Frame } from "./types.ts";

export const handlers: readonly Handler[] = [behaviourProjection, noteTouched];
export const duties: readonly Duty[] = [followTouched, computeWanted];
