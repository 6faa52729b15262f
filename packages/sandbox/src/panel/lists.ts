import { linkUrl } from "../acquisition/links.ts";
import { ControlError } from "../kit/errors.ts";
import type { Json } from "../people-host.ts";
import { groupSize } from "../world/groups.ts";
import { nameOf } from "../world/persons.ts";
import { pair } from "../world/world.ts";
import type { World } from "../world/world.ts";
import { qrUrl } from "../world/ways.ts";

export interface PersonRow {
  id: string;
  name: string;
  kind: "customer" | "staff";
  /** Staff: as the address book has it. */
  position?: string;
  /** Customers: WGS-84, when it is known where this person is. */
  home?: { lng: number; lat: number };
}

export interface CodeRow {
  url: string;
  /** `link`: an acquisition link, which is opened rather than scanned */
  kind: "contact" | "group" | "link";
  title: string;
  state: string;
  userIds?: string[];
  chatIds?: string[];
}

/** Customers, the latest first, or active staff; `q` looks in name and id. */
export function listPeople(
  world: World,
  ask: { kind: "customer" | "staff"; q: string; limit: number },
): { items: PersonRow[]; total: number } {
  const wanted = (id: string, name: string): boolean => ask.q === "" || name.includes(ask.q) || id === ask.q;
  const items: PersonRow[] = [];
  let total = 0;
  if (ask.kind === "staff") {
    for (const user of world.users.values()) {
      if (user.status !== 1 || !wanted(user.userid, user.name)) continue;
      total++;
      if (total <= ask.limit) items.push({ id: user.userid, name: user.name, kind: "staff", position: user.position });
    }
    return { items, total };
  }
  for (const person of ask.q === "" ? world.persons.latest(ask.limit) : world.persons.values()) {
    if (!wanted(person.who, person.name)) continue;
    total++;
    items.push({ id: person.who, name: person.name, kind: "customer", ...(person.home && { home: person.home }) });
    // Only the latest are shown, so a town of a million is walked through but never held.
    if (items.length > ask.limit * 2) items.splice(0, ask.limit);
  }
  return { items: items.slice(-ask.limit).toReversed(), total: ask.q === "" ? world.persons.size : total };
}

/** Every QR code that can be scanned: what hangs in shops first, then group codes; the latest first. */
export function listCodes(world: World, limit: number): { items: CodeRow[] } {
  const contact = [...world.contactWays.values()].map((way): CodeRow => ({
    url: qrUrl(world, way.configId),
    kind: "contact",
    title: way.remark || way.user.map((userid) => nameOf(world, userid)).join("、"),
    state: way.state,
    userIds: way.user,
  }));
  const group = [...world.joinWays.values()].map((way): CodeRow => ({
    url: qrUrl(world, way.configId),
    kind: "group",
    title: way.remark || way.roomBaseName || way.chatIds.map((id) => world.groups.get(id)?.name ?? id).join("、"),
    state: way.state,
    chatIds: way.chatIds,
  }));
  const link = [...world.acquisition.links.values()]
    .filter(({ deleted }) => !deleted)
    .map((row): CodeRow => ({ url: linkUrl(world, row.linkId), kind: "link", title: row.name, state: row.linkId }));
  return { items: [...contact.toReversed(), ...group.toReversed(), ...link.toReversed()].slice(0, limit) };
}

/** One group as its owner sees it in the client. Throws ControlError 404. */
export function groupView(world: World, chatId: string): Json {
  const group = world.groups.get(chatId);
  if (group === undefined || group.dismissed) throw new ControlError(`there is no group ${chatId}`, 404);
  return {
    chatId,
    name: group.name,
    owner: group.owner,
    ownerName: nameOf(world, group.owner),
    notice: group.notice,
    templateId: group.templateId,
    size: groupSize(world, chatId),
    members: [...world.membersOf.of(chatId)].map((who) => ({
      who,
      name: nameOf(world, who),
      kind: world.persons.has(who) ? "customer" : "staff",
      joinTime: world.members.get(pair(chatId, who))?.joinTime ?? 0,
    })),
  };
}

/** Pages beside the chats of members, with the app that brings each. */
export function listSidebars(world: World): { items: { app: string; name: string; url: string }[] } {
  return { items: [...world.apps.values()].flatMap(({ name: app, sidebar = [] }) => sidebar.map((one) => ({ app, ...one }))) };
}

/** The corp's group welcome templates, by the first words of each. */
export function listTemplates(world: World): { items: { templateId: string; text: string }[] } {
  const items = [...world.templates.values()].map(({ templateId, content }) => {
    const text = content["text"];
    const words = typeof text === "object" && text !== null && !Array.isArray(text) ? text["content"] : "";
    return { templateId, text: typeof words === "string" ? words : "" };
  });
  return { items };
}
