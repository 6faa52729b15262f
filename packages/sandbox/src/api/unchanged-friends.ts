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

type View = (world: World, person: Readonly<Person>, row: Readonly<Relation>) => JsonObject;

/** Writes them without making their rows or a tree of their fields, from the form that `view` gave one of them. */
export function unchangedFriends(world: World, userid: string, view: View): UnchangedFriends | null {
  const { past } = world;
  if (!past) return null;
  const { pieces, puts, end } = formOf(world, past, view);
  return {
    numberOf: past.unchangedOf(userid),
    write: (page, n) => {
      for (let slot = 0; slot < pieces.length; slot++) {
        page.piece(pieces[slot] ?? end);
        puts[slot]?.(page, n, userid);
      }
      page.piece(end);
    },
  };
}

/** Writes what is of this friend alone. */
type Put = (page: ByteText, n: number, userid: string) => void;

/** What all friends' views have in common, in pieces, and what is written after each of them. */
interface Form {
  /** the settings that it follows */
  key: string;
  pieces: Buffer[];
  puts: Put[];
  end: Buffer;
}

const forms = new WeakMap<World, Form>();

function formOf(world: World, past: Past, view: View): Form {
  const key = `${world.origin} ${world.settings.developerBound}`;
  const known = forms.get(world);
  if (known?.key === key) return known;
  const form = cut(JSON.stringify(view(world, past.person(1), past.relation(1))), slots(past));
  forms.set(world, { key, ...form });
  return { key, ...form };
}

interface Slot {
  field: string;
  /** as the view shows it of customer 1 */
  value: string;
  put: Put;
}

/** Takes the values out of the text of a view; fields that it does not show are left out. */
function cut(sample: string, values: Slot[]): Omit<Form, "key"> {
  const pieces: Buffer[] = [];
  const puts: Put[] = [];
  let from = 0;
  for (const { field, value, put } of values) {
    const at = sample.indexOf(`"${field}":`, from);
    if (at < 0) continue;
    const to = sample.indexOf(value, at + field.length + 3);
    if (to < 0) throw new Error(`${field} is not ${value} in ${sample}`);
    pieces.push(Buffer.from(sample.slice(from, to)));
    puts.push(put);
    from = to + value.length;
  }
  return { pieces, puts, end: Buffer.from(sample.slice(from)) };
}

/** What differs among friends, in the order of the view. */
function slots(past: Past): Slot[] {
  const { who, name, gender, externalUserId, unionid } = past.person(1);
  const { userid, createtime } = past.relation(1);
  let idAt = 0;
  const putId: Put = (page, n) => {
    idAt = page.at;
    past.putExternalId(page, n);
  };
  return [
    { field: "external_userid", value: externalUserId, put: putId },
    { field: "name", value: name, put: (page, n) => page.text(past.nameOf(n)) },
    { field: "avatar", value: who, put: putWho },
    { field: "gender", value: String(gender), put: (page, n) => page.number(past.genderOf(n)) },
    { field: "unionid", value: unionid, put: (page, n) => past.putUnionId(page, n) },
    { field: "userid", value: userid, put: (page, _n, of) => page.text(of) },
    { field: "createtime", value: String(createtime), put: (page, n) => page.number(past.createtimeOf(n)) },
    { field: "oper_userid", value: externalUserId, put: (page) => page.again(idAt, externalUserId.length) },
  ];
}

function putWho(page: ByteText, n: number): void {
  page.text("c");
  page.number(n);
}
