/** A page as one phone opens it: who holds the phone, and which site it is on. */
export interface PhoneSite {
  who: string;
  origin: string;
}

const SUFFIX = "phone.localhost";
// A DNS label holds 63 characters; even, so that no byte is cut in two.
const LABEL = 60;

/**
 * The origin under which a site is shown on somebody's phone: `<hex who>.<hex origin>.phone.localhost:<port>`.
 * Browsers take every name below .localhost for this machine, so each phone has its own origin, cookies and storage.
 */
export function gatewayOrigin(site: PhoneSite, port: number): string {
  const labels = hex(site.origin).match(new RegExp(`.{1,${LABEL}}`, "gu")) ?? [];
  return `http://${hex(site.who)}.${labels.join(".")}.${SUFFIX}:${port}`;
}

/** The phone and site that a Host header names; undefined when it is not one of ours. */
export function readGatewayHost(host: string): PhoneSite | undefined {
  const name = host.replace(/:\d+$/u, "");
  if (!name.endsWith(`.${SUFFIX}`)) return undefined;
  const [who, ...origin] = name.slice(0, -SUFFIX.length - 1).split(".");
  if (!who || origin.length === 0 || !/^[0-9a-f.]+$/u.test(`${who}.${origin.join(".")}`)) return undefined;
  const text = unhex(origin.join(""));
  return /^https?:\/\/[^/]+$/u.test(text) ? { who: unhex(who), origin: text } : undefined;
}

function hex(text: string): string {
  return Buffer.from(text, "utf8").toString("hex");
}

function unhex(text: string): string {
  return Buffer.from(text, "hex").toString("utf8");
}
