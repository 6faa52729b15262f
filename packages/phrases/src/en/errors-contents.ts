import type { Translated } from "../types.ts";
import type { contentErrors as source } from "../zh-CN/errors-contents.ts";

export const contentErrors: Translated<typeof source> = {
  assetPieces: "“{{name}}” did not arrive whole. Upload it again",
  assetPicture: "WeCom takes JPG and PNG pictures only. Save “{{name}}” as one of them first",
  assetKind: "“{{name}}” is no file that can be sent. JPG, PNG, MP4, PDF, Office documents, ZIP and text can",
  assetEmpty: "“{{name}}” is empty. Choose another file",
  assetTooBig: "“{{name}}” has {{size}} MB; WeCom takes {{most}} MB at most. Make it smaller first",
  assetBroken: "“{{name}}” cannot be opened: it is damaged or far too large. Choose another picture",
  contentEmpty: "“{{name}}” has neither words nor attachments yet. Write one of them at least",
  contentVariable: "{{gaps}} is not known here. These are: {{known}}",
  contentNowhere:
    "With {{gaps}} together it can go nowhere: only the sidebar knows a nickname, only a welcome knows the channel. Take one away",
  contentNameTaken: "There is a content “{{name}}” already (maybe put away). Choose another name",
  contentSavedMeanwhile: "{{by}} changed this content after you opened it. Yours is not saved: look at it as it is now, then decide",
  contentArchived: "“{{name}}” is put away. Restore it before you change it",
  contentFileKind: "This wants a file of the kind {{wanted}}; the one chosen is {{kind}}",
  contentNotWaiting: "This version of “{{name}}” does not wait for approval. Reload to see it as it is now",
  contentOwnApproval: "What you wrote yourself is for a colleague to approve",
  contentWhyNot: "Say in a sentence why you send it back, so that whoever wrote it can mend it",
  contentInUse: "“{{name}}” is still in use: {{uses}}. Replace it there, then put it away",
  contentNotLive: "“{{name}}” cannot be sent now: no version of it goes out, it is over, or it is put away",
  contentNotMass: "“{{name}}” has {{gaps}}. One mass send says the same to everybody, so take a content without variables",
  contentNotWelcome: "“{{name}}” has {{gaps}}, which is not known yet when a welcome goes out. Choose another, or take it away",
  contentNotSidebar: "“{{name}}” has {{gaps}}, which the sidebar cannot fill. Choose another, or take it away",
  folderNameTaken: "There is a folder “{{name}}” already",
};
