import { graphOf, type SopWritten, wordingsOfStep } from "@shuke/contract";
import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { pageUrl } from "./links.ts";
import type { StepDefinition } from "./types.ts";
import { goingOut, type Library } from "./wording.ts";

type Wording = StepDefinition["content"];

export type StepWording = {
  enrolmentId: string;
  sopId: string;
  sop: string;
  step: string;
  stepName: string;
  state: string;
  dueAt: Date;
  until: Date;
  /** The step's own text first (`n` 0), then its variants. Addresses are whole, or paths of ours. */
  wordings: Array<{ n: number; text: string; links: Array<{ title: string; desc: string; url: string }> }>;
};

type Row = Pick<StepWording, "enrolmentId" | "sopId" | "step" | "state" | "dueAt" | "until"> & {
  name: { zh: string; en: string };
  definition: SopWritten;
};

/** What the SOPs in which a person or a group is just now say at their steps: what is due first, what is over last. */
export async function wordingsOf(ctx: Ctx, recipient: string, limit: number): Promise<StepWording[]> {
  const { rows } = await sql<Row>`select e.id as "enrolmentId", e.sop_id as "sopId", s.step, s.state, s.due_at as "dueAt", s.until,
      sop.name, v.definition
    from enrolment e join enrolment_step s on s.corp_id = e.corp_id and s.enrolment_id = e.id
    join sop on sop.corp_id = e.corp_id and sop.id = e.sop_id
    join sop_version v on v.corp_id = e.corp_id and v.sop_id = e.sop_id and v.version = e.version
    where e.corp_id = ${ctx.corpId} and e.recipient = ${recipient} and e.state = 'active'
    order by s.state not in ('waiting', 'planned'), s.due_at, e.id, s.step limit ${limit}`.execute(ctx.db);
  const steps = rows.flatMap(({ name, definition, ...row }) => {
    const step = graphOf(definition).steps.find(({ key }) => key === row.step);
    return step ? [{ row, name, step }] : [];
  });
  const named = steps.flatMap(({ step }) => wordingsOfStep(step).flatMap(({ contentId }) => contentId ?? []));
  const library = await goingOut(ctx, named);
  return steps.map(({ row, name, step }) => ({
    ...row,
    sop: inWords(ctx, name),
    stepName: inWords(ctx, step.name),
    wordings: wordingsOfStep(step).flatMap((wording, n) => {
      const said = inChat(wording, `${row.sopId}.${row.step}`, library);
      return said === null || (said.text === "" && said.links.length === 0) ? [] : [{ n, ...said }];
    }),
  }));
}

/** As a member of staff puts it into a chat; null where its content cannot go out, or carries what she sends from the library herself. */
function inChat(
  { text, link, contentId }: Wording,
  via: string,
  library: Library,
): Pick<StepWording["wordings"][number], "text" | "links"> | null {
  const card = link ? [{ title: link.title, desc: link.desc, url: pageUrl(link.page, via) }] : [];
  if (contentId === undefined) return { text, links: card };
  const found = library.get(contentId);
  if (!found) return null;
  const given = found.attachments.flatMap((one) => (one.kind === "link" ? [{ title: one.title, desc: one.desc, url: one.url }] : []));
  if (given.length < found.attachments.length) return null;
  return { text: text === "" ? found.text : text, links: [...card, ...given] };
}
