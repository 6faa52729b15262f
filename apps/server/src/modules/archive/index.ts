import { api } from "@shuke/contract";
import { route } from "#http/route";
import type { Duty } from "#kit/duty";
import { archiveRetention } from "./retention.ts";
import { updateArchive } from "./set-up.ts";
import { archiveStatus } from "./status.ts";

export { archivedTexts, archiveGaps, type Gap, lastBetween, talkedIn, type Unheard, unheardIn, waitsSince } from "./ask.ts";
export { forgetWords } from "./retention.ts";
export { startArchive } from "./set-up.ts";
export { archiveStatus } from "./status.ts";

export const duties: Duty[] = [archiveRetention];
export const routes = [route(api.archive.status, archiveStatus), route(api.archive.update, updateArchive)];
