import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { reportsDue } from "./due.ts";
import { sendPicture } from "./plan-report.ts";
import { getReports, listReports, previewReport, reportPicture, resendReport, saveReports } from "./screens.ts";

export const handlers: readonly Handler[] = [sendPicture];
export const duties: readonly Duty[] = [reportsDue];
export const routes: readonly Route[] = [
  route(api.reports.get, getReports),
  route(api.reports.save, saveReports),
  route(api.reports.preview, previewReport),
  route(api.reports.list, listReports),
  route(api.reports.picture, reportPicture),
  route(api.reports.resend, resendReport),
];
