import type { SidebarMessage, SidebarTarget, SopEvidence } from "@shuke/contract";
import { fill, h5, say } from "@shuke/phrases";
import { type RawBuilder, sql } from "kysely";
import { gateSettings } from "#actions";
import { type Ctx, inWords } from "#kit/ctx";
import { localStamp } from "#kit/tz";
import { namesOf } from "#modules/customers";
import { chatInfo } from "#modules/groups";
import { corpLanguage } from "#modules/org";
import { expectedProof } from "./proof.ts";

/** What the member's phone page shows of one task: what to do in the client, in order, ready to copy. */
export type TaskPage = {
  id: string;
  kind: string;
  dueAt: Date;
  title: string;
  provenBy: SopEvidence;
  /** Whose chat it is about. */
  to: SidebarTarget | null;
  /** The name of that person or group; "" where it is not known. */
  toName: string;
  /** What goes into that chat as it stands; [] where it is something else that is to be done. */
  messages: SidebarMessage[];
  intro: string[];
  /** `act` describes what is done in the client; a person reads the label. */
  acts: Array<{ label: string; act: Record<string, unknown> }>;
  state: string;
  assignee: string;
  /** The page on which it is done, where it is not done here. */
  goTo?: string;
};

type Row = {
  id: string;
  due_at: Date;
  kind: string;
  state: string;
  assignee: string;
  params: {
    recipient?: string;
    link?: { title: string; path: string };
    chatId?: string;
    groupName?: string;
    text?: string;
    name?: { zh: string; en?: string };
    evidence?: string;
    classKey?: string;
    ticketId?: string;
    at?: string;
    chats?: Array<{ chatId: string; name: string }>;
  };
};

export async function taskPage(ctx: Ctx, taskId: string, publicUrl: string): Promise<TaskPage | null> {
  const { rows } = await sql<Row>`select id, due_at, kind, state, assignee, params from task
    where corp_id = ${ctx.corpId} and id = ${taskId}`.execute(ctx.db);
  const [page] = rows[0] ? await withNames(ctx, [await pageOf(ctx, rows[0], publicUrl)]) : [];
  return page ?? null;
}

/** Of one member's list no phone shows more. */
const MOST = 30;

/** What somebody has to do now, by its time; `about`: only what concerns this chat. */
export async function dayPage(ctx: Ctx, userId: string, publicUrl: string, about?: SidebarTarget): Promise<TaskPage[]> {
  const { rows } = await sql<Row>`select id, due_at, kind, state, assignee, params from task
    where corp_id = ${ctx.corpId} and assignee = ${userId} and state in ('open', 'claimed') and ${isAbout(about)}
    order by due_at, id limit ${MOST}`.execute(ctx.db);
  return withNames(ctx, await Promise.all(rows.map((row) => pageOf(ctx, row, publicUrl))));
}

async function withNames(ctx: Ctx, pages: ReadonlyArray<Omit<TaskPage, "toName">>): Promise<TaskPage[]> {
  const [people, chats] = await Promise.all([
    namesOf(
      ctx,
      pages.flatMap(({ to }) => (to && "externalUserId" in to ? [to.externalUserId] : [])),
    ),
    chatInfo(
      ctx,
      pages.flatMap(({ to }) => (to && "chatId" in to ? [to.chatId] : [])),
    ),
  ]);
  const nameOf = (to: SidebarTarget | null) =>
    to === null ? undefined : "externalUserId" in to ? people.get(to.externalUserId) : chats.get(to.chatId)?.name;
  return pages.map((page) => ({ ...page, toName: nameOf(page.to) ?? "" }));
}

function isAbout(about: SidebarTarget | undefined): RawBuilder<boolean> {
  if (about === undefined) return sql<boolean>`true`;
  if ("externalUserId" in about) return sql<boolean>`params->>'recipient' = ${about.externalUserId}`;
  return sql<boolean>`(params->>'chatId' = ${about.chatId} and coalesce(params->>'recipient', ${about.chatId}) = ${about.chatId})`;
}

