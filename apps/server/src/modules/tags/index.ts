import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Handler } from "#log";
import { createTags, orderTags, removeTags, renameTag, retryChange } from "./change-tags.ts";
import { tagsHandler } from "./project.ts";

export { allTags, tagIdsByName, type TagName, tagNames } from "./ask.ts";
export { namedTags } from "./change-tags.ts";
export { openChanges } from "./changes.ts";
export { refusalOf } from "./refusals.ts";
export { provideTagUses, usesOf } from "./uses.ts";

export const handlers: readonly Handler[] = [tagsHandler];
/** `tags.list` and `tags.consequences` count people: modules/customers has them. */
export const routes: readonly Route[] = [
  route(api.tags.create, createTags),
  route(api.tags.rename, renameTag),
  route(api.tags.order, orderTags),
  route(api.tags.remove, removeTags),
  route(api.tags.retry, retryChange),
];
