/**
 * The table of docs/ARCHITECTURE.md, row by row: what a room may import besides itself. More than the first design's:
 * http → inbox and clients (the callback and the OAuth exchange come in by HTTP), inbox → contract (its own lists), and
 * root → everything (the composition root puts the house together). http/callback.ts counts as inbox: it verifies.
 */
const kernel = ["kit", "db", "log"];
export const edges: Record<string, readonly string[]> = {
  kit: ["db", "phrases"],
  db: ["kit"],
  log: ["kit", "db"],
  actions: ["kit", "db", "log"],
  senders: ["kit", "db", "log", "actions", "wecom", "clients"],
  inbox: ["kit", "db", "log", "actions", "wecom", "clients", "contract", "route"],
  clients: ["kit", "wecom"],
  // http/route.ts is the pair of contract and verb; it carries no HTTP.
  modules: [...kernel, "actions", "contract", "phrases", "route"],
  route: ["kit", "contract"],
  http: [...kernel, "actions", "modules", "inbox", "clients", "contract", "phrases", "route"],
  worker: [...kernel, "actions", "modules", "phrases"],
  demo: [...kernel, "actions", "modules", "inbox", "clients", "root", "contract", "phrases"],
  cli: [...kernel, "actions", "modules", "clients", "http", "inbox", "root", "rehearse", "wecom", "contract", "phrases"],
  // A program of its own: starts servers and judges them from outside.
  rehearse: [...kernel, "actions", "modules", "inbox", "demo", "root", "contract", "phrases"],
  root: [...kernel, "actions", "senders", "modules", "inbox", "clients", "http", "route", "worker", "demo", "contract", "phrases"],
  contract: [],
  phrases: [],
  wecom: [],
  "kit-ui": ["phrases", "contract"],
  sandbox: [],
  console: ["contract", "phrases", "kit-ui"],
  h5: ["contract", "phrases"],
  sidebar: ["contract", "phrases"],
};

/**
 * Bottom-up; a module imports only those of a lower level. customers stands above tags and groups: profiles show both;
 * tasks above sops: what stands behind a task has a name.
 */
export const levels: Record<string, number> = {
  access: 0,
  org: 10,
  archive: 12,
  assets: 10,
  tags: 20,
  groups: 20,
  customers: 21,
  fields: 22,
  "live-codes": 30,
  orders: 30,
  segments: 31,
  "life-cycle": 32,
  sops: 40,
  tasks: 41,
  // Background of the library, code of live-codes.
  posters: 31,
  // Short links; an offer left alone becomes a task, by a fact.
  links: 35,
  // Standing answers: what is asked in the queue will bring them ready.
  answers: 41,
  // Each agreed time is a task.
  tickets: 42,
  // Standing answers, and the queue for what none fits.
  kf: 43,
  // What nobody answered goes into the queue.
  talks: 43,
  // Its audiences are segments.
  sends: 44,
  // Posts by hand are tasks, official ones sends.
  calendar: 45,
  // Contents of the library on the phones of staff.
  moments: 44,
  // Waves of people, each a send.
  invitations: 45,
  // Its waves are sends; orders say who has bought.
  stock: 45,
  // Reads who has whom, and lets SOPs and tasks go along.
  handover: 45,
  profile: 50,
  // Its whom is a list of profile.
  bulk: 51,
  // What a member of staff sees beside a chat: reads and asks all of them.
  sidebar: 55,
  system: 50,
  // Says by name what stands behind a contact: tasks know it.
  gate: 50,
  // Takes a person out of every table, by their names.
  privacy: 50,
  // Measures what the modules below did; playbooks bring goals.
  goals: 55,
  playbooks: 60,
  // Reads everything; only reports say it on.
  analytics: 70,
  reports: 75,
};

/** What only the named files or folders may do. */
export const own = {
  "@shuke/wecom": [
    "apps/server/src/actions/senders/",
    "apps/server/src/inbox/",
    "apps/server/src/http/callback",
    "apps/server/src/wecom-clients.ts",
    // The doctor looks at the same corp through the same client.
    "apps/server/src/cli/doctor",
  ],
  /**
   * rehearse/processes.ts hands its whole environment on to the servers that it starts; the sandbox is a program of its own, and its
   * contract suite takes a corp's secrets from there.
   */
  environment: ["apps/server/src/config.ts", "apps/server/src/rehearse/processes.ts", "packages/sandbox/src/main.ts"],
  /** Real time in deciding rooms, each with its reason (law 7). */
  realTime: {
    "apps/server/src/modules/playbooks/rehearsals.ts": "a rehearsal is a program that takes real minutes, whatever the corp's clock does",
    "apps/server/src/modules/system/health.ts": "processes beat and backups are made in real time, whatever the corp's clock does",
  } as Record<string, string>,
};
