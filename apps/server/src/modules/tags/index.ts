import type { Handler } from "#log";
import { tagsHandler } from "./project.ts";

export { allTags, tagIdsByName, type TagName, tagNames } from "./ask.ts";
export const handlers: readonly Handler[] = [tagsHandler];
