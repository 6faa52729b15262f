import { graphOf, type SopWritten } from "@shuke/contract";
import { sql } from "kysely";
import { type Ctx, inWords } from "#kit/ctx";
import { pageUrl } from "./links.ts";

export type StepWording = {
  enrolmentId: string;
  sopId: string;
  sop: string;
  step: string;
  stepName: string;
  state: string;
  dueAt: Date;
  until: Date;
  /** The step's own text first, then its variants; addresses are paths of ours. */
  wordings: Array<{ text: string; link: { title: string; desc: string; path: string } | null }>;
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
  return rows.flatMap(({ name, definition, ...row }) => {
    const step = graphOf(definition).steps.find(({ key }) => key === row.step);
    if (!step) return [];
    const via = `${row.sopId}.${row.step}`;
    const wordings = [step.content, ...step.variants]
      .filter(({ text, link }) => text !== "" || link)
      .map(({ text, link }) => ({ text, link: link ? { title: link.title, desc: link.desc, path: pageUrl(link.page, via) } : null }));
    return [{ ...row, sop: inWords(ctx, name), stepName: inWords(ctx, step.name), wordings }];
  });
}
