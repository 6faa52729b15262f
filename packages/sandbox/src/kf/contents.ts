import { checkMedia } from "../api/attachments.ts";
import { fail } from "../kit/errors.ts";
import { list, object, oneOf, decimal, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import type { World } from "../world/world.ts";

/** What `kf/send_msg` sends (wecom-api §10.1). */
export const KINDS = [
  "text",
  "image",
  "voice",
  "video",
  "file",
  "link",
  "miniprogram",
  "msgmenu",
  "location",
  "business_card",
  "ca_link",
] as const;
export type Kind = (typeof KINDS)[number];

const STORED = object({ media_id: text({ required: 41006 }) });

const ITEM = object(
  {
    type: oneOf(["click", "view", "miniprogram", "text"], { required: 95009, code: 95009 }),
    click: object({ id: text(), content: text({ required: 40058 }) }),
    view: object({ url: text({ required: 41010, maxBytes: "link.url" }), content: text({ required: 40058 }) }),
    miniprogram: object({ appid: text({ required: 40058 }), pagepath: text({ required: 40058 }), content: text({ required: 40058 }) }),
    text: object({ content: text({ required: 40058 }) }),
  },
  { required: 95009 },
);

const MENU = object({
  head_content: text({ maxBytes: "kf.menu-text" }),
  list: list(ITEM, { fallback: [], max: "kf.menu-items", tooMany: 95008 }),
  tail_content: text({ maxBytes: "kf.menu-text" }),
});

export const TEXT = object({ content: text({ required: 44004, maxBytes: "kf.text" }), menu_id: text() });

export const CONTENTS = {
  text: TEXT,
  image: STORED,
  voice: STORED,
  video: STORED,
  file: STORED,
  link: object({
    title: text({ required: 40058, maxBytes: "link.title" }),
    desc: text({ maxBytes: "link.desc" }),
    url: text({ required: 41010, maxBytes: "link.url" }),
    thumb_media_id: text({ required: 41006 }),
  }),
  miniprogram: object({
    appid: text({ required: 40058 }),
    title: text({ maxBytes: "miniprogram.title" }),
    thumb_media_id: text({ required: 41006 }),
    pagepath: text({ required: 40058 }),
  }),
  msgmenu: MENU,
  location: object({ name: text(), address: text(), latitude: decimal({ required: 40058 }), longitude: decimal({ required: 40058 }) }),
  business_card: object({ userid: text({ required: 41009 }) }),
  ca_link: object({ link_url: text({ required: 41010 }) }),
};
type Contents = Values<typeof CONTENTS>;

export const CONTENT_ERRORS = [40003, 40007, 40058] as const;

/** Checks what concerns the world; gives the part as it came. */
export function contentOf(world: World, kind: Kind, contents: Partial<Contents>, raw: Body): JsonObject {
  const part = contents[kind];
  if (part === undefined) throw fail(40058, `missing ${kind}`);
  if (kind === "image" || kind === "voice" || kind === "video" || kind === "file")
    checkMedia(world, contents[kind]?.media_id ?? "", [kind]);
  if (kind === "link" || kind === "miniprogram") checkMedia(world, contents[kind]?.thumb_media_id ?? "", ["image"]);
  if (kind === "business_card" && world.users.get(contents.business_card?.userid ?? "")?.status !== 1) throw fail(40003, "invalid userid");
  if (kind === "msgmenu") checkMenu(contents.msgmenu);
  return JSON.parse(JSON.stringify(raw[kind]));
}

/** An item of a menu has the part that its type names. */
function checkMenu(menu: Contents["msgmenu"]): void {
  for (const item of menu?.list ?? []) if (item[item.type] === undefined) throw fail(40058, `a menu item lacks ${item.type}`);
}
