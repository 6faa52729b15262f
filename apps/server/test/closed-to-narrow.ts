/**
 * What a narrow role's permissions name and the contract keeps closed to her, each with the reason. An endpoint stands here or declares a
 * scope; http/scope.test.ts holds both lists against the contract, so that a new one cannot be forgotten.
 */
const kept = "kept as one figure for the whole corp: there is none of her part";
const everybody = "its members are found over all customers, and its size says how many those are";
const shared = "changes what the whole corp uses";
const many = "changes many people at once, under the eyes of whoever sees all of them";
const two = "shows or moves keys of two persons, of whom one may be a colleague's";
const plan = "a plan for whole departments: who holds what there";
const playing = "counted over all people in it; a step of hers reaches her as a task";
const session = "one session is held for many groups: its questions come from all of them";
const house = "how the house is joined to the shop, not whose orders they are";

const because: ReadonlyArray<readonly [reason: string, names: string]> = [
  [kept, "stores.points analytics.rfm analytics.entryFunnel analytics.entryBreakdown analytics.funnel analytics.daily"],
  [kept, "goals.board goals.get orders.summary orders.daily orders.matchRate orders.rfmGrid lifeCycle.get liveCodes.figures"],
  ["names people of the whole corp behind such a figure", "analytics.entryPeople orders.people"],
  ["a code serves colleagues too, and its figures are theirs as well", "liveCodes.list liveCodes.get posters.list posters.draw"],
  [everybody, "segments.list segments.get segments.preview segments.estimate segments.members segments.explain segments.versions"],
  [everybody, "segments.snapshots segments.compare lifeCycle.preview"],
  [
    shared,
    "segments.create segments.update segments.archive segments.restore segments.recompute segments.snapshot segments.removeSnapshot",
  ],
  [shared, "tags.create tags.rename tags.order tags.remove tags.retry tags.consequences"],
  [
    "whoever plans what is sent reads it here; colleagues find it beside their chats",
    "contents.list contents.get contents.folders contents.settings links.list links.get links.people",
  ],
  [shared, "fields.create fields.update fields.order lifeCycle.save"],
  [many, "fields.import bulk.preview bulk.start bulk.list bulk.get bulk.cancel bulk.undo bulk.retry people.importKeys"],
  ["compares the groups of all owners", "overlaps.list overlaps.count overlaps.export"],
  [two, "people.link people.merge people.split people.conflicts people.settle"],
  [plan, "handover.leavers handover.plan handover.execute handover.status handover.items handover.list"],
  [plan, "handover.give handover.keep handover.cancel handover.undo handover"],
  [playing, "sops.list sops.enrolments sops.asked sops.concerned sops.dryRun sops.diff"],
  ["whoever plans the steps reads how they are planned", "sops.get sops.toYaml sops.fromYaml"],
  ["whoever plans the steps reads how they are planned", "playbooks.list playbooks.get playbooks.validate playbooks.rehearsals"],
  ["compares colleagues with each other", "tasks.coaching"],
  ["reads the answers of all colleagues for what was asked alike", "tickets.repeated"],
  [
    session,
    "talks.list talks.get talks.reach talks.questions talks.figures talks.start talks.next talks.answer talks.follow talks.end talks.close",
  ],
  ["arranges the week of all groups of a class", "columns.list calendar.week calendar.month calendar.groups calendar.propose"],
  [many, "moments.list moments.get moments.staff moments.people moments.preview moments.settings"],
  [many, "invitations.list invitations.get invitations.people invitations.preview invitations.export"],
  [many, "sends.list sends.get sends.recipients sends.senders sends.forecast sends.effect sends.settings"],
  [many, "stock.list stock.get stock.people stock.forecast"],
  ["goes to each reader with her part; the console shows those of all readers", "reports.get reports.preview reports.list reports.picture"],
  [house, "orders.imports orders.importProblems orders.hook order-problems"],
];

export const closedToNarrow: ReadonlyMap<string, string> = new Map(
  because.flatMap(([reason, names]) => names.split(" ").map((name) => [name, reason] as const)),
);
