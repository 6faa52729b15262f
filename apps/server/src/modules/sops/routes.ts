import { api, sopDownloads } from "@shuke/contract";
import { download, type Download, route } from "#http/route";
import { sopBoard, sopOverview } from "./board.ts";
import { sopBreakdown } from "./breakdown.ts";
import { pauseSop, resumeSop, stopSop } from "./change-state.ts";
import { concernedBy } from "./concerned.ts";
import { diffSop } from "./diff-sop.ts";
import { dryRunSop } from "./dry-run.ts";
import { sopEnrolments } from "./enrolments.ts";
import { exportBoard } from "./export-board.ts";
import { getSop } from "./get-sop.ts";
import { answerLate, askedLate } from "./late-questions.ts";
import { sopPeople } from "./people.ts";
import { publishSop } from "./publish-sop.ts";
import { listSops } from "./screens.ts";
import { createSop, updateSop } from "./write-draft.ts";
import { fromYaml, toYaml } from "./yaml-file.ts";

export const downloads: readonly Download[] = [download(sopDownloads.board, exportBoard)];

export const routes = [
  route(api.sops.list, listSops),
  route(api.sops.get, getSop),
  route(api.sops.board, sopBoard),
  route(api.sops.overview, sopOverview),
  route(api.sops.breakdown, sopBreakdown),
  route(api.sops.people, sopPeople),
  route(api.sops.enrolments, sopEnrolments),
  route(api.sops.create, createSop),
  route(api.sops.update, updateSop),
  route(api.sops.publish, publishSop),
  route(api.sops.diff, diffSop),
  route(api.sops.dryRun, dryRunSop),
  route(api.sops.toYaml, toYaml),
  route(api.sops.fromYaml, fromYaml),
  route(api.sops.concerned, concernedBy),
  route(api.sops.asked, askedLate),
  route(api.sops.answerLate, answerLate),
  route(api.sops.pause, pauseSop),
  route(api.sops.resume, resumeSop),
  route(api.sops.stop, stopSop),
];
