import type { Ask } from "./ask.ts";
import { entrances } from "./inputs/entrances.ts";
import { orders } from "./inputs/orders.ts";
import { people } from "./inputs/people.ts";
import { plays } from "./inputs/plays.ts";
import { segments, segmentsExcused } from "./inputs/segments.ts";
import { system } from "./inputs/system.ts";

/** What operators click, and how often: lists, filters, searches, single things, dashboards. */
export const asks: readonly Ask[] = [...people, ...segments, ...entrances, ...plays, ...orders, ...system];

/** What is no screen, each with its reason. Endpoints that change something (permission `….write`) are none either. */
export const excused: Readonly<Record<string, string>> = {
  "welcome.look": "one link by its hash, asked by whoever was invited and has no session",
  "welcome.setPassword": "sets a password once, without a session",
  "bulk.get": "one job by its id; the world has none, and its list is `bulk.list`'s",
  "handover.status": "one plan by its id; the world has none, and the lists before it are measured",
  "handover.items": "the rows of one plan by its primary key; the world has none",
  ...segmentsExcused,
  "lifeCycle.preview": "counts everybody under rules that are being edited, as a segment's preview does; measured by segment-preview",
  "reports.picture": "one report by its id; the world has none, and drawing one is measured by the preview",
  "goals.get": "one goal by its id; the world has none, and their board is measured",
  "playbooks.validate": "checks a text in memory while it is edited; reads no rows",
  "sidebar.sign": "signs an address in memory with kept tickets; reads no rows",
  "sidebar.person": "asked from a phone with a staff token, which operators do not have; reads what customers.get does, measured above",
  "sidebar.group": "asked from a phone; reads what groups.get and groups.members do, measured above",
  "sidebar.day": "asked from a phone; one member's open tasks by the index of tasks.list, measured above",
  "sidebar.library": "asked from a phone; reads as contents.list does, measured above",
  "sidebar.tags": "asked from a phone; the corp's tags, as tags.list",
  "sidebar.colleagues": "asked from a phone; reads as org.staff does",
  "sops.dryRun": "foretells the way of at most fifty named people while an SOP is edited, and says so while it takes its time",
  "sops.toYaml": "writes a definition as text; reads no rows",
  "sops.fromYaml": "reads a text in memory; reads no rows",
  "answers.get": "one row by its id; the world has none, and the list is measured",
  "posters.draw": "draws one poster while it is edited; its price is drawing, and the world has no pictures",
  "moments.get": "one moment by its id; the world has none, and the list is measured",
  "moments.staff": "the staff of one moment by its primary key; the world has none",
  "moments.people": "who reacted to one moment, by the index of its last reactions; the world has none",
  "moments.preview": "looks at all friends of the staff whom a plan names, and says so while it takes its time",
  "invitations.get": "one invitation by its id; the world has none, and the list is measured",
  "invitations.people": "the people of one invitation by its primary key; the world has none",
  "invitations.preview": "looks at everybody whom a plan means, as a segment's preview does; measured by segment-preview",
  "links.get": "one link by its id; the world has none, and the list is measured",
  "links.people": "who opened one link, by the index of its last openings; the world has none",
  "contents.get": "one content by its id; the world has none, and the list is measured",
  "assets.addPiece": "takes a piece of a file that is being uploaded",
  "tickets.get": "one case by its id; the world has none, and the list before it is measured",
  "stock.get": "one product by its id; the world has none, and the list before it is measured",
  "stock.people": "the wants of one product; the world has none",
  "stock.forecast": "what one arrival of a product would do; the world has none, and bench stock-notice measures it",
  "sends.get": "one mass send by its id; the world has none, and the list before it is measured",
  "sends.recipients": "the people of one mass send by its primary key; the world has none",
  "sends.senders": "the tasks of one mass send by its primary key; the world has none",
  "sends.effect":
    "looks at everybody of a send and their orders when somebody asks for it, and says so while it takes its time; the world has no send",
  "sends.forecast": "looks at everybody whom a send would reach and says so while it takes its time; measured by plan-send",
  "talks.get": "one session by its id; the world has none, and the list before it is measured",
  "talks.questions": "the questions of one session by its primary key; the world has none",
  "talks.figures": "the figures of one session; the world has none",
  "sync.truth": "reads and hashes every row by design, for rehearsals and checks; no page calls it",
};
