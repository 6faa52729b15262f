/** What was bought so soon after a click is the click's (REQUIREMENTS E10). */
export const BOUGHT_MS = 3 * 3_600_000;
/** Interest that is half a day old is none any more: nobody is written to in the morning about what she looked at last noon. */
export const LATE_MS = 12 * 3_600_000;

const ROBOT =
  /bot\b|crawl|spider|preview|prefetch|scan|monitor|facebookexternalhit|curl|wget|python|java\/|okhttp|go-http|headless|node-fetch|undici/i;

type Asked = { method: string; headers: Record<string, string | string[] | undefined> };

/**
 * Whether nobody looks at it: robots, the little picture that a client makes before anybody taps, a browser that loads ahead. They are
 * answered without a login, so that none of them can be counted as a person.
 */
export function isPreview({ method, headers }: Asked): boolean {
  const of = (name: string) => String(headers[name] ?? "");
  if (method === "HEAD" || /prefetch|preview|prerender/i.test(`${of("sec-purpose")} ${of("purpose")} ${of("x-moz")}`)) return true;
  return ROBOT.test(of("user-agent"));
}

/** A browser in which WeChat cannot say who somebody is: she is let through, and counted as nobody. */
export function isOutside({ headers }: Asked): boolean {
  const agent = String(headers["user-agent"] ?? "");
  return agent.startsWith("Mozilla/") && !/MicroMessenger|wxwork/i.test(agent);
}
