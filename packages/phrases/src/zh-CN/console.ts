import { access } from "./console-access.ts";
import { answers } from "./console-answers.ts";
import { contents } from "./console-contents.ts";
import { invitations } from "./console-invitations.ts";
import { moments } from "./console-moments.ts";
import { links } from "./console-links.ts";
import { posters } from "./console-posters.ts";
import { archive } from "./console-archive.ts";
import { boards } from "./console-boards.ts";
import { entrances } from "./console-entrances.ts";
import { entry } from "./console-entry.ts";
import { fields } from "./console-fields.ts";
import { gate } from "./console-gate.ts";
import { goals } from "./console-goals.ts";
import { handover } from "./console-handover.ts";
import { insight } from "./console-insight.ts";
import { operations } from "./console-operations.ts";
import { people } from "./console-people.ts";
import { lifeCycle } from "./console-life-cycle.ts";
import { plays } from "./console-plays.ts";
import { privacy } from "./console-privacy.ts";
import { rehearsal } from "./console-rehearsal.ts";
import { reports } from "./console-reports.ts";
import { segments } from "./console-segments.ts";
import { sends } from "./console-sends.ts";
import { shell } from "./console-shell.ts";
import { sopEditor } from "./console-sop-editor.ts";
import { system } from "./console-system.ts";
import { calendar } from "./console-calendar.ts";
import { stock } from "./console-stock.ts";
import { talks } from "./console-talks.ts";
import { tickets } from "./console-tickets.ts";
import { timeline } from "./console-timeline.ts";
import { trade } from "./console-trade.ts";

/** Every word of the operators' console, as colleagues say it. Each other language must satisfy this tree. */
export const consolePhrases = {
  ...shell,
  ...people,
  ...segments,
  ...fields,
  ...lifeCycle,
  ...timeline,
  ...entrances,
  ...plays,
  ...sopEditor,
  ...boards,
  ...gate,
  ...privacy,
  ...goals,
  ...entry,
  ...reports,
  ...handover,
  ...rehearsal,
  ...insight,
  ...system,
  ...trade,
  ...operations,
  ...archive,
  ...tickets,
  ...answers,
  ...contents,
  ...invitations,
  ...moments,
  ...links,
  ...posters,
  ...sends,
  ...calendar,
  ...stock,
  ...talks,
  ...access,
};
