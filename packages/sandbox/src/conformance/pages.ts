import { FAMILIES } from "../api/families.ts";
import { LIMIT_SECTIONS, LIMITS, LIMIT_KEYS, switchOf } from "../limits/limits.ts";
import type { LimitKey } from "../limits/limits.ts";
import type { LimitRow } from "../limits/row.ts";
import { dateOf } from "../limits/sources.ts";
import type { Shown } from "./collect.ts";
import type { FieldReport, PathReport, Report, Status } from "./report.ts";

const WRITTEN = "<!-- Written by packages/sandbox/src/conformance/write.ts; change the declarations, not this page. -->";

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |`;
}

function number(max: number): string {
  return max >= 10_000 ? String(max).replace(/\B(?=(\d{3})+$)/g, " ") : String(max);
}

/** Number, unit and window of a limit. */
export function quantity({ max, unit, per }: LimitRow): string {
  const window = per === undefined ? "" : per === "month" ? " in 30 days" : ` a ${per}`;
  return `${number(max)} ${unit}${window}`;
}

function fieldText(field: FieldReport): string {
  const limits = (field.limits ?? []).map((key) => `≤ ${quantity(LIMITS[key])}`);
  const parts = [field.required === undefined ? "" : `required (${field.required})`, ...limits, field.note ?? ""].filter(
    (part) => part !== "",
  );
  return `\`${field.name}\` ${field.type}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}

function pathBlock(path: PathReport): string {
  if (path.status === "none") return `### ${path.path}\n\nnone${path.method === "" ? "" : ": it is there, but no test shows it"}\n`;
  const fields = [...path.query.map((field) => `- query ${fieldText(field)}`), ...path.body.map((field) => `- ${fieldText(field)}`)];
  const answer = path.answer.map(({ name, type, always }) => `\`${name}\`${always ? "" : "?"} ${type}`).join(", ");
  const errors = Object.entries(path.errors).map(([code, test]) => (test === "" ? `${code} (not shown)` : code));
  const lines = [
    `### ${path.path}`,
    "",
    `${path.method === "ANY" ? "GET or POST" : path.method} · ${path.status} · callers: ${path.access}`,
    "",
    ...fields,
    ...(answer === "" ? [] : [`- answers ${answer}`]),
    ...(errors.length > 0 ? [`- errors ${errors.join(", ")}`] : []),
    ...(path.limits.length > 0 ? [`- limits ${path.limits.map((key) => `${key} (${quantity(LIMITS[key])})`).join(", ")}`] : []),
    ...path.leftOut.map((part) => `- left out: ${part}`),
    `- shown by ${path.tests.map((test) => `“${test}”`).join(", ")}${path.testsTotal > path.tests.length ? ` and ${path.testsTotal - path.tests.length} more` : ""}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** docs/sandbox-conformance.md */
export function conformancePage(report: Report): string {
  const families = Object.entries(FAMILIES).map(([key, title]): [string, string] => [key, title]);
  const of = (family: string, status: Status): string =>
    String(report.paths.filter((path) => path.family === family && path.status === status).length);
  const { counts } = report;
  return `${[
    "# What the sandbox plays of WeCom",
    "",
    WRITTEN,
    "",
    `${counts.full} paths full, ${counts.partial} partial, ${counts.none} none. “Full” means: every documented field, error and effect that a corp`,
    "with its own app can meet; it does not mean that WeCom was asked. “Partial” says what is left out. Every path has tests that got",
    "errcode 0 from it; every error code names a test that got it. The same as data: `packages/sandbox/conformance.json`.",
    "",
    "Beside its own errors every path can give 45009, 40058 for a body that is no JSON object and 40063 for the wrong method, and all",
    "but the open ones 41001, 40014, 42001, 48002, 50003 and 60020.",
    "",
    row(["Family", "full", "partial", "none"]),
    row(["---", "---:", "---:", "---:"]),
    ...families.map(([key, title]) => row([title, of(key, "full"), of(key, "partial"), of(key, "none")])),
    "",
    "## Left out",
    "",
    row(["Paths", "Why"]),
    row(["---", "---"]),
    ...report.out.map(({ paths, why }) => row([paths, why])),
    "",
    ...families.flatMap(([key, title]) => [`## ${title}`, "", ...report.paths.filter((path) => path.family === key).map(pathBlock)]),
  ].join("\n")}`;
}

function shownBy(key: LimitKey, shown: Shown): string {
  const { apart, isDefault } = LIMITS[key];
  if (apart !== undefined) return `not here: ${apart}`;
  const sides = shown.limits.get(key);
  const within = sides?.get("in")?.[0];
  const beyond = sides?.get("out")?.[0];
  if (isDefault) return within ?? "–";
  if (within === undefined || beyond === undefined) return "–";
  return within === beyond ? within : `${within} / ${beyond}`;
}

/** docs/wecom-limits.md */
export function limitsPage(shown: Shown): string {
  const open = LIMIT_KEYS.filter((key) => LIMITS[key].unconfirmed && LIMITS[key].apart === undefined);
  return `${[
    "# WeCom's limits",
    "",
    WRITTEN,
    "",
    "What is known of WeCom's numbers, as data with source and date. The sandbox enforces them; WeCom may change any of them without",
    'notice, so each can be changed: `POST /_sandbox/settings {"limits": {"welcome.life": 15}}`, or by the switch that is named.',
    "",
    "Sources: O-n = page developer.work.weixin.qq.com/document/path/n, T-… = transcription of a page in a public repository, S = answer by",
    "WeCom staff, V = vendor, A = AI-written text. The date is that of the page or transcription, else of the reading. **U** = unconfirmed:",
    `sources are silent or disagree. These ${open.length} are switches above all: ${open.map((key) => `\`${switchOf(key)}\``).join(", ")}.`,
    "",
    "“Shown by” names tests that met the limit just inside and just outside.",
    "",
    ...LIMIT_SECTIONS.flatMap(({ number: section, title, rows }) => [
      `## ${section} ${title}`,
      "",
      row(["Key", "Limit", "What", "Source", "Date", "Switch", "Shown by"]),
      row(["---", "---", "---", "---", "---", "---", "---"]),
      ...LIMIT_KEYS.filter((key) => key in rows).map((key) => {
        const limit = LIMITS[key];
        const switchName = switchOf(key).startsWith("limits[") ? "" : `\`${switchOf(key)}\``;
        return row([
          `\`${key}\``,
          quantity(limit),
          limit.what,
          `${limit.source}${limit.unconfirmed ? " **U**" : ""}`,
          dateOf(limit.source),
          switchName,
          shownBy(key, shown),
        ]);
      }),
      "",
    ]),
  ].join("\n")}`;
}
