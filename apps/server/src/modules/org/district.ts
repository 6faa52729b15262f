import { readFileSync } from "node:fs";

/** City → its districts, as `data/README.md` tells. */
const districtsOf = new Map(
  readFileSync(new URL("data/districts.txt", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line): [string, string[]] => {
      const [city = "", names = ""] = line.split("\t");
      return [city, names.split(" ")];
    }),
);

/**
 * The district (区, 县, county-level 市) that an address names, or "". Only names that the city really has are taken, so
 * that 万达广场一区 does not become a district; `北京海淀…` without 区 counts when it stands at the front.
 */
export function findDistrict(city: string, address: string): string {
  const names = districtsOf.get(city) ?? [];
  let found = "";
  let at = Infinity;
  for (const name of names) {
    const where = address.indexOf(name);
    if (where >= 0 && where < at) [found, at] = [name, where];
  }
  if (found) return found;
  const town = city.replace(/市$/u, "");
  const front = address.slice(address.indexOf(town) < 0 ? 0 : address.indexOf(town) + town.length).replace(/^市/u, "");
  return names.find((name) => name.length > 2 && front.startsWith(name.slice(0, -1))) ?? "";
}