async function pageOf(ctx: Ctx, task: Row, publicUrl: string): Promise<Omit<TaskPage, "toName">> {
  const { params } = task;
  const w = h5[ctx.language ?? "zh-CN"].task;
  const inGroup = params.recipient === undefined || params.recipient === params.chatId;
  const to = inGroup ? (params.chatId ? { chatId: params.chatId } : null) : { externalUserId: params.recipient ?? "" };
  const base = {
    id: task.id,
    kind: task.kind,
    dueAt: task.due_at,
    state: task.state,
    assignee: task.assignee,
    provenBy: expectedProof(task),
    to,
  };
  if (task.kind === "finish-group-setup") {
    const template = await lastTemplate(ctx, params.classKey ?? "store");
    const notice = (await rulesText(ctx)) ?? h5[await corpLanguage(ctx)].task.rules;
    const acts = [
      { label: fill(w.notice, { text: notice }), act: { do: "notice", chatId: params.chatId, text: notice } },
      ...(template ? [{ label: w.welcome, act: { do: "attach-welcome", chatId: params.chatId, templateId: template } }] : []),
    ];
    return {
      ...base,
      title: say(w, "setup", { group: params.groupName ?? w.newGroup, count: acts.length }) ?? "",
      intro: [w.setupIntro],
      messages: [],
      acts,
    };
  }
  if (task.kind === "answer-ticket") {
    const name = params.name ? inWords(ctx, { en: params.name.zh, ...params.name }) : "";
    return { ...base, title: fill(w.ticket, { name }), intro: [], messages: [], acts: [], goTo: `/m/q/${params.ticketId ?? ""}` };
  }
  if (task.kind === "lead-talk" || task.kind === "talk-item") {
    const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
    const time = params.at === undefined ? "" : localStamp(new Date(params.at), timeZone).slice(5);
    const { text = "" } = params;
    return {
      ...base,
      title: params.name ? inWords(ctx, { en: params.name.zh, ...params.name }) : w.post,
      intro: time === "" ? [] : [fill(task.kind === "lead-talk" ? w.talkIntro : text === "" ? w.turnIntro : w.turnTextIntro, { time })],
      messages: [],
      // Said when its turn comes, in whatever group it is: nothing that is done at once.
      acts: text === "" ? [] : [{ label: text, act: { do: "read", text } }],
    };
  }
  // The link is the task's own: whoever opens it shows that it was sent.
  const text = [params.text ?? "", params.link ? publicUrl + params.link.path : ""].filter((part) => part !== "").join("\n");
  if (task.kind === "hand-post" && params.chats) {
    const { chats } = params;
    const [first, ...others] = chats;
    return {
      ...base,
      title: params.name ? inWords(ctx, { en: params.name.zh, ...params.name }) : w.post,
      intro: [fill(w.handIntro, { count: chats.length }), chats.map(({ name }) => name).join("、")],
      messages: [],
      // One text to copy; the others are the same post into further groups.
      acts: first
        ? [
            { label: text, act: { do: "say", chatId: first.chatId, text } },
            ...others.map(({ chatId, name }) => ({ label: fill(w.handAlso, { name }), act: { do: "say", chatId, text } })),
          ]
        : [],
    };
  }
  const target = inGroup ? { chatId: params.chatId } : { to: params.recipient };
  const byNotice = base.provenBy === "notice";
  // What only a word can show is an instruction as often as a text: it is not put into a chat by one press.
  const isContent = base.provenBy === "message" || base.provenBy === "link";
  return {
    ...base,
    title: params.name ? inWords(ctx, { en: params.name.zh, ...params.name }) : w.post,
    intro: [byNotice ? w.noticeIntro : inGroup ? w.postIntro : w.sayIntro],
    messages: isContent ? messagesOf(params, publicUrl) : [],
    acts: text === "" ? [] : [{ label: text, act: byNotice ? { do: "notice", ...target, text } : { do: "say", ...target, text } }],
  };
}

function messagesOf({ text = "", link }: Row["params"], publicUrl: string): SidebarMessage[] {
  return [
    ...(text === "" ? [] : [{ kind: "text" as const, text }]),
    ...(link ? [{ kind: "link" as const, title: link.title, desc: "", url: publicUrl + link.path }] : []),
  ];
}

async function lastTemplate(ctx: Ctx, classKey: string): Promise<string | null> {
  const { rows } = await sql<{ template: string }>`select data->>'templateId' as template from event
    where corp_id = ${ctx.corpId} and subject = ${`group-class:${classKey}`} and type = 'welcome-template.put'
    order by seq desc limit 1`.execute(ctx.db);
  return rows[0]?.template ?? null;
}

async function rulesText(ctx: Ctx): Promise<string | null> {
  const { rows } = await sql<{ text: string | null }>`select settings->'groupRules'->>'notice' as text from corp
    where corp_id = ${ctx.corpId}`.execute(ctx.db);
  return rows[0]?.text ?? null;
}
