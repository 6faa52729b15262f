import { api } from "@shuke/contract";
import { route } from "#http/route";
import { pauseSop, resumeSop, stopSop } from "./change-state.ts";
import { diffSop } from "./diff-sop.ts";
import { dryRunSop } from "./dry-run.ts";
import { sopEnrolments } from "./enrolments.ts";
import { getSop } from "./get-sop.ts";
import { answerLate, askedLate } from "./late-questions.ts";
import { sopPeople } from "./people.ts";
import { publishSop } from "./publish-sop.ts";
import { listSops, sopBoard } from "./screens.ts";
import { createSop, updateSop } from "./write-draft.ts";

export const routes = [
  route(api.sops.list, listSops),
  route(api.sops.get, getSop),
  route(api.sops.board, sopBoard),
  route(api.sops.people, sopPeople),
  route(api.sops.enrolments, sopEnrolments),
  route(api.sops.create, createSop),
  route(api.sops.update, updateSop),
  route(api.sops.publish, publishSop),
  route(api.sops.diff, diffSop),
  route(api.sops.dryRun, dryRunSop),
  route(api.sops.asked, askedLate),
  route(api.sops.answerLate, answerLate),
  route(api.sops.pause, pauseSop),
  route(api.sops.resume, resumeSop),
  route(api.sops.stop, stopSop),
];
