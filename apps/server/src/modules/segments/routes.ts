import { api, segmentExport } from "@shuke/contract";
import { type Download, download, route, type Route } from "#http/route";
import { explainSegment } from "./explain.ts";
import { exportSegment } from "./export-segment.ts";
import { listSegmentMembers, segmentsOfCustomer } from "./members.ts";
import { estimateSegment, previewSegment } from "./preview.ts";
import { archiveSegment, createSegment, recomputeSegment, restoreSegment, updateSegment } from "./save-segment.ts";
import { getSegment, listSegments } from "./show.ts";
import { compareSnapshots, listSnapshots, removeSnapshot, takeSnapshot } from "./snapshots.ts";
import { segmentVersions } from "./versions.ts";

export const routes: readonly Route[] = [
  route(api.segments.list, listSegments),
  route(api.segments.get, getSegment),
  route(api.segments.create, createSegment),
  route(api.segments.update, updateSegment),
  route(api.segments.archive, archiveSegment),
  route(api.segments.restore, restoreSegment),
  route(api.segments.recompute, recomputeSegment),
  route(api.segments.preview, previewSegment),
  route(api.segments.estimate, estimateSegment),
  route(api.segments.members, listSegmentMembers),
  route(api.segments.explain, explainSegment),
  route(api.segments.ofCustomer, segmentsOfCustomer),
  route(api.segments.versions, segmentVersions),
  route(api.segments.snapshot, takeSnapshot),
  route(api.segments.snapshots, listSnapshots),
  route(api.segments.removeSnapshot, removeSnapshot),
  route(api.segments.compare, compareSnapshots),
];

export const downloads: readonly Download[] = [download(segmentExport, exportSegment)];
