import type { ByteText } from "../kit/byte-text.ts";
import type { JsonObject } from "../people-host.ts";
import type { Past } from "../world/past.ts";
import type { Person, Relation } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** Friends of one member of whom nothing has changed since the past was laid. */
export interface UnchangedFriends {
  /** number of such a friend, 0 of all others */
  numberOf(who: string): number;
  write(page: ByteText, n: number): void;
}

type View = (person: Readonly<Person>, row: Readonly<Relation>) => JsonObject;

/**
 * Writes them without making their rows or a tree of their fields: the view of one of them, as text, with the parts exchanged in
 * which they differ. So they show what everybody shows.
 */
export function unchangedFriends({ past }: World, userid: string, view: View): UnchangedFriends | null {
  const first = past?.firstOf(userid) ?? 0;
  if (!past || first === 0) return null;
  const sample = JSON.stringify(view(past.person(first), past.relation(first)));
  const puts: Slot["put"][] = [];
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { field, of, put } of slots(past)) {
    const at = sample.indexOf(`"${field}":`, from);
    if (at < 0) continue;
    const value = of(first);
    const to = sample.indexOf(value, at + field.length + 3);
    if (to < 0) throw new Error(`${field} of ${userid}'s first friend is not ${value} in ${sample}`);
    pieces.push(Buffer.from(sample.slice(from, to)));
    puts.push(put);
    from = to + value.length;
  }
  const end = Buffer.from(sample.slice(from));
  return {
    numberOf: past.unchangedOf(userid),
    write: (page, n) => {
      for (let slot = 0; slot < pieces.length; slot++) {
        page.piece(pieces[slot] ?? end);
        puts[slot]?.(page, n);
      }
      page.piece(end);
    },
  };
}

interface Slot {
  field: string;
  of: (n: number) => string;
  put: (page: ByteText, n: number) => void;
}

/** What differs among friends of one member, in the order of the view. */
function slots(past: Past): Slot[] {
  const external = { of: (n: number) => past.externalId(n), put: (page: ByteText, n: number) => past.putExternalId(page, n) };
  return [
    { field: "external_userid", ...external },
    { field: "name", of: (n) => past.nameOf(n), put: (page, n) => page.text(past.nameOf(n)) },
    { field: "avatar", of: (n) => `c${n}`, put: putWho },
    { field: "gender", of: (n) => String(past.genderOf(n)), put: (page, n) => page.number(past.genderOf(n)) },
    { field: "unionid", of: (n) => past.unionId(n), put: (page, n) => past.putUnionId(page, n) },
    { field: "createtime", of: (n) => String(past.createtimeOf(n)), put: (page, n) => page.number(past.createtimeOf(n)) },
    { field: "oper_userid", ...external },
  ];
}

function putWho(page: ByteText, n: number): void {
  page.text("c");
  page.number(n);
}
