import { fill, h5, say } from "@shuke/phrases";
import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { corpLanguage } from "#modules/org";

/** What the member's phone page shows: what to do in the client, in order, ready to copy. */
export type TaskPage = {
  title: string;
  intro: string[];
  /** `act` describes what is done in the client; a person reads the label. */
  acts: Array<{ label: string; act: Record<string, unknown> }>;
  state: string;
  assignee: string;
};

type Row = {
  kind: string;
  state: string;
  assignee: string;
  params: { chatId?: string; groupName?: string; text?: string; name?: { zh: string; en?: string }; evidence?: string; classKey?: string };
};

export async function taskPage(ctx: Ctx, taskId: string): Promise<TaskPage | null> {
  const { rows } = await sql<Row>`select kind, state, assignee, params from task
    where corp_id = ${ctx.corpId} and id = ${taskId}`.execute(ctx.db);
  const task = rows[0];
  if (!task) return null;
  const { params } = task;
  const w = h5[ctx.language ?? "zh-CN"].task;
  const base = { state: task.state, assignee: task.assignee };
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
      acts,
    };
  }
  return {
    ...base,
    title: params.name ? inWords(ctx, { en: params.name.zh, ...params.name }) : w.post,
    intro: [w.postIntro],
    acts: params.text ? [{ label: params.text, act: { do: "say", chatId: params.chatId, text: params.text } }] : [],
  };
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
