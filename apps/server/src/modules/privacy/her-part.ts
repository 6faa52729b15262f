/** How ids of people look, WeCom's and the house's own; whose they are is told to nobody else. */
const SOMEBODY = /\b(?:w[mo][\w-]{8,}|(?:cus|per)_[0-9a-z]{20})\b/g;

/**
 * Her part of something that was written about several: of lists what names her, of objects what stands beside her, and other people as
 * "…". Undefined: nothing in it is hers.
 */
export function herPart(value: unknown, names: ReadonlySet<string>, isHers: boolean): unknown {
  if (typeof value === "string") return isHers || mentions(value, names) ? masked(value, names) : undefined;
  if (Array.isArray(value)) {
    const items = (value as unknown[]).flatMap((item) => {
      if (!holds(item, names)) return [];
      // A tuple of hers has its words by their places.
      const part = Array.isArray(item) ? whole(item, names, true) : herPart(item, names, false);
      return part === undefined ? [] : [part];
    });
    return items.length > 0 ? items : undefined;
  }
  if (typeof value !== "object" || value === null) return isHers ? value : undefined;
  const about = isHers || Object.values(value).some((item) => typeof item === "string" && mentions(item, names));
  const entries = Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    if (!about && !mentions(name, names) && !holds(item, names)) return [];
    // A list in something of hers may be one of other people: its items answer for themselves.
    const part = isPeopleList(item) ? herPart(item, names, false) : whole(item, names, about || mentions(name, names));
    return part === undefined ? [] : [[masked(name, names), part] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function whole(item: unknown, names: ReadonlySet<string>, about: boolean): unknown {
  if (!about || typeof item !== "object" || item === null) return herPart(item, names, about);
  if (Array.isArray(item)) return (item as unknown[]).map((one) => whole(one, names, true));
  return herPart(item, names, true);
}

/** A list in which somebody else is named. */
const isPeopleList = (item: unknown): boolean => Array.isArray(item) && JSON.stringify(item).search(SOMEBODY) >= 0;

const mentions = (text: string, names: ReadonlySet<string>): boolean => [...names].some((name) => text.includes(name));
const holds = (item: unknown, names: ReadonlySet<string>): boolean => mentions(JSON.stringify(item) ?? "", names);

/** A text without other people's ids. */
export const masked = (text: string, names: ReadonlySet<string>): string => text.replace(SOMEBODY, (id) => (names.has(id) ? id : "…"));
