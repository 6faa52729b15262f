import type { Translated } from "../types.ts";
import type { operations as source } from "../zh-CN/console-operations.ts";

export const operations: Translated<typeof source> = {
  operations: {
    title: "Operations",
    sentence: "What is wrong now, since when, and what to do. Refreshes by itself.",
    updated: "Updated {{time}}",
    states: {
      healthy: "All is well",
      watch: "{{count}} things to watch",
      watch_one: "{{count}} thing to watch",
      broken: "{{count}} things to mend now",
      broken_one: "{{count}} thing to mend now",
    },
    healthySay: "Callbacks, syncing and sending are on time.",
    since: "Since",
    act: "Go there",
    guide: "Guide: {{section}}",
    levels: { broken: "Stopped", watch: "Watch" },
    alarms: {
      "no-worker": {
        title: "No worker is running",
        todo: "Nothing is sent and no SOP moves on. Start a process with the role worker on the server.",
      },
      "no-inbox": {
        title: "No process takes WeCom's callbacks",
        todo: "WeCom tries a few times only, and welcomes are missed. Start a process with the role inbox now.",
      },
      "token-refused": {
        title: "WeCom gives no access token (error {{errcode}})",
        todo: "The secret may have changed, or our address is not trusted. Run npm run doctor on the server: it says which.",
      },
      "answers-late": {
        title: "{{count}} answers to customers are late (lane {{lane}})",
        title_one: "{{count}} answer to a customer is late (lane {{lane}})",
        todo: "A welcome cannot be sent after 20 seconds. See whether workers and the database are busy.",
      },
      "handler-failing": {
        title: "Handler {{handler}} keeps failing, {{attempts}} tries: {{error}}",
        todo: "It keeps its place, loses nothing and holds up no other. Give the reason to a developer; once mended it catches up by itself.",
      },
      "handler-behind": {
        title: "Handler {{handler}} is {{lag}} facts behind",
        todo: "Figures on pages are a little late. Normal after a big import; if it grows, add a worker.",
      },
      "inbox-waiting": {
        title: "{{count}} callbacks are not handled yet",
        title_one: "{{count}} callback is not handled yet",
        todo: "See whether a worker runs, then whether a handler fails.",
      },
      quarantined: {
        title: "{{count}} callbacks could not be read and are set apart",
        title_one: "{{count}} callback could not be read and is set apart",
        todo: "Open the inbox, see why, replay what was mended and dismiss what is not needed.",
      },
      "actions-late": {
        title: "{{count}} calls are due and not made, the first for {{minutes}} minutes (lane {{lane}})",
        title_one: "{{count}} call is due and not made for {{minutes}} minutes (lane {{lane}})",
        todo: "Mostly WeCom's rate limits, see their use below; or there are too few workers.",
      },
      "actions-unknown": {
        title: "Nobody knows whether {{count}} calls went through",
        title_one: "Nobody knows whether {{count}} call went through",
        todo: "The system asks WeCom by itself; what stays unknown a person checks in WeCom.",
      },
      "actions-failing": {
        title: "{{count}} calls failed within a day",
        title_one: "{{count}} call failed within a day",
        todo: "Open the calls and go by the reason: mostly staff without rights, or customers who have left.",
      },
      "wecom-refuses": {
        title: "WeCom refused {{count}} calls within an hour, most with {{errcode}} ({{path}})",
        todo: "Go by the error code: limits pass by themselves, for rights run npm run doctor.",
      },
      "limits-overbooked": {
        title: "{{count}} workers together may exceed WeCom's limits",
        title_one: "{{count}} worker takes more than all of WeCom's limits",
        todo: "Each must know how many there are: set SHUKE_WORKERS to their number and restart them one by one.",
      },
      "quota-nearly-used": {
        title: "{{path}} is near its limit: {{used}} of {{max}} per {{per}}",
        todo: "Nothing to do, the system slows down by itself; if it happens often, spread big sends.",
      },
      "sync-incomplete": {
        title: "The last sync of {{family}} is {{count}} short",
        todo: "What is missing is fetched again. If it stays so, open the sync page for the reason.",
      },
      "sync-old": {
        title: "{{family}} was not compared for {{hours}} hours",
        todo: "See whether a worker runs, then press “Compare now”.",
      },
      "ticks-missed": {
        title: "The scheduled job {{tick}} missed {{count}} runs within a day",
        title_one: "The scheduled job {{tick}} missed {{count}} run within a day",
        todo: "What was missed while the house was down is not run again; the newest has run. See why it was down.",
      },
      "database-slow": {
        title: "{{count}} slow statements within ten minutes",
        todo: "See the slow statements below; begin with the largest total.",
      },
      "database-busy": {
        title: "Database connections run out: {{connections}} of {{max}} in use, {{waiting}} waiting",
        todo: "Look for slow statements and long transactions first; else raise max_connections or run fewer processes.",
      },
      "long-transaction": {
        title: "A transaction has been open for {{minutes}} minutes ({{application}}, process {{pid}})",
        todo: "It holds up clean-up and upgrades. End it in the database once you know that nobody needs it.",
      },
      "process-slow": {
        title: "Process {{pid}} on {{host}} is slow: it stood still for {{ms}} ms",
        todo: "See its memory and CPU; if it stays so, spread the roles over several processes.",
      },
      "disk-low": {
        title: "{{host}} has only {{freeGb}} GB of disk left",
        todo: "A full disk stops the database. Remove old backups and logs, then add space.",
      },
      "media-cold": {
        title: "{{count}} files could not be put up at WeCom again, {{gone}} of them are gone there",
        todo: "What is gone cannot be sent; welcomes go without it. The content library says why; it is tried again every hour.",
      },
      "kf-deaf": {
        title: "Messages of {{count}} customer service accounts cannot be read, so nobody answers there ({{name}})",
        todo: "The page of standing answers says why; mostly the grant was taken back in WeCom's console. WeCom keeps messages for three days, and reading goes on once it is mended; let colleagues serve meanwhile.",
      },
      "backup-old": {
        title: "No backup for more than a day",
        todo: "Run npm run cli -- backup on the server, and put it into the daily schedule.",
      },
    },
    pers: { minute: "minute", hour: "hour", day: "day", month: "month" },
    figures: {
      processes: "Processes running",
      inbox: "Callbacks waiting",
      behind: "Slowest handler",
      due: "Due and not sent",
      failed: "Failed in a day",
      backup: "Last backup",
      noBackup: "None yet",
      database: "Database",
    },
    more: "over {{count}}",
    onTime: "on time",
    processes: {
      title: "Processes",
      note: "each reports every 5 seconds",
      columns: {
        pid: "Process",
        host: "Host",
        roles: "Roles",
        version: "Version",
        state: "State",
        startedAt: "Started",
        rss: "Memory",
        loop: "Stalls",
        pool: "Connections",
      },
      alive: "Running",
      gone: "Silent",
      roles: { api: "API", inbox: "inbox", worker: "worker" },
      pool: "{{used}} in use",
      poolWaiting: "{{used}} in use, {{waiting}} waiting",
      empty: "No process has reported.",
    },
    handlers: {
      title: "Handlers",
      note: "turn facts into rows and actions",
      allWell: "All {{count}} handlers are at the head.",
      others: "The other {{count}} are at the head.",
      columns: { handler: "Handler", lag: "Behind", behind: "Since", attempts: "Failed", error: "Reason" },
    },
    queues: {
      title: "Queues",
      note: "calls that are due and not made",
      empty: "Nothing is due.",
      quiet: "Quiet hours, sent in the morning",
      columns: { lane: "Lane", due: "Calls", oldest: "Due since" },
      claimed: "{{count}} under way",
      unknown: "{{count}} unknown",
    },
    quotas: {
      title: "Use of WeCom's limits",
      note: "all processes together",
      empty: "WeCom was not called since the start.",
      columns: { path: "Path", per: "Per", used: "Used", share: "Share" },
      refusals: "Refused within the last hour",
      refusalColumns: { path: "Path", errcode: "Error", count: "Times", lastAt: "Last" },
      noRefusals: "Nothing was refused within the last hour.",
    },
    slow: {
      title: "Slow statements",
      note: "over {{ms}} ms, by total time",
      empty: "No slow statement since the start.",
      columns: { text: "Statement", count: "Times", total: "Total", max: "Longest", lastAt: "Last" },
      recent: "The last {{count}}",
      ms: "{{n}} ms",
    },
    database: {
      title: "Database",
      note: "PostgreSQL {{version}}, {{used}} of {{max}} connections",
      columns: { table: "Table", rows: "Rows (estimate)", bytes: "Data", indexBytes: "Indexes" },
      empty: "No tables.",
      longest: "The longest transaction has been open for {{seconds}} s ({{application}})",
    },
    backup: {
      say: "{{size}}, {{rows}} rows, took {{seconds}} s",
    },
  },
};
