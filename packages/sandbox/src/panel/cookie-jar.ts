/** The cookies of phones by site, kept in memory: a phone that forgets is logged in again by its next page. */
export interface CookieJar {
  /** The Cookie header, or undefined when there is none. */
  header(key: string): string | undefined;
  store(key: string, setCookie: readonly string[]): void;
}

// A demo plays a few dozen phones; beyond that the one that was not used for longest forgets.
const PHONES = 500;

export function createCookieJar(now: () => number): CookieJar {
  const jars = new Map<string, Map<string, string>>();
  return {
    header(key) {
      const jar = jars.get(key);
      if (jar === undefined || jar.size === 0) return undefined;
      return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    store(key, setCookie) {
      if (setCookie.length === 0) return;
      const jar = jars.get(key) ?? new Map<string, string>();
      jars.delete(key);
      jars.set(key, jar);
      for (const line of setCookie) keep(jar, line, now());
      const oldest = jars.keys().next().value;
      if (jars.size > PHONES && oldest !== undefined) jars.delete(oldest);
    },
  };
}

function keep(jar: Map<string, string>, line: string, now: number): void {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const cut = pair.indexOf("=");
  if (cut <= 0) return;
  const name = pair.slice(0, cut);
  if (attributes.some((attribute) => isOver(attribute, now))) jar.delete(name);
  else jar.set(name, pair.slice(cut + 1));
}

function isOver(attribute: string, now: number): boolean {
  const [name = "", value = ""] = attribute.split("=", 2);
  if (name.toLowerCase() === "max-age") return Number(value) <= 0;
  return name.toLowerCase() === "expires" && Date.parse(value) <= now;
}
