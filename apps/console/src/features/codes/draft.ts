import type { LiveCode } from "@shuke/contract";
import type { Input } from "../../api.ts";

export type LinkChoice = "none" | "welfare" | "find-store";

/** What the form holds. */
export type Draft = {
  kind: LiveCode["kind"];
  name: string;
  channel: string;
  storeId: string | null;
  userIds: string[];
  tags: string[];
  remark: string;
  welcomeText: string;
  /** A content of the library that is said in place of the text. */
  welcomeContent: string | null;
  link: LinkChoice;
  linkTitle: string;
  linkDesc: string;
  chatIds: string[];
  seatLimit: number;
  autoCreate: boolean;
  baseName: string;
};

export const emptyDraft = (kind: LiveCode["kind"]): Draft => ({
  kind,
  name: "",
  channel: "",
  storeId: null,
  userIds: [],
  tags: [],
  remark: "",
  welcomeText: "",
  welcomeContent: null,
  link: "none",
  linkTitle: "",
  linkDesc: "",
  chatIds: [],
  seatLimit: 200,
  autoCreate: true,
  baseName: "",
});

export const draftOf = (code: LiveCode): Draft => ({
  ...emptyDraft(code.kind),
  name: code.name,
  channel: code.channel,
  storeId: code.storeId,
  userIds: code.userIds,
  tags: code.tags,
  remark: code.remark,
  welcomeText: code.welcomeText ?? "",
  welcomeContent: code.welcomeContent,
  link: code.welcomeLink?.page ?? "none",
  linkTitle: code.welcomeLink?.title ?? "",
  linkDesc: code.welcomeLink?.desc ?? "",
  chatIds: code.chatIds,
  seatLimit: code.seatLimit ?? 200,
  autoCreate: code.autoCreate,
  baseName: code.baseName,
});

export type DraftProblem = {
  field: "name" | "userIds" | "chatIds" | "tags" | "linkTitle";
  key: "required" | "needStaff" | "needGroup" | "tagShape";
  value?: string;
};

/** What keeps the draft from being sent, field by field. */
export function problemsOf(draft: Draft): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (draft.name.trim() === "") problems.push({ field: "name", key: "required" });
  if (draft.kind === "staff") {
    if (draft.userIds.length === 0) problems.push({ field: "userIds", key: "needStaff" });
    const odd = draft.tags.find((tag) => !/^[^/]+\/[^/]+$/.test(tag));
    if (odd !== undefined) problems.push({ field: "tags", key: "tagShape", value: odd });
    if (draft.link !== "none" && draft.linkTitle.trim() === "") problems.push({ field: "linkTitle", key: "required" });
  } else if (draft.chatIds.length === 0 || draft.chatIds.length > 5) {
    problems.push({ field: "chatIds", key: "needGroup" });
  }
  return problems;
}

const link = (draft: Draft) =>
  draft.link === "none" ? null : { title: draft.linkTitle.trim(), page: draft.link, desc: draft.linkDesc.trim() };

export function createInput(draft: Draft): Input<"liveCodes.create"> {
  const shared = { kind: draft.kind, name: draft.name.trim(), channel: draft.channel.trim(), storeId: draft.storeId };
  if (draft.kind === "group")
    return { ...shared, chatIds: draft.chatIds, seatLimit: draft.seatLimit, autoCreate: draft.autoCreate, baseName: draft.baseName.trim() };
  return {
    ...shared,
    userIds: draft.userIds,
    tags: draft.tags,
    remark: draft.remark.trim(),
    welcomeText: draft.welcomeText,
    welcomeContent: draft.welcomeContent,
    welcomeLink: link(draft),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Only what differs from the code as it is. */
export function updateInput(draft: Draft, code: LiveCode): Input<"liveCodes.update"> {
  const before = createInput(draftOf(code));
  const { kind: _, ...next } = createInput(draft);
  const changed = Object.fromEntries(
    Object.entries(next).filter(([key, value]) => !same(value, before[key as keyof typeof before])),
  ) as Partial<typeof next>;
  return { id: code.id, ...changed };
}
