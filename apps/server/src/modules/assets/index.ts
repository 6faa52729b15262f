import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { addFile, addPiece } from "./files.ts";
import { listFolders, removeFolder, saveFolder } from "./folders.ts";
import { getContent, listContents } from "./list-contents.ts";
import { mediaDuty, mediaUploaded } from "./media.ts";
import { archiveContent, judgeContent, restoreContent, saveContent } from "./save-content.ts";
import { contentSettings, setContentSettings } from "./settings.ts";

export { checkContent, libraryFacts, liveContents, type LiveContent, namedContents, toSend } from "./ask.ts";
export { fileKind, keepFile, readFileBody } from "./files.ts";
export { coldMedia, filesUp } from "./media.ts";
export { saveFolder } from "./folders.ts";
export { keepFavourite, quickReplies } from "./quick-replies.ts";
export { archiveContent, contentsToJudge, saveContent } from "./save-content.ts";
export { provideContentUses } from "./uses.ts";

export const handlers: readonly Handler[] = [mediaUploaded];
export const duties: readonly Duty[] = [mediaDuty];
export const routes: readonly Route[] = [
  route(api.assets.addPiece, addPiece),
  route(api.assets.addFile, addFile),
  route(api.contents.list, listContents),
  route(api.contents.get, getContent),
  route(api.contents.save, saveContent),
  route(api.contents.judge, judgeContent),
  route(api.contents.archive, archiveContent),
  route(api.contents.restore, restoreContent),
  route(api.contents.folders, listFolders),
  route(api.contents.saveFolder, saveFolder),
  route(api.contents.removeFolder, removeFolder),
  route(api.contents.settings, contentSettings),
  route(api.contents.setSettings, setContentSettings),
];
