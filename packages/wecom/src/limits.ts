/** What one unit of a limit is; the governor can only count calls, the others are for planners. */
export type LimitUnit = "calls" | "person_times";
export type LimitPer = "minute" | "hour" | "day" | "month";
/** Whose counter it is: one corp, one app of a corp, or the address we call from. */
export type LimitScope = "corp" | "app" | "ip";

/** A published (or reported) frequency limit. WeCom changes thresholds without notice, so each carries its date. */
export type RateLimit = {
  /** Path below the host; `*` stands for anything. Each matching path has a counter of its own. */
  readonly path: string;
  readonly per: LimitPer;
  readonly max: number;
  readonly unit: LimitUnit;
  readonly scope: LimitScope;
  readonly source: string;
  readonly asOf: string;
  /** false: not on an official page that was read. */
  readonly confirmed: boolean;
};

/** How many calls of one path may run at once (45033 otherwise). */
export type ConcurrencyLimit = {
  readonly path: string;
  readonly max: number;
  readonly scope: LimitScope;
  readonly source: string;
  readonly asOf: string;
  readonly confirmed: boolean;
};

/** Lengths of the windows in ms. A month is 30 days: WeCom blocks for 30 days after a monthly limit. */
export const WINDOW_MS: Record<LimitPer, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 2_592_000_000,
};

const BASE = { source: "O-90454", asOf: "2023-08-28", confirmed: true, unit: "calls" } as const;
const CONVERT = {
  source: "idconvert page",
  asOf: "2024-01-01",
  confirmed: true,
  unit: "calls",
} as const;
const UNIONID = "/cgi-bin/idconvert/unionid_to_external_userid";

/** Frequency limits that this client knows. */
export const RATE_LIMITS: readonly RateLimit[] = [
  { ...BASE, path: "/cgi-bin/*", per: "minute", max: 10_000, scope: "corp" },
  { ...BASE, path: "/cgi-bin/*", per: "hour", max: 150_000, scope: "corp" },
  { ...BASE, path: "/cgi-bin/*", per: "minute", max: 20_000, scope: "ip" },
  { ...BASE, path: "/cgi-bin/*", per: "hour", max: 600_000, scope: "ip" },
  { ...BASE, path: "/cgi-bin/get_jsapi_ticket", per: "hour", max: 400, scope: "corp" },
  { ...BASE, path: "/cgi-bin/get_jsapi_ticket", per: "hour", max: 100, scope: "app" },
  { ...BASE, path: "/cgi-bin/ticket/get", per: "hour", max: 400, scope: "corp" },
  { ...BASE, path: "/cgi-bin/ticket/get", per: "hour", max: 100, scope: "app" },
  { ...BASE, path: "/cgi-bin/media/uploadimg", per: "day", max: 1_000, scope: "corp" },
  { ...BASE, path: "/cgi-bin/media/uploadimg", per: "month", max: 3_000, scope: "corp" },
  { ...BASE, path: "/cgi-bin/appchat/create", per: "day", max: 1_000, scope: "corp" },
  { ...BASE, path: "/cgi-bin/appchat/update", per: "hour", max: 1_000, scope: "corp" },
  {
    ...BASE,
    path: "/cgi-bin/appchat/send",
    per: "minute",
    max: 20_000,
    scope: "corp",
    unit: "person_times",
  },
  {
    ...BASE,
    path: "/cgi-bin/appchat/send",
    per: "hour",
    max: 300_000,
    scope: "corp",
    unit: "person_times",
  },
  { ...CONVERT, path: UNIONID, per: "hour", max: 100_000, scope: "corp" },
  { ...CONVERT, path: UNIONID, per: "day", max: 480_000, scope: "corp" },
  { ...CONVERT, path: UNIONID, per: "month", max: 7_500_000, scope: "corp" },
];

/** Paths outside the base limits: `auth/getuserinfo` with a valid code (O-90454), `message/send` has limits of its own kind. */
export const EXEMPT_PATHS: readonly string[] = ["/cgi-bin/auth/getuserinfo", "/cgi-bin/message/send"];

const STAFF = { source: "answer by WeCom staff", asOf: "2024-01-01", confirmed: false } as const;
const SERIAL = {
  source: "transcription of 94883/94890",
  asOf: "2025-03-31",
  confirmed: false,
} as const;

/** Concurrency caps that are known; for other paths the client learns from 45033. */
export const CONCURRENCY_LIMITS: readonly ConcurrencyLimit[] = [
  { ...STAFF, path: "/cgi-bin/externalcontact/mark_tag", max: 5, scope: "corp" },
  { ...SERIAL, path: "/cgi-bin/externalcontact/customer_strategy/create", max: 1, scope: "corp" },
  { ...SERIAL, path: "/cgi-bin/externalcontact/customer_strategy/edit", max: 1, scope: "corp" },
  { ...SERIAL, path: "/cgi-bin/externalcontact/moment_strategy/create", max: 1, scope: "corp" },
  { ...SERIAL, path: "/cgi-bin/externalcontact/moment_strategy/edit", max: 1, scope: "corp" },
];

/** Sizes per call, for planners and validators (not rates). */
export const SIZES = {
  massCustomers: 10_000,
  massGroups: 2_000,
  massAttachments: 9,
  batchGetUsers: 100,
  batchGetPage: 100,
  groupListPage: 1_000,
  groupListOwners: 100,
  joinWayGroups: 5,
  contactWayMembers: 100,
  stateChars: 30,
  textBytes: 4_000,
  remarkChars: 20,
  descriptionChars: 150,
  tagNameChars: 30,
  messageUsers: 1_000,
  welcomeCodeMs: 20_000,
  mediaIdMs: 259_200_000,
  oauthCodeMs: 300_000,
} as const;

/** Does a limit's path pattern cover this path? `*` matches any run of characters. */
export function pathMatches(pattern: string, path: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === path;
  return path.startsWith(pattern.slice(0, star)) && path.endsWith(pattern.slice(star + 1));
}
